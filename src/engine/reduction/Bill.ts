import type { Outcome } from '../../types/Outcome.js';
import type { Reply } from '../../types/Reply.js';
import type { Usage } from '../../types/Usage.js';
import { addUsage } from '../addUsage.js';

/** What all calls for one document took together. */
export class Bill {
  attempts = 0;
  #usage: Usage | null = null;
  #costUsd: number | null = 0;

  add(outcome: Outcome): void {
    this.attempts += outcome.attempts;
    if (outcome.status === 'error') return;
    if (outcome.costUsd === null || this.#costUsd === null) this.#costUsd = null;
    else this.#costUsd += outcome.costUsd;
    if (outcome.usage !== null) this.#usage = addUsage(this.#usage, outcome.usage);
  }

  /** The last reply, with the tokens, the money and the attempts of all. */
  on(reply: Reply): Reply {
    const { attempts } = this;
    const cached = attempts === 0 ? reply.cached : null;
    return { ...reply, attempts, cached, usage: this.#usage, costUsd: this.#costUsd };
  }
}
