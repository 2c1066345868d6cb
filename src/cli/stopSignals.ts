import { type Observable, ReplaySubject } from 'rxjs';

/** The signals that end a run in an orderly way. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

/** What the user, or whoever runs us, wants. */
export interface StopSignals {
  /** Take nothing more in, and finish what is under way. */
  readonly stop: Observable<StopSignal>;
  /** Give up what is under way too. */
  readonly abort: Observable<StopSignal>;
  /** The first signal that came. */
  readonly received: StopSignal | undefined;
  /** Leaves signals to the system again. */
  close(): void;
}

/** npm passes on a Ctrl-C that the terminal has sent us already: two so close together are one. */
const SAME_PRESS_MS = 200;

/**
 * Listens: the first signal stops, a second Ctrl-C aborts, and so does the time after a SIGTERM.
 *
 * @param drainMs How long after a SIGTERM.
 */
export function listenForStop(drainMs: number): StopSignals {
  const stop = new ReplaySubject<StopSignal>(1);
  const abort = new ReplaySubject<StopSignal>(1);
  let received: StopSignal | undefined;
  let isSamePress = true;
  let timer: NodeJS.Timeout | undefined;
  let press: NodeJS.Timeout | undefined;

  const listen = (signal: StopSignal) => {
    if (signal === 'SIGTERM') timer ??= setTimeout(() => abort.next(signal), drainMs).unref();
    if (received === undefined) {
      received = signal;
      // A turn later, which nothing holds up: what was sent in time, to a process that was busy or asleep, is heard before.
      press = setTimeout(() => setImmediate(() => (isSamePress = false)), SAME_PRESS_MS).unref();
      stop.next(signal);
    } else if (signal === 'SIGINT' && !isSamePress) abort.next(signal);
  };
  process.on('SIGINT', listen);
  process.on('SIGTERM', listen);
  return {
    stop: stop.asObservable(),
    abort: abort.asObservable(),
    get received() {
      return received;
    },
    close() {
      clearTimeout(timer);
      clearTimeout(press);
      process.off('SIGINT', listen);
      process.off('SIGTERM', listen);
    },
  };
}
