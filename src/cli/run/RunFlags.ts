import type { JsonForm } from '../../text/json/jsonForms.js';
import type { Concurrency } from '../concurrencyFlag.js';
import type { RouteSettings } from './RouteSettings.js';

/** The flags of `rxprompt run`, as they were parsed. Times are milliseconds, whatever they were typed in. */
export interface RunFlags {
  readonly output: string;
  readonly inputFormat: 'auto' | 'lines' | 'strings' | 'prompts' | 'messages' | 'batch' | 'csv' | 'tsv';
  readonly template?: string;
  /** Default: `batch` for batch lines, else `flat`. */
  readonly outputFormat?: 'flat' | 'batch' | 'text';
  readonly errors?: string;
  readonly ordered?: boolean;
  readonly durable?: boolean;
  readonly fresh?: boolean;
  readonly limit?: number;
  readonly dryRun?: boolean;

  readonly model?: string;
  readonly system?: string;
  readonly temperature?: number;
  readonly topP?: number;
  readonly maxTokens?: number;
  readonly thinking?: 'on' | 'off';
  readonly reasoningEffort?: string;
  readonly stream?: boolean;

  readonly schema?: string;
  readonly maxRepairs?: number;
  readonly jsonForm?: JsonForm;

  readonly baseUrl?: readonly string[];
  readonly codec: 'openai-chat' | 'prompt';
  readonly replyField?: readonly string[];
  readonly http2?: boolean;
  readonly envFile?: readonly string[];
  readonly apiKeyFile?: string;
  /** From the configuration file alone; never with `baseUrl`. */
  readonly routes?: readonly RouteSettings[];

  readonly concurrency: Concurrency;
  readonly rpm?: number;
  readonly tpm?: number;
  readonly limiter?: 'gcra' | 'sliding-window';
  readonly preset?: 'guide';
  readonly maxRetries?: number;
  readonly hedge?: boolean;
  readonly circuitBreaker?: 'on' | 'off';
  readonly whenDown?: 'wait' | 'fail';
  readonly timeout?: number;
  readonly totalTimeout?: number;
  readonly drainTimeout: number;

  readonly maxCost?: number;
  readonly prices?: string;

  readonly cache?: 'memory' | 'off' | 'redis';
  readonly redis?: string;
  readonly cacheTtl?: number;
  readonly sanitize: string;

  readonly auditLog?: string;
  readonly auditMeta?: readonly string[];
  readonly metricsPort?: number;
  readonly metricsHost?: string;
  readonly metricsPrefix?: string;
  readonly quiet?: boolean;
  readonly json?: boolean;
  readonly summary?: string;

  /** The configuration file that was read. */
  readonly config?: string;
  /** What stands in it now. Throws a `ConfigError` for what is wrong with it. */
  readonly readAgain?: () => Readonly<Record<string, unknown>>;
}

/** Flags of a run that say where its prompts come from and its rows go. */
export const ROW_FLAGS = [
  'output',
  'inputFormat',
  'template',
  'outputFormat',
  'errors',
  'ordered',
  'durable',
  'fresh',
  'limit',
  'json',
  'summary',
] as const satisfies readonly (keyof RunFlags)[];

/** The others: how calls are made, paid for, reused and watched. Every command that makes calls may take them. */
export type CallFlags = Omit<RunFlags, (typeof ROW_FLAGS)[number]>;

/** Whether a flag was typed: what stands in a file or in the environment is for other runs as well. */
export type Typed = (name: keyof RunFlags) => boolean;
