/** What speaks for a panel or against it. */
export interface Screen {
  readonly stdout: { readonly isTTY?: boolean };
  readonly stderr: { readonly isTTY?: boolean };
  readonly stdin: { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What of the standard streams a run uses itself. */
export interface Used {
  readonly stdin?: boolean;
  readonly stdout?: boolean;
}

/** Whether a panel may be drawn on stderr: on a terminal that can, where the run neither writes rows nor is typed to. */
export function canPaint({ stdout, stderr, stdin, env }: Screen, used: Used = {}): boolean {
  return (
    stderr.isTTY === true &&
    env.TERM !== 'dumb' &&
    !(used.stdout === true && stdout.isTTY === true) &&
    !(used.stdin === true && stdin.isTTY === true)
  );
}
