import { map, type Observable } from 'rxjs';
import { sizeOf } from '../engine/sizeOf.js';
import { ACCOUNT, type SourceAccount } from '../types/Account.js';
import type { Prompt } from '../types/Prompt.js';
import { OPEN, type PullSource } from '../types/PullSource.js';

/** A pull-driven source waits for the account; any other pushes, and is only counted. */
export function openOn(account: SourceAccount, source: Observable<Prompt>): Observable<Prompt> {
  const open = (source as Partial<PullSource>)[OPEN];
  if (open !== undefined) return open(account);
  return source.pipe(
    map((prompt) => {
      account.take(prompt, sizeOf(prompt));
      return { ...prompt, [ACCOUNT]: account };
    }),
  );
}
