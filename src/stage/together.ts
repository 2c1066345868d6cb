import { config } from 'rxjs';

/**
 * What comes after the values that have arrived together: `start`, what begins now that others have ended; `send`, the
 * requests of what began; `write`, the rows of what ended.
 */
export type Step = 'start' | 'send' | 'write';

type Task = () => void;

const tasks: Record<Step, Task[]> = { start: [], send: [], write: [] };

let open = false;

/**
 * Hands on values that have arrived together, such as the answers of one turn of the event loop, step by step in place of one by
 * one: `handOn` is called for each, and what that puts off comes after the last. Forty answers a turn are usual, and each step
 * finds its code in the processor's caches thirty-nine times: a tenth less for a prompt. Whatever throws is told to
 * `config.onUnhandledError` of RxJS, or thrown by itself, and the others go on.
 *
 * What is written is written outside: it may let in more, without end, and has to leave the event loop its turns.
 */
export function together<T>(values: readonly T[], handOn: (value: T) => void): void {
  open = true;
  each(values, handOn);
  while (tasks.start.length + tasks.send.length > 0) carryOut(tasks.start.length > 0 ? 'start' : 'send');
  open = false;
  carryOut('write');
}

/** Puts `task` off to its step. False when nothing is being handed on: whoever asks does it at once. */
export function putOff(step: Step, task: Task): boolean {
  if (open) tasks[step].push(task);
  return open;
}

function carryOut(step: Step): void {
  const due = tasks[step];
  tasks[step] = [];
  each(due, (task) => task());
}

function each<T>(values: readonly T[], use: (value: T) => void): void {
  for (const value of values) {
    try {
      use(value);
    } catch (error) {
      setTimeout(() => {
        if (config.onUnhandledError === null) throw error;
        config.onUnhandledError(error);
      });
    }
  }
}
