import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../src/simulator/startSimulator.js';
import { hasTerminal, NO_TERMINAL, openTerminal, type Terminal } from '../../helpers/terminal.js';
import { realCli } from '../cli.js';

const { main, folder } = realCli();
const DIM = '\u001b[2m';
const READY = /Ctrl-D leaves\n(?:rxprompt.*\n)*> *$/;
let simulator: Simulator;
let terminal: Terminal;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());
afterEach(() => {
  terminal?.close();
  simulator.setFaults({ next: [] });
});

/** A chat in a terminal that is waiting for its first turn. */
async function begin(args: readonly string[] = [], options: object = {}) {
  const command = [process.execPath, main, 'chat', '--base-url', simulator.url, ...args];
  terminal = openTerminal(command, {
    columns: 160,
    rows: 50,
    cwd: folder,
    ...options,
    env: { XDG_STATE_HOME: folder, ...(options as { env?: Record<string, string> }).env },
  });
  await terminal.shows(READY);
  const { type, press, shows } = terminal;
  /** Types a line, sends it, and waits for what shows that it is through. */
  const enter = (line: string, until: RegExp) => {
    type(line);
    press('Enter');
    return shows(until);
  };
  return { ...terminal, enter };
}
const session = (name: string) =>
  JSON.parse(readFileSync(join(folder, 'rxprompt', 'chat', `${name}.json`), 'utf8'));
const asked = (name: string) =>
  session(name)
    .conversation.history.filter(({ role }: { role: string }) => role === 'user')
    .map(({ content }: { content: string }) => content);
/** The answer to the last question is through. */
const ANSWERED = /\.\n\n> *$/;

