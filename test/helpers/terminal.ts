import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from './findProgram.js';

const { found, needed } = findProgram('tmux');

/** False when `tmux` is not on PATH; then tests in a terminal are skipped. */
export const hasTerminal: boolean = found;

/** What a skipped test is called, so that its report says how to run it. */
export const NO_TERMINAL = needed;

/** A real terminal in which one command runs. */
export interface Terminal {
  /** What it shows, trailing blanks cut; with `colors`, as it is coloured too. */
  screen(colors?: boolean): string;
  /** Waits until what it shows looks like this; the screen then. */
  shows(text: RegExp): Promise<string>;
  /** Presses a key, such as `C-c`. */
  press(key: string): void;
  /** Types these letters. */
  type(text: string): void;
  /** Pastes, with brackets where the program asked for them. */
  paste(text: string): void;
  resize(columns: number, rows: number): void;
  /** Whether it shows its cursor. */
  readonly cursor: boolean;
  close(): void;
}

let terminals = 0;

/** Runs `command`, of which nothing needs quoting, at the bottom of the screen; then says `ended with <code>`. */
export function openTerminal(
  command: readonly string[],
  {
    columns,
    rows,
    cwd,
    env = {},
  }: { columns: number; rows: number; cwd: string; env?: Record<string, string> },
): Terminal {
  // A server of its own, so that nothing of the user's own tmux has a say.
  const server = `rxprompt-${process.pid}-${terminals++}`;
  const tmux = (...args: string[]) =>
    execFileSync('tmux', ['-L', server, '-f', '/dev/null', ...args], { encoding: 'utf8', stdio: 'pipe' });
  const variables = Object.entries({ TERM: 'screen-256color', ...env }).map(
    ([name, value]) => `${name}=${value}`,
  );
  const script = `trap : INT; yes '' | head -n ${rows}; cd ${cwd}; env ${variables.join(' ')} ${command.join(' ')}; echo "ended with $?"; exec cat`;
  tmux('new-session', '-d', '-x', `${columns}`, '-y', `${rows}`, '/bin/sh', '-c', script);
  const screen = (colors = false) => tmux('capture-pane', '-p', ...(colors ? ['-e'] : [])).trim();
  return {
    screen,
    async shows(text) {
      for (let tries = 0; tries < 300; tries++) {
        const now = screen();
        if (text.test(now)) return now;
        await sleep(50);
      }
      throw new Error(`the terminal never showed ${text}:\n${screen()}`);
    },
    press: (key) => tmux('send-keys', key),
    type: (text) => tmux('send-keys', '-l', text),
    paste(text) {
      tmux('set-buffer', '-b', 'pasted', '--', text);
      tmux('paste-buffer', '-p', '-r', '-b', 'pasted');
    },
    resize: (columns, rows) => tmux('resize-window', '-x', `${columns}`, '-y', `${rows}`),
    get cursor() {
      return tmux('display-message', '-p', '#{cursor_flag}').trim() === '1';
    },
    close() {
      try {
        tmux('kill-server');
      } catch {
        // It has ended by itself.
      }
    },
  };
}
