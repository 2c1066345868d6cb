import { z } from 'zod';
import { parseStrict } from './parseStrict.js';
import type { SimulatorFaultsInput } from './SimulatorFaults.js';

const tokens = z.number().min(1).max(32_768);
const sigma = z.number().min(0).max(5);

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
  /** Checked by `changeFaults`. */
  faults: z.unknown().optional(),
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
  /** The faults to start with. @default none */
  readonly faults?: SimulatorFaultsInput;
}

/** All options, with their defaults. */
export type ReadSimulatorOptions = z.output<typeof optionsSchema>;

/** Checks options and fills in the defaults. @throws {ConfigError} naming the field. */
export function readSimulatorOptions(options: SimulatorOptions): ReadSimulatorOptions {
  return parseStrict(optionsSchema, options, 'options');
}
