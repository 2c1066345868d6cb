import { Option } from 'commander';
import { numberFlag } from '../numberFlag.js';
import { parsedFlag } from '../parsedFlag.js';

const tokens = numberFlag({ min: 1, max: 32_768, integer: true });
const timePattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;
const time = parsedFlag('a time with its zone, such as 2026-11-24T09:00:00+08:00', (text) =>
  timePattern.test(text) && !Number.isNaN(Date.parse(text)) ? text : undefined,
);

/** The fields of the simulator's options that have a flag: what it answers, and what it bills. */
export const ANSWER_FIELDS = [
  'answerTokens',
  'reasoningTokens',
  'replyField',
  'emptyJsonRate',
  'promptWithoutJson',
  'startAt',
  'balanceUsd',
  'brokenAnswersCost',
  'cacheBuildMs',
] as const;

/** These flags, under headings. */
export function answerOptions(): Readonly<Record<string, readonly Option[]>> {
  return {
    'What it answers:': [
      new Option('--answer-tokens <N>', 'median length of an answer (default: 80)').argParser(tokens),
      new Option('--reasoning-tokens <N>', 'median length of the reasoning (default: 60)').argParser(tokens),
      new Option('--reply-field <NAME>', 'of the form {"prompt": ...} at /v1/nlp (default: "summary")'),
      new Option('--empty-json-rate <SHARE>', 'answers in JSON mode that are empty').argParser(
        numberFlag({ max: 1 }),
      ),
      new Option(
        '--prompt-without-json <WHAT>',
        'JSON mode without the word: 400, or white space (default: "refuse")',
      ).choices(['refuse', 'blank']),
    ],
    'What it bills:': [
      new Option('--start-at <TIME>', 'begin at this time, such as 2026-11-24T09:00:00+08:00').argParser(
        time,
      ),
      new Option('--balance-usd <USD>', 'what the account has; 402 when it is spent').argParser(numberFlag()),
      new Option(
        '--broken-answers-cost <WHAT>',
        'bill all of an answer broken off, or less (default: "all")',
      ).choices(['all', 'sent', 'nothing']),
      new Option('--cache-build-ms <MS>', 'until a context can be hit in the cache (default: 0)').argParser(
        numberFlag(),
      ),
    ],
  };
}
