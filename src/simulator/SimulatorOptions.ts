import { z } from 'zod';
import type { FaultPlan } from './faults/FaultPlan.js';
import { parseStrict } from './parseStrict.js';
import type { SimulatorFaultsInput } from './SimulatorFaults.js';

const tokens = z.number().min(1).max(32_768);
const sigma = z.number().min(0).max(5);

const time = z.iso.datetime({ offset: true, error: 'expected a time such as 2026-11-24T09:00:00+08:00' });

const optionsSchema = z.strictObject({
  port: z.number().int().min(0).max(65_535).default(0),
  host: z.string().min(1).default('127.0.0.1'),
  seed: z.number().int().default(1),
  keys: z.array(z.string().min(1)).min(1).nullable().default(null),
  promptPath: z.string().startsWith('/').default('/v1/nlp'),
  replyField: z.string().min(1).default('summary'),
  models: z.record(z.string(), z.string()).default({}),
  answerTokens: tokens.default(80),
  answerSigma: sigma.default(0.6),
  reasoningTokens: tokens.default(60),
  reasoningSigma: sigma.default(0.6),
  emptyJsonRate: z.number().min(0).max(1).default(0),
  promptWithoutJson: z.enum(['refuse', 'blank']).default('refuse'),
  cacheBuildMs: z.number().min(0).default(0),
  cacheKeepMs: z.number().min(0).default(86_400_000),
  startAt: time.nullable().default(null),
  balanceUsd: z.number().min(0).nullable().default(null),
  brokenAnswersCost: z.enum(['all', 'sent', 'nothing']).default('all'),
  rememberedPrompts: z.number().int().min(1).max(16_000_000).default(200_000),
  log: z
    .custom<(line: string) => void>((value) => typeof value === 'function', { error: 'expected a function' })
    .nullable()
    .default(null),
  tls: z.union([z.boolean(), z.strictObject({ cert: z.string(), key: z.string() })]).default(false),
  http2: z.boolean().default(false),
  /** Checked by `changeFaults`. */
  faults: z.unknown().optional(),
  /** Checked by `readFaultPlan`. */
  plan: z.custom<FaultPlan>().nullable().default(null),
});

/** Options of `startSimulator`. */
export interface SimulatorOptions {
  /** @default 0, any free port */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** Seeds everything random, answers included. Whole number. @default 1 */
  readonly seed?: number;
  /** Keys that are accepted; null accepts every key, but not its absence. @default null */
  readonly keys?: readonly string[] | null;
  /** Where the `{"prompt": ...}` form is served. @default '/v1/nlp' */
  readonly promptPath?: string;
  /** The field of its reply. @default 'summary' */
  readonly replyField?: string;
  /** Further models: the name asked for and the name that serves it. @default {} */
  readonly models?: Readonly<Record<string, string>>;
  /** Median length of an answer, in tokens, 1 to 32,768; the lengths are lognormal. @default 80 */
  readonly answerTokens?: number;
  /** Sigma of that distribution, 0 to 5; 0 makes all answers about as long as the median. @default 0.6 */
  readonly answerSigma?: number;
  /** Median length of the reasoning, in tokens, in thinking mode. @default 60 */
  readonly reasoningTokens?: number;
  /** Sigma of that distribution, 0 to 5. @default 0.6 */
  readonly reasoningSigma?: number;
  /** Share of the answers in JSON mode that are empty, which the documentation warns of: 0 to 1. @default 0 */
  readonly emptyJsonRate?: number;
  /** JSON mode without the word in the prompt: 400, as reported, or blank up to `max_tokens`, as documented. @default 'refuse' */
  readonly promptWithoutJson?: 'refuse' | 'blank';
  /** From a request's end until it can be hit in the context cache; the real one takes seconds. @default 0 */
  readonly cacheBuildMs?: number;
  /** What nobody asks for is forgotten from the context cache after so long. @default a day */
  readonly cacheKeepMs?: number;
  /** The time at which its clock begins, which prices, `Date` and `created` go by. @default the real time */
  readonly startAt?: string | null;
  /** What the account has in dollars; when all is billed away, 402. Null: endless. @default null */
  readonly balanceUsd?: number | null;
  /** What is billed for an answer that is broken off: all of it, what was sent, or nothing. @default 'all' */
  readonly brokenAnswersCost?: 'all' | 'sent' | 'nothing';
  /** Prompts that are told apart, by hash; more forget the oldest. Whole number, to 16,000,000. @default 200000 */
  readonly rememberedPrompts?: number;
  /** Gets one line of JSON, without a line feed, for each request that ends. @default null */
  readonly log?: ((line: string) => void) | null;
  /** HTTPS, with a certificate that is made for it or, as PEM, is given. @default false */
  readonly tls?: boolean | { readonly cert: string; readonly key: string };
  /** HTTP/2 for clients that ask for it, over TLS as they all want it; HTTP/1.1 stays. @default false */
  readonly http2?: boolean;
  /** The faults to start with. @default none */
  readonly faults?: SimulatorFaultsInput;
  /** Faults over time, from the start. @default none */
  readonly plan?: FaultPlan | null;
}

/** All options, with their defaults. */
export type ReadSimulatorOptions = z.output<typeof optionsSchema>;

/** Checks options and fills in the defaults. @throws {ConfigError} naming the field. */
export function readSimulatorOptions(options: SimulatorOptions): ReadSimulatorOptions {
  return parseStrict(optionsSchema, options, 'options');
}

/** A time as milliseconds since 1970. @throws {ConfigError} for what is no time. */
export function readTime(now: unknown): number {
  return Date.parse(parseStrict(z.strictObject({ now: time }), { now }, 'clock').now);
}
