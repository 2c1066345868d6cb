// What a user writes with `rxprompt/operators` alone: ordinary operators on any Observable.
import { lastValueFrom, of, range, reduce } from 'rxjs';
import { concurrentMap, deadline } from 'rxprompt/operators';

const sum = range(1, 10_000).pipe(
  concurrentMap((n) => of(n).pipe(deadline({ totalMs: 1_000 })), { concurrency: 3 }),
  reduce((total, n) => total + n, 0),
);
console.log(await lastValueFrom(sum));
