import { answerOf } from '../../src/engine/answerOf.js';
import { failureOf } from '../../src/engine/failureOf.js';
import { Bill } from '../../src/engine/reduction/Bill.js';
import { ReductionTree, type TreeOptions } from '../../src/engine/reduction/ReductionTree.js';
import { CallError } from '../../src/errors/CallError.js';
import { ACCOUNT } from '../../src/types/Account.js';
import type { Answer, FailedPart, FailureDetail, Outcome } from '../../src/types/Outcome.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { Reply } from '../../src/types/Reply.js';

/** A question for a document: about one of its parts (level 0), or one that joins answers. */
export interface Question {
  readonly document: DividedDocument;
  readonly prompt: Prompt;
  readonly level: number;
  readonly index: number;
  readonly isFinal: boolean;
}

/** A document on its way through `mapReduce`. */
export class DividedDocument {
  /** What its row is of. */
  readonly prompt: Prompt;
  readonly tree: ReductionTree<Reply>;
  readonly failed: FailedPart[] = [];
  /** Prompts that were asked, and how many of them have no outcome yet. */
  prompts = 0;
  open = 0;
  readonly #bill = new Bill();
  #parts = 0;
  #ended = false;
  #failure: CallError | undefined;
  #joined = 0;
  /** Outside a `run`: answers that wait for those before them. */
  readonly #held = new Map<number, Reply>();

  constructor(part: Prompt, options: TreeOptions<Reply>) {
    this.prompt = wholeOf(part);
    this.tree = new ReductionTree(options);
  }

  /** A part has come. */
  extend({ part, isLast }: Prompt): void {
    this.#parts = Math.max(this.#parts, (part ?? 0) + 1);
    if (part !== undefined && isLast !== true) return;
    this.#ended = true;
    this.tree.end(this.#parts);
  }

  /** No part will come any more. */
  cut(): void {
    if (this.#ended) return;
    this.#ended = true;
    const parts = `${this.#parts} part${this.#parts === 1 ? '' : 's'}`;
    this.#failure = incomplete(`the document broke off after ${parts}: its last one never came`);
  }

  /** False when nothing will be made of its answers. */
  get isSound(): boolean {
    return this.#failure === undefined;
  }

  /** Ask it when all that can be asked is. */
  get isOver(): boolean {
    // To let a part come out may bring the source on, and its end, before the next one is out.
    return this.open === 0 && this.#ended && this.#joined === this.tree.taken;
  }

  /** Notes what a try took that will be repeated. */
  lose(outcome: Outcome): void {
    this.#bill.add(outcome);
  }

  settle({ level, index, isFinal }: Question, outcome: Outcome): void {
    this.#bill.add(outcome);
    if (outcome.status === 'ok') {
      const reply = replyOf(outcome);
      if (level === 0) this.#hold(index, reply);
      if (isFinal) this.tree.finish(reply);
      else this.tree.add(level, index, reply);
    } else if (level === 0) {
      this.failed.push({ part: index, error: outcome.error });
      this.tree.add(level, index, undefined);
    } else this.#failure ??= errorOf(outcome.error, 'the answers to its parts could not be joined');
    if (level === 0) this.#release();
  }

  get outcome(): Outcome {
    const { prompts, failed } = this;
    failed.sort((a, b) => a.part - b.part);
    const reduction = { parts: this.#parts, prompts, failed };
    const { result, isDone, taken } = this.tree;
    if (this.isSound && !isDone) this.#failure = incomplete(`part ${taken} of the document never came`);
    if (this.isSound && result !== undefined)
      return { ...answerOf(this.prompt, this.#bill.on(result)), reduction };
    const error =
      this.#failure ??
      errorOf((failed[0] as FailedPart).error, failed.length > 1 ? `all ${failed.length} parts failed` : '');
    return { ...failureOf(this.prompt, error), attempts: this.#bill.attempts, reduction };
  }

  /** Parts come out here, and the document instead of them; what waits for its turn still counts in the window. */
  #hold(index: number, reply: Reply): void {
    const account = this.prompt[ACCOUNT];
    if (account === undefined || account.join !== undefined || index < this.tree.taken) return;
    account.hold(reply);
    this.#held.set(index, reply);
  }

  #release(): void {
    const account = this.prompt[ACCOUNT];
    for (; this.#joined < this.tree.taken; this.#joined++) {
      const part = this.#joined;
      if (this.prompt.part === undefined) account?.join?.({ seq: this.prompt.seq, part });
      const held = this.#held.get(part);
      if (held !== undefined) account?.release(held);
      this.#held.delete(part);
    }
  }

  /** Lets go of what waits, when everything is cancelled. */
  forget(): void {
    for (const reply of this.#held.values()) this.prompt[ACCOUNT]?.release(reply);
    this.#held.clear();
  }
}

function incomplete(message: string): CallError {
  return new CallError(message, { code: 'incomplete', attempts: 0 });
}

/** The prompt that `part` is of, as far as it is known. */
function wholeOf(part: Prompt): Prompt {
  if (part.whole !== undefined || part.part === undefined) return part.whole ?? part;
  const { part: _, isLast: __, ...rest } = part;
  return { ...rest, messages: [] };
}

/** Without its prompt, which holds the text. */
function replyOf({ status: _, seq: __, id: ___, prompt: ____, ...reply }: Answer): Reply {
  return reply;
}

function errorOf({ code, message, retryable, httpStatus, body }: FailureDetail, what: string): CallError {
  const words = what === '' ? message : `${what}: ${message}`;
  return new CallError(words, { code, retryable, httpStatus, body, attempts: 0 });
}
