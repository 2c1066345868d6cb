import { lastValueFrom, map, takeUntil, tap } from 'rxjs';
import { fromDocument } from '../../sources/document/fromDocument.js';
import type { Prompt } from '../../types/Prompt.js';
import { GUESSED_ANSWERS } from '../estimate/Answers.js';
import { formatEstimate } from '../estimate/formatEstimate.js';
import { limitsOf, toEstimate } from '../estimate/toEstimate.js';
import { Workload } from '../estimate/Workload.js';
import { EXIT } from '../exitCodes.js';
import { grouped } from '../grouped.js';
import { reportError } from '../reportError.js';
import { openPrices } from '../run/openPrices.js';
import type { StopSignals } from '../stopSignals.js';
import { joinsOf } from './joinsOf.js';
import { openState } from './openState.js';
import { PartList } from './PartList.js';
import type { SummaryPlan } from './planSummary.js';
import { questionsFor } from './questionsFor.js';
import { writeOut } from './writeOut.js';

/** Reads and divides the whole document, tells what its summary will take, and calls nothing. Returns the exit code. */
export async function drySummary(plan: SummaryPlan, signals: StopSignals): Promise<number> {
  const { flags, input, settings, split } = plan;
  const nowMs = Date.now();
  const prices = await openPrices(flags.prices);
  // To start over is not to look at what is there.
  const { state: file, fresh } = flags;
  const state = file === undefined || fresh ? undefined : await openState(file, plan);
  const workload = new Workload({ ...settings, prices, reuses: settings.cache !== 'off' }, nowMs);
  const questions = questionsFor(flags);
  const parts = new PartList(false);
  let altered = 0;
  let known = 0;
  try {
    const asked = fromDocument(input.source, { ...split, format: flags.documentFormat }).pipe(
      tap((part: Prompt) => parts.came(part)),
      // As it would be asked: the instruction is paid for, too.
      map((part) => ({ ...part, messages: questions.map(part) })),
      plan.sanitized,
      tap((prompt) => {
        if (prompt.redactions !== undefined) altered++;
        if (state?.find(prompt) !== undefined) known++;
        else workload.add(prompt);
      }),
      takeUntil(signals.stop),
    );
    await lastValueFrom(asked, { defaultValue: undefined });
  } catch (error) {
    return reportError(error);
  } finally {
    state?.close();
  }
  if (signals.received !== undefined)
    return signals.received === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;

  const joins = addJoins(workload, questions, flags, parts.count);
  const estimate = toEstimate(workload, undefined, flags, settings.model, prices, nowMs);
  const document = {
    name: input.name,
    characters: parts.characters,
    parts: parts.count,
    joins,
    altered,
    known,
  };
  if (flags.json) {
    await writeOut(`${JSON.stringify({ document, ...estimate })}\n`);
    return EXIT.ok;
  }
  const lines: [string, string][] = [
    ['document', `${input.name}: ${grouped(parts.characters)} characters`],
    [
      'parts',
      `${grouped(parts.count)}, and about ${grouped(joins)} calls that join the answers` +
        (altered > 0 ? `; ${grouped(altered)} with personal data, which is taken out` : '') +
        (known > 0 ? `; ${grouped(known)} have their answer in ${flags.state}` : ''),
    ],
  ];
  const head = lines.map(([label, text]) => `${label.padEnd(10)}${text}\n`).join('');
  const text = formatEstimate(estimate, { name: 'all', limits: limitsOf(flags), hint: '' });
  process.stderr.write(`${head}${text}\nnothing was sent: --dry-run\n`);
  return EXIT.ok;
}

/** Adds the calls that join answers, as long as answers are guessed to be. */
function addJoins(
  workload: Workload,
  questions: ReturnType<typeof questionsFor>,
  { maxTokens, reduceTokens }: SummaryPlan['flags'],
  parts: number,
): number {
  const each = Math.min(GUESSED_ANSWERS.outputTokens(false), maxTokens ?? Number.POSITIVE_INFINITY);
  const joins = joinsOf(parts, each, reduceTokens);
  const together = Math.min(parts, Math.max(2, Math.floor(reduceTokens / each)));
  // A word of English is about a token.
  const answer = 'word '.repeat(each);
  for (let join = 0; join < joins; join++) {
    // Each says something else, or the cache would be taken to answer it.
    const texts = [`${join}`, ...new Array<string>(together).fill(answer)];
    const messages = questions.reduce(texts, { isFinal: join === joins - 1, failed: [] });
    workload.add({ id: `join-${join}`, seq: 0, messages });
  }
  return joins;
}
