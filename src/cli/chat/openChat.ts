import { merge, type Observable, Subject } from 'rxjs';
import { createDialog } from '../../pipeline/createDialog.js';
import type { Outcome } from '../../types/Outcome.js';
import type { Closers } from '../Closers.js';
import { listModels } from '../run/listModels.js';
import { openCalls } from '../run/openCalls.js';
import type { Destination } from '../run/resolveRoutes.js';
import { AnswerPrinter } from './AnswerPrinter.js';
import { Chat } from './Chat.js';
import { failureText } from './failureText.js';
import type { ChatInput } from './input/ChatInput.js';
import type { ChatPlan } from './planChat.js';
import { printable } from './printable.js';
import { SlashRunner } from './SlashRunner.js';
import { Spending } from './Spending.js';
import { CurrentSession } from './session/CurrentSession.js';
import { SessionFolder } from './session/SessionFolder.js';
import { withOutcomes } from './withOutcomes.js';

/** A dialog that is ready for its first turn. */
export interface OpenChat {
  readonly chat: Chat;
  readonly commands: SlashRunner;
}

/**
 * Opens the client, and the session if one is named.
 *
 * @param stop Answers are not wanted any more from its first value on.
 * @throws ConfigError for a session that cannot be gone on with.
 */
export async function openChat(
  plan: ChatPlan,
  input: ChatInput,
  stop: Observable<unknown>,
  closers: Closers,
): Promise<OpenChat> {
  const { flags, typed, found, settings } = plan;
  const { isTerminal } = input;
  const session = new CurrentSession(new SessionFolder());
  const kept = flags.session === undefined ? undefined : session.open(flags.session);
  const model = (typed('model') ? undefined : kept?.model) ?? settings.params.model ?? null;

  const spending = new Spending();
  const printer = printerFor(flags.hideThinking === true, isTerminal);
  const calls = await openCalls(plan, closers, {
    observe(event) {
      spending.observe(event);
      if (event.type === 'retry') printer.retry(event.reason, event.delayMs);
    },
    describe: ({ routes }) =>
      `${model ?? "the server's own model"} at ${routes.map(({ name }) => name).join(', then ')} (${found.keySource})`,
  });
  const outcomes = new Subject<Outcome>();
  let broken: unknown;
  const watched = calls.sinks
    .reduce((stream, sink) => stream.pipe(sink), outcomes.asObservable())
    .subscribe({
      next: (outcome) => calls.tally.count(outcome),
      error: (error) => {
        broken = error;
      },
    });
  closers.add(() => watched.unsubscribe());

  const models = () => listModels(found.destinations[0] as Destination);
  const chat: Chat = new Chat({
    plan,
    session,
    spending,
    printer,
    isTerminal,
    stop: merge(stop, input.interrupts),
    dialog: createDialog(
      withOutcomes(await calls.stream(), (outcome) => outcomes.next(outcome)),
      {
        ...(flags.contextTokens !== undefined && { maxTokens: flags.contextTokens }),
        summarize: flags.whenFull === 'summarize',
      },
    ),
    reasonOf: (error) =>
      failureText(error, { model: chat.model, models, keySource: found.keySource, isTerminal }),
    broken: () => broken,
  });
  if (kept !== undefined) chat.goOn(flags.session as string, kept);
  else if (flags.session !== undefined) plan.tell(`session ${flags.session}: a new one`);
  chat.model = model;
  if (flags.system !== undefined && (kept === undefined || typed('system')))
    chat.parts.dialog.system = chat.clean(flags.system);
  const show = (text: string) => process.stderr.write(`${printable(text)}\n`);
  return { chat, commands: new SlashRunner(chat, { models, show }) };
}

function printerFor(hidesThinking: boolean, isTerminal: boolean): AnswerPrinter {
  const { stdout, stderr, env } = process;
  return new AnswerPrinter({
    stdout,
    stderr,
    canPaint: isTerminal,
    colors: isTerminal && (env.NO_COLOR ?? '') === '',
    // In a pipe nobody sees that it thinks.
    thinking: isTerminal && !hidesThinking,
  });
}
