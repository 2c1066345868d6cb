import { Observable, type OperatorFunction, Subject, type Subscriber } from 'rxjs';
import { expectNumber } from '../src/engine/expectNumber.js';
import type { TreeOptions } from '../src/engine/reduction/ReductionTree.js';
import { subscriberOf } from '../src/stage/subscriberOf.js';
import { countTokens } from '../src/text/tokens/countTokens.js';
import type { Message } from '../src/types/Message.js';
import { type FailedPart, isOutcome, type Outcome } from '../src/types/Outcome.js';
import type { Prompt } from '../src/types/Prompt.js';
import type { Reply } from '../src/types/Reply.js';
import { DividedDocument, type Question } from './internal/DividedDocument.js';

/** What a question that joins answers is about. */
export interface ReduceStep {
  /** The document, without its text when it was never whole in memory. */
  readonly document: Prompt;
  /** 1 for answers to parts, 2 for answers that were joined from such, and so on. */
  readonly level: number;
  /** Whether its answer is that of the whole document. */
  readonly isFinal: boolean;
  /** Parts that have failed so far. */
  readonly failed: readonly FailedPart[];
}

/** Options of {@link mapReduce}. */
export interface MapReduceOptions {
  /** What to ask about a part; `part` says which one it is. Default: the part as it is. */
  readonly map?: (part: Prompt) => readonly Message[];
  /** What to ask to make one answer of several, whose texts are given in order. */
  readonly reduce: (texts: readonly string[], step: ReduceStep) => readonly Message[];
  /** Tokens of answers that go into one call; two answers do in any case. Default 12,000. Minimum 1. */
  readonly maxTokens?: number;
  /** The same in characters, besides. Default none. Minimum 1. */
  readonly maxCharacters?: number;
  /** How often a question is asked again that `ask` has failed with an error that may pass. Default 1. Minimum 0. */
  readonly retries?: number;
}

/**
 * On the stream: asks about each part of a document, and joins the answers, in the order of the parts, to one outcome: by
 * one call, or by a tree of them when they don't fit into one. A prompt that is no part is a document of its own.
 *
 * ```text
 * parts      a-b-c|              c is the last of its document
 * ask        ---A-B-C
 * ask                ---R|      the answers A, B and C joined
 * outcome    -----------(D|)    its tokens, cost and attempts are those of all
 * ```
 *
 * What is not there is named: `reduction.failed` has the parts that failed after `retries`. When all did, a call that joins
 * did, or the last part never came, the document is a Failure.
 *
 * Holds:    answers of one call for each level of the tree, and those that wait for the ones before them.
 * Errors:   those of `ask`; a `map` or `reduce` that throws ends the stream.
 * Cancels:  unsubscribing cancels what is asked.
 * Place it: below `chunk` or `fromDocument`, around `complete`.
 *
 * @param ask Makes one outcome of each prompt, such as `complete(client)`. It sees all questions of both kinds: put what is
 *            to be cached, written down or sanitized into it.
 */
export function mapReduce(
  ask: OperatorFunction<Prompt, Outcome>,
  options: MapReduceOptions,
): OperatorFunction<Prompt, Outcome> {
  const { maxTokens = 12_000, maxCharacters = Number.POSITIVE_INFINITY, retries = 1 } = options;
  expectNumber('maxTokens', maxTokens, { min: 1 });
  if (!(maxCharacters >= 1))
    throw new RangeError(`expected maxCharacters to be at least 1, got ${maxCharacters}`);
  expectNumber('retries', retries, { min: 0 });
  const tree: TreeOptions<Reply> = {
    // Shares of a call; a sum of them is not exact.
    sizeOf: ({ text }) => Math.max(countTokens(text) / maxTokens, text.length / maxCharacters),
    maxSize: 1 + 1e-9,
  };
  return (source) =>
    new Observable((destination) => {
      const documents = new Documents(destination, { ...options, retries }, tree);
      destination.add(() => documents.forget());
      destination.add(
        documents.questions.pipe(ask).subscribe({
          next: (outcome) => documents.answered(outcome),
          error: (error) => destination.error(error),
          complete: () => destination.complete(),
        }),
      );
      const outer = subscriberOf<Prompt>({
        next: (part) => documents.take(part),
        error: (error) => destination.error(error),
        complete: () => documents.end(),
      });
      destination.add(outer);
      source.subscribe(outer);
    });
}

