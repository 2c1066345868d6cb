import type { Outcome } from '../../types/Outcome.js';
import type { Prompt } from '../../types/Prompt.js';

/** A part as `--json` shows it. Positions are UTF-16 units of the text. */
export interface ListedPart {
  readonly part: number;
  readonly from: number;
  readonly to: number;
  status: 'ok' | 'error';
  text?: string;
  code?: string;
  message?: string;
}

/** Where the parts of a document stand, and, for those who want to see them, what was said about each. */
export class PartList {
  count = 0;
  /** Whether the last one has come. */
  isWhole = false;
  /** Of the document, as far as it was read. */
  characters = 0;
  readonly #keepsAll: boolean;
  readonly #parts = new Map<number, ListedPart>();

  /** @param keepsAll Whether answers are kept; failures always are. */
  constructor(keepsAll: boolean) {
    this.#keepsAll = keepsAll;
  }

  /** A part has come from the source. */
  came({ part = 0, input, isLast }: Prompt): void {
    if (isLast === true) this.isWhole = true;
    this.count = Math.max(this.count, part + 1);
    this.characters = Math.max(this.characters, (input?.to as number | undefined) ?? 0);
  }

  /** A question has its outcome, for now. */
  told(outcome: Outcome): void {
    const { part, input } = outcome.prompt;
    if (part === undefined) return;
    const { from, to } = input as { from: number; to: number };
    const { status } = outcome;
    if (status === 'error') {
      const { code, message } = outcome.error;
      this.#parts.set(part, { part, from, to, status, code, message });
    } else if (this.#keepsAll) this.#parts.set(part, { part, from, to, status, text: outcome.text });
    else this.#parts.delete(part);
  }

  /** In order. Without `keepsAll`, those that failed. */
  get listed(): readonly ListedPart[] {
    return [...this.#parts.values()].sort((a, b) => a.part - b.part);
  }

  get failed(): readonly ListedPart[] {
    return this.listed.filter(({ status }) => status === 'error');
  }
}
