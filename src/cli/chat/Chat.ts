import { fromEvent, lastValueFrom, merge, type Observable, takeUntil, tap } from 'rxjs';
import { errorCode } from '../../engine/errorCode.js';
import { isCallError } from '../../errors/CallError.js';
import { ConfigError } from '../../errors/ConfigError.js';
import type { Dialog } from '../../pipeline/DialogOptions.js';
import { countsText } from '../../telemetry/countsText.js';
import { fitWidth } from '../../text/displayWidth.js';
import type { Delta, Reply } from '../../types/Reply.js';
import { EXIT } from '../exitCodes.js';
import { say } from '../say.js';
import { writeOut } from '../summarize/writeOut.js';
import type { AnswerPrinter } from './AnswerPrinter.js';
import type { Entry } from './input/Entry.js';
import type { ChatPlan } from './planChat.js';
import { printable } from './printable.js';
import { NOTHING, type Spending, type Spent, since } from './Spending.js';
import type { CurrentSession } from './session/CurrentSession.js';
import type { Session } from './session/Session.js';
import { turnsText } from './turnsText.js';

/** What a dialog is made of. */
export interface ChatParts {
  readonly plan: ChatPlan;
  readonly dialog: Dialog;
  readonly session: CurrentSession;
  readonly spending: Spending;
  readonly printer: AnswerPrinter;
  /** A person types. */
  readonly isTerminal: boolean;
  /** An answer is not wanted any more. */
  readonly stop: Observable<unknown>;
  /** Why a call failed, for people. */
  readonly reasonOf: (error: unknown) => Promise<string>;
  /** What has gone wrong with metrics or the audit log. */
  readonly broken: () => unknown;
}

/** A dialog under way: takes what is said, shows the answer, keeps the session. */
export class Chat {
  readonly parts: ChatParts;
  /** What the last turn has used up. */
  last: Spent = NOTHING;
  #code: number = EXIT.ok;
  #isUnsaved = false;

  constructor(parts: ChatParts) {
    this.parts = parts;
  }

  /** How it would end now. */
  get code(): number {
    return this.#isUnsaved ? EXIT.fatal : this.#code;
  }

  /** Who answers; `null` is the server's own choice. */
  get model(): string | null {
    const { dialog, plan } = this.parts;
    return dialog.params?.model ?? plan.settings.params.model ?? null;
  }

  /** That of the flags is left to the routes, which may have another one. */
  set model(model: string | null) {
    const { dialog, plan } = this.parts;
    dialog.params = model === null || model === plan.settings.params.model ? undefined : { model };
  }

  /** For the file. */
  get kept(): Session {
    const { dialog, spending } = this.parts;
    return { model: this.model, spent: spending.spent, conversation: dialog.toJSON() };
  }

  /** Asks, and shows the answer. Throws what ends the dialog. */
  async ask({ text }: Entry): Promise<void> {
    const { plan, dialog, printer, stop, spending, isTerminal } = this.parts;
    const question = this.clean(withoutMargins(text));
    const before = spending.spent;
    printer.begin();
    const deltas = dialog.generateResponse(question).pipe(
      tap((delta) => printer.next(delta)),
      takeUntil(merge(stop, fromEvent(process.stdout, 'error'))),
    );
    let last: Delta | undefined;
    let failure: { readonly error: unknown } | undefined;
    try {
      last = await lastValueFrom(deltas, { defaultValue: undefined });
    } catch (error) {
      failure = { error };
    }
    printer.end();
    this.last = since(before, spending.spent);
    // Whoever reads may be gone.
    await writeOut('');
    if (this.parts.broken() !== undefined) throw this.parts.broken();
    if (failure !== undefined) await this.#failed(failure.error);
    else if (last?.type === 'end') this.#answered(last.reply);
    else plan.tell('stopped: nothing of this turn stays in the dialog');
    // What was spent all the same.
    if (last?.type !== 'end' && dialog.turns > 0) this.save();
    if (isTerminal) process.stderr.write('\n');
  }

  /** Without personal data; says what was taken out. */
  clean(text: string): string {
    const counts: Record<string, number> = {};
    const clean = this.parts.plan.redact(text, counts);
    if (clean !== text)
      this.parts.plan.tell(`personal data is not sent${countsText(counts)}; --sanitize none leaves it in`);
    return clean;
  }

  /** Keeps the session; says when it cannot be. */
  save(): void {
    try {
      this.parts.session.save(this.kept);
      this.#isUnsaved = false;
    } catch (error) {
      say((error as Error).message);
      this.#isUnsaved = true;
    }
  }

  /** It was kept by somebody else. */
  saved(): void {
    this.#isUnsaved = false;
  }

  /** Goes on with what was kept under `name`, and tells where it stands. */
  goOn(name: string, { conversation, model, spent }: Session): void {
    const { dialog, spending, plan } = this.parts;
    dialog.load(conversation);
    spending.spent = spent;
    this.model = model;
    this.last = NOTHING;
    const asked = conversation.history.findLast(({ role }) => role === 'user')?.content;
    const last =
      typeof asked === 'string'
        ? `, the last one: ${fitWidth(printable(asked).replace(/\s+/g, ' '), 60)}`
        : '';
    plan.tell(`session ${name}: ${turnsText(dialog.turns)}${last}`);
  }

  #answered({ finishReason }: Reply): void {
    const { plan, dialog, isTerminal } = this.parts;
    if (isTerminal) this.#code = EXIT.ok;
    if (finishReason === 'length') say('the answer was cut at its limit of tokens (--max-tokens)');
    if (finishReason === 'content_filter') say('the answer was cut by a filter of the provider');
    const dropped = dialog.last?.dropped ?? 0;
    if (dropped > 0) {
      const turns = dropped === 1 ? 'the oldest turn' : `the ${dropped} oldest turns`;
      const way = plan.flags.whenFull === 'summarize' ? 'were summarized' : 'were dropped';
      plan.tell(`the dialog was full: ${turns} ${way} (--context-tokens)`);
    }
    this.save();
  }

  /** A person may ask again; a pipe goes on where that can help. */
  async #failed(error: unknown): Promise<void> {
    const { isTerminal, reasonOf } = this.parts;
    const code = errorCode(error);
    if (code === 'unexpected' || code === 'broken_sink') throw error;
    const isSpent = code === 'budget_exhausted';
    const isRefused = isCallError(error) && error.account;
    if (!isTerminal && (isSpent || isRefused)) throw error;
    const reason = await reasonOf(error);
    if (!isTerminal && code === 'model_not_found') throw new ConfigError(reason);
    say(reason);
    if (isSpent) this.#code = EXIT.budget;
    else if (isRefused) this.#code = EXIT.account;
    else if (!isTerminal) this.#code = EXIT.rowsFailed;
  }
}

/** The first line of several may be indented. */
function withoutMargins(text: string): string {
  return text.includes('\n') ? text.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd() : text.trim();
}
