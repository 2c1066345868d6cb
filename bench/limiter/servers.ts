/** A server's count of what it lets in. Times are milliseconds and never go back. */
export interface Server {
  /** Lets `cost` in, or refuses it: a 429, which counts for nothing. */
  admit(cost: number, now: number): boolean;
}

/** At most `limit` within any minute, exactly. */
function slidingLog(limit: number): Server {
  const log: { readonly at: number; readonly cost: number }[] = [];
  let first = 0;
  let used = 0;
  return {
    admit(cost, now) {
      for (; first < log.length && (log[first]?.at ?? 0) <= now - 60_000; first++)
        used -= log[first]?.cost ?? 0;
      if (used + cost > limit) return false;
      log.push({ at: now, cost });
      used += cost;
      return true;
    },
  };
}

/** A bucket that holds what comes in `windowMs` and is filled evenly. */
function bucket(limit: number, windowMs: number): Server {
  const most = Math.max(1, (limit * windowMs) / 60_000);
  let level = most;
  let filledAt = 0;
  return {
    admit(cost, now) {
      level = Math.min(most, level + ((now - filledAt) * limit) / 60_000);
      filledAt = now;
      // A billionth is what rounding leaves. What is larger than the bucket goes when that is full.
      if (level + 1e-9 < Math.min(cost, most)) return false;
      level -= cost;
      return true;
    },
  };
}

/** At most `limit` in each minute of the clock. */
function fixedWindow(limit: number): Server {
  let minute = -1;
  let used = 0;
  return {
    admit(cost, now) {
      const current = Math.floor(now / 60_000);
      if (current !== minute) {
        minute = current;
        used = 0;
      }
      if (used + cost > limit) return false;
      used += cost;
      return true;
    },
  };
}

/** The four ways in which servers count a limit for each minute. */
export const servers: Readonly<Record<string, (limit: number) => Server>> = {
  'sliding log': slidingLog,
  'token bucket': (limit) => bucket(limit, 60_000),
  'fixed window': fixedWindow,
  'per-second bucket': (limit) => bucket(limit, 1_000),
};
