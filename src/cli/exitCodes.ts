/** How the process ends; scripts rely on these numbers. */
export const EXIT = {
  /** Every row is ok. */
  ok: 0,
  /** A broken input, output or program. */
  fatal: 1,
  /** Wrong flags, files or settings, or a model that no server has; nothing was answered. */
  usage: 2,
  /** Finished, and some rows failed. */
  rowsFailed: 3,
  /** Nothing more fits under `--max-cost`. */
  budget: 4,
  /** No route has a working key or balance. */
  account: 5,
  /** Stopped by Ctrl-C, drained or not. */
  interrupted: 130,
  /** Whoever read our output went away. */
  closedPipe: 141,
  /** Stopped by SIGTERM, drained or not. */
  terminated: 143,
} as const;