/** One subscription. */
class Documents {
  readonly questions = new Subject<Prompt>();
  readonly #destination: Subscriber<Outcome>;
  readonly #options: MapReduceOptions & { readonly retries: number };
  readonly #tree: TreeOptions<Reply>;
  readonly #documents = new Map<number, DividedDocument>();
  readonly #asked = new Map<string, Question>();
  readonly #tries = new Map<string, number>();
  #sourceDone = false;

  constructor(
    destination: Subscriber<Outcome>,
    options: MapReduceOptions & { readonly retries: number },
    tree: TreeOptions<Reply>,
  ) {
    this.#destination = destination;
    this.#options = options;
    this.#tree = tree;
  }

  take(part: Prompt): void {
    if (isOutcome(part)) {
      this.#destination.next(part);
      return;
    }
    try {
      const { map } = this.#options;
      const document = this.#documents.get(part.seq) ?? new DividedDocument(part, this.#tree);
      this.#documents.set(part.seq, document);
      const asIs = map === undefined || part.rejection !== undefined;
      const prompt = asIs ? part : { ...part, messages: map(part) };
      document.extend(part);
      this.#ask({ document, prompt, level: 0, index: part.part ?? 0, isFinal: false });
    } catch (error) {
      this.#destination.error(error);
    }
  }

  answered(outcome: Outcome): void {
    const key = keyOf(outcome.seq, outcome.prompt.part, outcome.id);
    const question = this.#asked.get(key);
    // Further outcomes of one prompt.
    if (question === undefined) return;
    this.#asked.delete(key);
    const { document } = question;
    document.open--;
    const tries = this.#tries.get(key) ?? 0;
    if (outcome.status === 'error' && outcome.error.retryable && tries < this.#options.retries) {
      this.#tries.set(key, tries + 1);
      document.lose(outcome);
      this.#put(key, question);
      return;
    }
    this.#tries.delete(key);
    document.settle(question, outcome);
    this.#goOn(document);
  }

  end(): void {
    this.#sourceDone = true;
    for (const document of [...this.#documents.values()]) {
      document.cut();
      this.#goOn(document);
    }
    this.#endWhenDone();
  }

  forget(): void {
    for (const document of this.#documents.values()) document.forget();
  }

  /** Asks what can be asked, and lets go of a document that is through. */
  #goOn(document: DividedDocument): void {
    const { prompt: whole, tree } = document;
    try {
      for (let group = tree.shift(); group !== undefined && document.isSound; group = tree.shift()) {
        const { level, index, isFinal, items } = group;
        const texts = items.map(({ text }) => text);
        const step = { document: whole, level, isFinal, failed: document.failed };
        const { redactions: _, ...rest } = whole;
        const prompt = {
          ...rest,
          id: `${whole.id}~${level}.${index}`,
          messages: this.#options.reduce(texts, step),
        };
        this.#ask({ document, prompt, level, index, isFinal });
      }
    } catch (error) {
      this.#destination.error(error);
      return;
    }
    if (!document.isOver || !this.#documents.delete(whole.seq)) return;
    this.#destination.next(document.outcome);
    this.#endWhenDone();
  }

  #ask(question: Question): void {
    const { seq, part, id } = question.prompt;
    question.document.prompts++;
    this.#put(keyOf(seq, part, id), question);
  }

  #put(key: string, question: Question): void {
    this.#asked.set(key, question);
    question.document.open++;
    this.questions.next(question.prompt);
  }

  #endWhenDone(): void {
    if (this.#sourceDone && this.#documents.size === 0) this.questions.complete();
  }
}

function keyOf(seq: number, part: number | undefined, id: string): string {
  return `${seq}/${part}/${id}`;
}
