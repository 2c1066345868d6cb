import { type Observable, type OperatorFunction, Subject, type Subscription } from 'rxjs';
import type { Outcome } from '../../types/Outcome.js';
import type { Params } from '../../types/Params.js';
import type { Prompt } from '../../types/Prompt.js';

/** Texts longer than this are cut before they are judged: both ends stay. */
const MAX_TEXT = 20_000;

/**
 * Another model as the scorer: it is shown the question, the answer and what counts, never by which arm it was, and gives a
 * mark from 0 to 10. A score is a tenth of it; `null` when the judge gives none.
 */
export class Judge {
  readonly #questions = new Subject<Prompt>();
  readonly #waiting = new Map<string, Subject<number | null>>();
  readonly #params: Params;
  readonly #what: string;
  #asking: Subscription | undefined;
  #seq = 0;

  constructor(what: string, model: string | undefined) {
    this.#what = what;
    this.#params = {
      ...(model !== undefined && { model }),
      temperature: 0,
      max_tokens: 16,
      // A mark needs no thought, and sixteen tokens of it would leave none.
      thinking: { type: 'disabled' },
    };
  }

  /** Call it before the first score is asked for. */
  begin(ask: OperatorFunction<Prompt, Outcome>): void {
    this.#asking = this.#questions.pipe(ask).subscribe({
      next: (outcome) => this.#tell(outcome.id, outcome.status === 'ok' ? markOf(outcome.text) : null),
      error: (error) => {
        for (const waiting of this.#waiting.values()) waiting.error(error);
        this.#waiting.clear();
      },
    });
  }

  /** Asked for when it is subscribed to a Subject that is already waiting: the mark comes later, never at once. */
  scoreOf(outcome: Outcome): Observable<number | null> {
    const seq = this.#seq++;
    const id = `judge-${seq}`;
    const mark = new Subject<number | null>();
    this.#waiting.set(id, mark);
    const text = outcome.status === 'ok' ? outcome.text : '';
    const content =
      `You judge an answer. What counts: ${this.#what}\n\n<question>\n${shortened(questionOf(outcome.prompt))}\n</question>\n` +
      `<answer>\n${shortened(text)}\n</answer>\n\nGive a mark from 0 (useless) to 10 (perfect). Say the number and nothing else.`;
    queueMicrotask(() => {
      if (mark.observed)
        this.#questions.next({ id, seq, messages: [{ role: 'user', content }], params: this.#params });
      else this.#waiting.delete(id);
    });
    return mark;
  }

  close(): void {
    this.#asking?.unsubscribe();
  }

  #tell(id: string, score: number | null): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    waiting?.next(score);
    waiting?.complete();
  }
}

/** The first number from 0 to 10 in what the judge says, as a share of ten. */
export function markOf(text: string): number | null {
  const found = /(?<![\d.-])(\d{1,2}(?:\.\d+)?)(?![\d])/.exec(text)?.[1];
  const mark = Number(found);
  return found !== undefined && mark <= 10 ? mark / 10 : null;
}

function questionOf({ messages }: Prompt): string {
  const last = messages.findLast(({ role }) => role === 'user')?.content;
  return typeof last === 'string' ? last : JSON.stringify(last ?? '');
}

function shortened(text: string): string {
  return text.length <= MAX_TEXT
    ? text
    : `${text.slice(0, MAX_TEXT / 2)}\n[...]\n${text.slice(-MAX_TEXT / 2)}`;
}
