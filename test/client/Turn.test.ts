import { config } from 'rxjs';
import { afterEach, describe, expect, it } from 'vitest';
import { Exchange, type Receiver, type Sender } from '../../src/client/Exchange.js';
import type { Line } from '../../src/client/Line.js';
import { Turn } from '../../src/client/Turn.js';

const aLine = (): Line => ({ socket: undefined, dialling: false, used: false });

/** A turn whose moment comes when `pass` is called, with exchanges that note what happens to them. */
function aTurn() {
  const log: string[] = [];
  const tasks: (() => void)[] = [];
  const turn = new Turn<Line, { exchange: Exchange; name: string }>(
    ({ name }) => log.push(`sent ${name}`),
    (task) => tasks.push(task),
  );
  const sender: Sender = { resends: true, send: () => {}, end: (exchange, line) => turn.end(exchange, line) };
  const exchange = (name: string, onEnd: () => void = () => {}, onWhole: () => void = () => {}) => {
    const receiver: Receiver = {
      onHead: () => {},
      onBody: () => {},
      onWhole,
      onEnd: () => {
        log.push(`ended ${name}`);
        onEnd();
      },
      onFail: () => log.push(`failed ${name}`),
      onResend: () => {},
    };
    return new Exchange('', sender, receiver);
  };
  return { turn, log, exchange, tasks, pass: () => tasks.shift()?.() };
}

describe('Turn', () => {
  afterEach(() => {
    config.onUnhandledError = null;
  });

  it('should hand on every answer, in their order, before a request that follows is sent', () => {
    const { turn, log, exchange, pass, tasks } = aTurn();
    const follow = (name: string) => () => turn.follow({ exchange: exchange(name), name });
    for (const name of ['a', 'b']) exchange(name, follow(`after ${name}`)).onComplete();
    expect(log).toEqual([]);
    pass();
    expect(log).toEqual(['ended a', 'ended b', 'sent after a', 'sent after b']);
    expect(tasks).toEqual([]);
  });

  it('should let every answer be read when it is whole', () => {
    const { exchange, pass, log } = aTurn();
    for (const name of ['a', 'b']) exchange(name, undefined, () => log.push(`read ${name}`)).onComplete();
    pass();
    expect(log).toEqual(['read a', 'read b', 'ended a', 'ended b']);
  });

  it('should offer each connection once, while the answers that left them are handed on', () => {
    const { turn, exchange, pass } = aTurn();
    const lines = [aLine(), aLine(), aLine()];
    const taken: unknown[] = [];
    const take = [
      () => taken.push(turn.takeLine(), turn.takeLine()),
      () => {},
      () => taken.push(turn.takeLine(), turn.takeLine(), turn.takeLine()),
    ];
    lines.forEach((line, index) => {
      const answer = exchange(`${index}`, take[index]);
      answer.onLine(line, false);
      answer.onComplete();
    });
    expect(turn.takeLine()).toBeUndefined();
    pass();
    expect(taken).toEqual([lines[0], undefined, lines[2], lines[1], undefined]);
    expect(taken[0]).toBe(lines[0]);
    expect([taken[2] === lines[2], taken[3] === lines[1]]).toEqual([true, true]);
  });

  it('should offer no connection that nobody has taken when the answers are handed on', () => {
    const { turn, exchange, pass } = aTurn();
    const answer = exchange('a');
    answer.onLine(aLine(), false);
    answer.onComplete();
    pass();
    expect(turn.takeLine()).toBeUndefined();
  });

  it('should offer no connection that others share', () => {
    const { turn, exchange, pass } = aTurn();
    const taken: unknown[] = [];
    const first = exchange('a', () => taken.push(turn.takeLine()));
    first.onLine(aLine(), true);
    first.onComplete();
    pass();
    expect(taken).toEqual([undefined]);
  });

  it('should neither hand on an answer, nor send a request, that was cancelled meanwhile', () => {
    const { turn, log, exchange, pass } = aTurn();
    const unwanted = exchange('unwanted');
    exchange('a', () => {
      const follower = exchange('follower');
      turn.follow({ exchange: follower, name: 'follower' });
      follower.cancel();
    }).onComplete();
    unwanted.onComplete();
    unwanted.cancel();
    pass();
    expect(log).toEqual(['ended a']);
  });

  it('should not close the connection of an answer that is cancelled when it is whole', () => {
    const { exchange, pass, log } = aTurn();
    const line = aLine();
    const destroyed: unknown[] = [];
    line.socket = { destroy: (why: unknown) => destroyed.push(why) } as unknown as NonNullable<
      Line['socket']
    >;
    const whole = exchange('a');
    whole.onLine(line, false);
    whole.onConnect((why) => destroyed.push(why));
    whole.onComplete();
    whole.cancel();
    pass();
    expect([destroyed, log]).toEqual([[], []]);
  });

  it('should go on with the others when one throws', async () => {
    const { turn, log, exchange, pass, tasks } = aTurn();
    const told = new Promise((tell) => {
      config.onUnhandledError = tell;
    });
    const follow = (name: string) => turn.follow({ exchange: exchange(name), name });
    exchange('a', () => {
      follow('after a');
      throw new Error('thrown');
    }).onComplete();
    exchange('b').onComplete();
    pass();
    expect(await told).toEqual(new Error('thrown'));
    expect(log).toEqual(['ended a', 'ended b', 'sent after a']);
    expect(tasks).toEqual([]);
  });

  it('should be there for the next turn', () => {
    const { log, exchange, pass } = aTurn();
    exchange('a').onComplete();
    pass();
    exchange('b').onComplete();
    pass();
    expect(log).toEqual(['ended a', 'ended b']);
  });
});
