/** The flags of `rxprompt demo`. */
export interface DemoFlags {
  readonly output: string;
}
