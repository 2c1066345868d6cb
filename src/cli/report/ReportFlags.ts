/** The flags of `rxprompt report`. */
export interface ReportFlags {
  readonly html?: string;
  readonly json?: boolean;
}
