let reason = 'cancelled';

/**
 * Runs `stop`, which unsubscribes calls, and lets them know why: for their metrics a limit of time is an error, not
 * somebody's wish. `unsubscribe` takes no reason but is synchronous, so the reason stands here for as long as it lasts.
 */
export function stopFor(code: string, stop: () => void): void {
  const outer = reason;
  reason = code;
  try {
    stop();
  } finally {
    reason = outer;
  }
}

/** Why the call that is being unsubscribed right now is: `cancelled`, or the code of an error. */
export function stopReason(): string {
  return reason;
}
