import type { Params } from '../../types/Params.js';

/** A route of the configuration file, its variables filled in. What it does not say is as the flags say. */
export interface RouteSettings {
  /** For people: `rxprompt.config.yaml:4:5: routes[0]`. */
  readonly where: string;
  readonly baseUrl: string;
  /** The variable of its key, and the key. */
  readonly keyName?: string;
  readonly key?: string;
  /** Several of them, each a route of its own. */
  readonly keys?: readonly { readonly name: string; readonly key: string }[];
  readonly name?: string;
  readonly priority?: number;
  readonly weight?: number;
  readonly models?: Readonly<Record<string, string>>;
  readonly params?: Params;
  readonly headers?: Readonly<Record<string, string>>;
  readonly codec?: 'openai-chat' | 'prompt';
  readonly replyField?: readonly string[];
  readonly rpm?: number;
  readonly tpm?: number;
  readonly concurrency?: number;
  readonly circuitBreaker?: 'on' | 'off';
  readonly limiter?: 'gcra' | 'sliding-window';
  readonly http2?: boolean;
  readonly connectMs?: number;
  readonly connections?: number;
  readonly maxAnswerBytes?: number;
}
