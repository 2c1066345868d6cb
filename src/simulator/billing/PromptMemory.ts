import { hash } from 'node:crypto';

/** How many prompts there were, and how often. */
export interface PromptsSeen {
  /** Different prompts that are remembered. */
  readonly distinct: number;
  /** Requests whose prompt had been there before. */
  readonly repeats: number;
  /** The number of times of the most frequent one. */
  readonly mostTimes: number;
  /** Prompts that were forgotten to keep memory bounded; one that comes again counts as new. */
  readonly forgotten: number;
}

/** Counts prompts by hash, in bounded memory: of more than `limit` the oldest is forgotten. */
export class PromptMemory {
  readonly #limit: number;
  /** By the first 48 bits of the hash, as a number: a third of the memory that strings take. */
  readonly #times = new Map<number, number>();
  #repeats = 0;
  #mostTimes = 0;
  #forgotten = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts a prompt; returns how often it has been there, this time included. */
  add(hash: string): number {
    const key = Number.parseInt(hash, 16);
    const times = (this.#times.get(key) ?? 0) + 1;
    this.#times.set(key, times);
    if (times > 1) this.#repeats++;
    if (times > this.#mostTimes) this.#mostTimes = times;
    if (this.#times.size > this.#limit) {
      for (const oldest of this.#times.keys()) {
        this.#times.delete(oldest);
        break;
      }
      this.#forgotten++;
    }
    return times;
  }

  read(): PromptsSeen {
    return {
      distinct: this.#times.size,
      repeats: this.#repeats,
      mostTimes: this.#mostTimes,
      forgotten: this.#forgotten,
    };
  }
}

/** The first twelve digits of the SHA-256 of a conversation's texts, joined by line feeds. */
export function promptHash(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 12);
}
