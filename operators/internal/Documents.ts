import { Subject, type Subscriber } from 'rxjs';
import type { TreeOptions } from '../../src/engine/reduction/ReductionTree.js';
import { isOutcome, type Outcome } from '../../src/types/Outcome.js';
import type { Prompt } from '../../src/types/Prompt.js';
import type { Reply } from '../../src/types/Reply.js';
import { DividedDocument, type Question } from './DividedDocument.js';
import type { MapReduceOptions } from './MapReduceOptions.js';

/** One subscription of `mapReduce`: the documents on their way, and what was asked about them. */
export class Documents {
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
