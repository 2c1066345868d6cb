/** The flags of `rxprompt simulate`, as they were parsed; what was not asked for is not there. */
export interface SimulateFlags {
  readonly port: number;
  readonly host: string;
  readonly seed: number;
  /** `-` is stdout. */
  readonly log?: string;
  readonly plan?: string;
  readonly tls?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly http2?: boolean;
  readonly quiet?: boolean;
  /** What it answers and bills, and its faults. */
  readonly [field: string]: unknown;
}
