/**
 * Does the same for every item, so many at once, those that take long first. The results stand in order, each there as
 * soon as it is.
 */
export function inParallel<T, R>(
  items: readonly T[],
  most: number,
  isLong: (item: T) => boolean,
  work: (item: T) => Promise<R>,
): readonly Promise<R>[] {
  const starts: (() => Promise<unknown>)[] = [];
  const results = items.map(
    (item) =>
      new Promise<R>((resolve, reject) => {
        const start = () => work(item).then(resolve, reject);
        if (isLong(item)) starts.unshift(start);
        else starts.push(start);
      }),
  );
  const goOn = async () => {
    for (let start = starts.shift(); start !== undefined; start = starts.shift()) await start();
  };
  for (let index = 0; index < most; index++) void goOn();
  return results;
}