describe.skipIf(!hasTerminal)(`rxprompt chat, in tmux${hasTerminal ? '' : ` (${NO_TERMINAL})`}`, () => {
  it('should show thoughts dimmed, the answer as it comes, and then ask for more', async () => {
    simulator.setFaults({ next: ['stallMidAnswer'] });
    const { enter, screen, press, shows } = await begin(['--thinking', 'off']);
    const stalled = await enter('Why is the sky blue?', /> Why is the sky blue\?\n\w.*/);
    expect(stalled).not.toMatch(/\n> *$/);
    expect(simulator.stats().inFlight).toBe(1);
    press('C-c');
    await shows(/stopped: nothing of this turn stays in the dialog\n\n> *$/);
    press('Up');
    await shows(/> Why is the sky blue\? *$/);
    press('Enter');
    await shows(ANSWERED);
    await enter('/exit', /ended with 0/);
    expect(screen(true)).not.toContain(DIM);
    terminal.close();

    const thinking = await begin();
    await thinking.enter('Why is the sky blue?', ANSWERED);
    expect(thinking.screen(true)).toContain(`${DIM}The user asks`);
  });

  it.each([
    ['NO_COLOR', [], { NO_COLOR: '1' }, true],
    ['--hide-thinking', ['--hide-thinking'], {}, false],
  ])('should show thoughts without colours, or not at all: %s', async (_, flags, env, isShown) => {
    const { enter, screen } = await begin(flags, { env });
    const shown = await enter('Why is the sky blue?', ANSWERED);
    expect(shown.includes('The user asks')).toBe(isShown);
    expect(screen(true)).not.toContain(DIM);
  });

  it('should stop an answer at Escape, cancel its request, and go on', async () => {
    const before = simulator.stats().cancelledByClient;
    simulator.setFaults({ next: ['stallBeforeAnswer'] });
    const { enter, press, shows } = await begin(['--session', 'stopped']);
    await enter('Never answered', /> Never answered\n\.\.\.$/);
    press('Escape');
    await shows(/> Never answered\nrxprompt: stopped.*\n\n> *$/);
    await enter('Answered', ANSWERED);
    expect(simulator.stats().cancelledByClient).toBe(before + 1);
    expect(asked('stopped')).toEqual(['Answered']);
    await enter('/cost', /this dialog .*, about \d+ for no answer, /);
  });

  it('should keep what is typed meanwhile for the next turn', async () => {
    simulator.setFaults({ next: ['stallBeforeAnswer'] });
    const { enter, type, press, shows, screen } = await begin(['--session', 'ahead']);
    await enter('First', /> First\n\.\.\.$/);
    type('lost');
    press('Escape');
    await shows(/stopped.*\n\n> *$/);
    // The first line end gives the keyboard away, and the rest is there by then.
    type('Second\rThird\r');
    await shows(/> Second\n[\s\S]*\.\n\n> Third\n[\s\S]*\.\n\n> *$/);
    expect(screen()).not.toContain('lost');
    expect(asked('ahead')).toEqual(['Second', 'Third']);
  });

  it('should send a paste of several lines as one message, however its lines begin', async () => {
    const { paste, press, shows, type } = await begin(['--session', 'pasted']);
    type('Look: ');
    paste('one\n/help\n\ttwo\\\n"""\nthree');
    await shows(/> Look: one\n\. \/help\n\. +two\\\n\. """\n\. three *$/);
    press('Enter');
    await shows(ANSWERED);
    paste('just one');
    press('Enter');
    await shows(/> just one\n[\s\S]*\.\n\n> *$/);
    expect(asked('pasted')).toEqual(['Look: one\n/help\n\ttwo\\\n"""\nthree', 'just one']);
  });

  it('should go on after a backslash, after Alt-Enter, and within quotes', async () => {
    const { enter, type, press, shows } = await begin(['--session', 'lines']);
    await enter('one\\', /\n\. *$/);
    type('two');
    press('M-Enter');
    await enter('three', ANSWERED);
    await enter('"""', /> """\n\. *$/);
    await enter('', /"""\n\. *\n\. *$/);
    await enter('/cost', /\. \/cost\n\. *$/);
    await enter('"""', /\. """\n[\s\S]*\.\n\n> *$/);
    expect(asked('lines')).toEqual(['one\ntwo\nthree', '/cost']);
    press('C-l');
    await shows(/^> *$/);
    await enter('"""', /\n\. *$/);
    // Ctrl-C drops what is not whole.
    press('C-c');
    await shows(/\n> *$/);
    await enter('/cost', /context +2 turns/);
  });

  it('should leave at a second Ctrl-C in a row, at Ctrl-D, and leave the terminal as it was', async () => {
    const { press, type, paste, shows, enter } = await begin();
    // No shell is there that could bring it back.
    press('C-z');
    await shows(/> *\n> *$/);
    press('C-c');
    await shows(/Ctrl-C again leaves; so does Ctrl-D\n> *$/);
    type('x');
    press('C-c');
    await shows(/> x\n> *$/);
    press('C-c');
    await shows(/> x\n> *\nrxprompt: Ctrl-C again.*\n> *$/);
    press('C-c');
    await shows(/ended with 0/);
    // It is `cat` that is typed to now, and the terminal that shows what is typed.
    await enter('once', /once\nonce$/);
    paste('pasted');
    await enter('', /\npasted\npasted$/);
    terminal.close();
    const again = await begin();
    again.press('C-d');
    await again.shows(/ended with 0/);
  });

  it('should be put aside by Ctrl-Z and brought back by the shell, with what was typed', async () => {
    const options = { columns: 300, rows: 50, cwd: folder, env: { PS1: "'shell:'" } };
    terminal = openTerminal(['bash', '--norc', '--noprofile', '-i'], options);
    const { type, press, shows } = terminal;
    await shows(/shell:$/);
    type(`${process.execPath} ${main} chat --base-url ${simulator.url}`);
    press('Enter');
    await shows(READY);
    type('half a ques');
    await shows(/> half a ques$/);
    press('C-z');
    await shows(/Stopped.*\nshell:$/);
    // Typed to the shell, which has its terminal back.
    type('fg');
    press('Enter');
    await shows(/shell:fg\n.*\n> half a ques$/);
    type('tion');
    press('Enter');
    await shows(/> half a question\n[\s\S]*\.\n\n> *$/);
    press('C-d');
    await shows(/shell:$/);
  });

  it('should bring back what was said, in several lines too', async () => {
    const { enter, press, shows } = await begin(['--session', 'recalled']);
    await enter('one\\', /\n\. *$/);
    await enter('two', ANSWERED);
    await enter('/cost', /context +1 turn/);
    press('Up');
    await shows(/> \/cost$/);
    press('Up');
    // Node 24 and 26 put a bar before the second line.
    await shows(/> one\n(?:\| )?two$/);
    press('BSpace');
    press('x');
    await shows(/> one\n(?:\| )?twx$/);
    press('Enter');
    await shows(/> one\n(?:\| )?twx\n[\s\S]*\.\n\n> *$/);
    // Behind what is typed already, it is more of it.
    await enter('zero\\', /> zero.*\n\. *$/);
    press('Up');
    await shows(/\n\. zero\\$/);
    press('Up');
    await shows(/\n\. one\n(?:\| )?twx$/);
    press('Enter');
    await shows(/\n\. one\n(?:\| )?twx\n[\s\S]*\.\n\n> *$/);
    expect(asked('recalled')).toEqual(['one\ntwo', 'one\ntwx', 'zero\none\ntwx']);
  });

  it('should be resumed by another process, whose context the server has in its cache', async () => {
    const first = await begin(['--session', 'holiday', '--system', "'Be brief.'"]);
    await first.enter('Which train goes to Venice? Tell me about all of them.', ANSWERED);
    await first.enter('/model deepseek-v4-pro', /deepseek-v4-pro answers from now on\n/);
    await first.enter('And the night train?', /night train\?\n[\s\S]*\.\n\n> *$/);
    first.press('C-d');
    await first.shows(/ended with 0/);
    const { history } = session('holiday').conversation;
    terminal.close();

    const second = await begin(['--session', 'holiday']);
    expect(second.screen()).toMatch(/rxprompt: deepseek-v4-pro at /);
    expect(second.screen()).toMatch(/session holiday: 2 turns, the last one: And the night train\?/);
    await second.enter('What does it cost?', ANSWERED);
    const screen = await second.enter('/cost', /last turn .*\nthis dialog .*\ncontext +3 turns/);
    const [, hits] = /last turn +\d+ tokens in \((\d+) cached/.exec(screen) ?? [];
    expect(Number(hits)).toBeGreaterThanOrEqual(128);
    expect(session('holiday').model).toBe('deepseek-v4-pro');
    expect(session('holiday').conversation.system).toBe('Be brief.');
    expect(session('holiday').conversation.history.slice(0, 4)).toEqual(history);
  });

  it('should do what commands say', async () => {
    const { enter } = await begin();
    const help = await enter('/help', /\/exit .*leave/);
    for (const name of ['save', 'load', 'reset', 'system', 'model', 'cost'])
      expect(help).toContain(`/${name} `);
    await enter('/systme Be brief.', /there is no \/systme; did you mean \/system\?/);
    await enter('/system', /there is no system message/);
    await enter('/system Be brief.', /that is the system message from now on/);
    await enter('/model deepseek-flsh', /the server has none of that name: did you mean deepseek-flash\?/);
    await enter('Hello', /HTTP 400: .*deepseek-flash\? The server has .*name one by \/model NAME\n\n> *$/s);
    await enter('/model deepseek-flash', /deepseek-flash answers from now on\n> *$/);
    await enter('/save', /it has no name yet: \/save NAME/);
    await enter('Hello', ANSWERED);
    await enter('/load trip', /there is no session trip in /);
    await enter('/save trip', /saved as .*trip\.json; from now on after each turn/s);
    await enter('How are you?', ANSWERED);
    expect(asked('trip')).toEqual(['Hello', 'How are you?']);
    expect(session('trip').conversation.system).toBe('Be brief.');
    await enter('/reset', /all is forgotten, in session trip too/);
    expect(asked('trip')).toEqual([]);
    await enter('/save other', /saved as .*other\.json/s);
    await enter('/load', /\n> \/load\n(?:other|trip)\n/);
    await enter('/exit', /ended with 0/);
  });

  it('should not lose a dialog that is not saved to /load, unless told twice', async () => {
    const { enter } = await begin();
    await enter('Keep me', ANSWERED);
    await enter('/save kept', /saved as/);
    await enter('/exit', /ended with 0/);
    terminal.close();
    const next = await begin();
    await next.enter('Lose me', ANSWERED);
    await next.enter('/load kept', /this dialog is not saved: .* once more drops it/s);
    await next.enter('/cost', /context +1 turn/);
    await next.enter('/load kept', /once more drops it[\s\S]*once more drops it/);
    await next.enter('/load kept', /session kept: 1 turn, the last one: Keep me/);
  });

  it('should tell of a failure in a line, and let ask again', async () => {
    simulator.setFaults({ next: ['status429', 'status401'] });
    const { enter, press, shows } = await begin(['--max-retries', '0']);
    await enter('Hello', /HTTP 429.*\n\n> *$/);
    await enter('Hello', /HTTP 401.*no key was given\n\n> *$/s);
    press('Up');
    press('Enter');
    await shows(ANSWERED);
    await enter('/exit', /ended with 0/);
  });

  it('should end with 5 when the key was refused to the last', async () => {
    simulator.setFaults({ next: ['status401'] });
    const { enter, press, shows } = await begin();
    await enter('Hello', /HTTP 401/);
    press('C-d');
    await shows(/ended with 5/);
  });

  it('should say that it tries again, and be stopped while it waits', async () => {
    simulator.setFaults({ next: ['status429'], retryAfterSeconds: 600 });
    const { enter, press, shows } = await begin(['--session', 'patient']);
    await enter('Hello', /> Hello\nrate_limited, once more in .* \.\.\.$/);
    press('Escape');
    await shows(/stopped/);
    simulator.setFaults({ retryAfterSeconds: null });
  });
});
