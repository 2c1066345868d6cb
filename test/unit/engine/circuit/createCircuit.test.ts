import { describe, expect, it } from 'vitest';
import { type CircuitOptions, createCircuit } from '../../../../src/engine/circuit/createCircuit.js';
import type { CallVerdict, Circuit } from '../../../../src/types/Circuit.js';

/** `random` 0: nothing is left out of a wait. */
const make = (options: CircuitOptions = {}) => createCircuit({ random: () => 0, ...options });

/** Calls that begin and end at once. */
function play(circuit: Circuit, verdicts: readonly CallVerdict[], now = 0): void {
  for (const verdict of verdicts) circuit.ended(verdict, circuit.started(now), now);
}

const times = (count: number, verdict: CallVerdict) => new Array<CallVerdict>(count).fill(verdict);

/** Open since 0, for 1 s. */
function opened(options: CircuitOptions = {}): Circuit {
  const circuit = make(options);
  play(circuit, times(5, 'failed'));
  expect(circuit.state).toEqual({ name: 'open', until: 1_000 });
  return circuit;
}

describe('createCircuit', () => {
  it('should stay closed while calls are answered, and after fewer failures in a row than five', () => {
    const circuit = make();
    play(circuit, [...times(4, 'failed'), 'answered', ...times(4, 'failed')]);
    expect(circuit.state).toEqual({ name: 'closed' });
    expect(circuit.waitFor(0)).toBe(0);
  });

  it('should open after five failures in a row, whatever was refused between them', () => {
    const circuit = make();
    play(circuit, [...times(4, 'failed'), ...times(50, 'neither'), 'failed']);
    expect(circuit.state).toEqual({ name: 'open', until: 1_000 });
    expect(circuit.waitFor(400)).toBe(600);
  });

  it('should leave a server that refuses some and answers others to the limit of calls at once', () => {
    const circuit = make();
    play(circuit, times(200, 'answered'), 1_000);
    play(circuit, times(50, 'overloaded'), 1_999);
    expect(circuit.state.name).toBe('closed');
    play(circuit, ['answered'], 2_000);
    play(circuit, times(4, 'overloaded'), 3_000);
    expect(circuit.state.name).toBe('closed');
    // Nothing has been answered for a second.
    play(circuit, ['overloaded'], 3_000);
    expect(circuit.state.name).toBe('open');
    // A probe that is refused has failed.
    play(circuit, ['overloaded'], 4_000);
    expect(circuit.waitFor(4_000)).toBe(1_500);
  });

  it('should open when a server is overloaded that has answered nothing, or half of all', () => {
    const silent = make();
    play(silent, times(5, 'overloaded'));
    expect(silent.state.name).toBe('open');
    const half = make();
    play(half, [...times(10, 'answered'), ...times(9, 'overloaded')]);
    expect(half.state.name).toBe('closed');
    play(half, ['overloaded']);
    expect(half.state.name).toBe('open');
  });

  it('should open when half of twenty calls failed within half a minute', () => {
    const mixed = new Array(10).fill(['answered', 'failed']).flat() as CallVerdict[];
    const circuit = make();
    play(circuit, mixed.slice(0, 19), 1_000);
    expect(circuit.state.name).toBe('closed');
    play(circuit, mixed.slice(19), 29_000);
    expect(circuit.state.name).toBe('open');

    const slow = make();
    play(slow, mixed.slice(0, 19), 1_000);
    play(slow, mixed.slice(19), 31_000);
    expect(slow.state.name).toBe('closed');
  });

  it('should not open when less than half failed', () => {
    const circuit = make();
    play(circuit, new Array(100).fill(['answered', 'failed', 'answered']).flat());
    expect(circuit.state.name).toBe('closed');
  });

  it('should let one call through when its time is over, and no other while that is under way', () => {
    const circuit = opened();
    expect(circuit.waitFor(999)).toBe(1);
    expect(circuit.waitFor(1_000)).toBe(0);
    circuit.started(1_000);
    expect(circuit.state).toEqual({ name: 'half-open', allowed: 1 });
    expect(circuit.waitFor(1_000)).toBe(Number.POSITIVE_INFINITY);
  });

  it('should stay open 1.5 times as long after each probe that fails, up to 12 s, and begin anew once it was closed', () => {
    const circuit = opened();
    const waits: number[] = [];
    let now = 1_000;
    for (let probe = 0; probe < 9; probe++) {
      play(circuit, ['failed'], now);
      waits.push(circuit.waitFor(now));
      now += circuit.waitFor(now);
    }
    expect(waits.map(Math.round)).toEqual([1500, 2250, 3375, 5063, 7594, 11391, 12000, 12000, 12000]);
    play(circuit, times(16, 'answered'), now);
    expect(circuit.state).toEqual({ name: 'closed' });
    play(circuit, times(5, 'failed'), now);
    expect(circuit.waitFor(now)).toBe(1_000);
  });

  it('should count the time that a probe took to fail as part of the wait', () => {
    const circuit = opened();
    circuit.ended('failed', circuit.started(1_000), 1_900);
    expect(circuit.state).toEqual({ name: 'open', until: 2_500 });
    circuit.ended('failed', circuit.started(2_500), 9_000);
    expect(circuit.waitFor(9_000)).toBe(0);
  });

  it('should leave out up to half of a wait, by chance', () => {
    expect(createCircuit({ random: () => 0.5, inARow: 1 })).toSatisfy((circuit: Circuit) => {
      play(circuit, ['failed'], 10);
      return circuit.waitFor(10) === 750;
    });
  });

  it('should allow one more at once with each answer, half as many after a failure, and close at 16', () => {
    const circuit = opened();
    const allowed = () => (circuit.state.name === 'half-open' ? circuit.state.allowed : circuit.state.name);
    play(circuit, ['answered'], 1_000);
    expect(allowed()).toBe(2);
    const first = circuit.started(1_000);
    circuit.started(1_000);
    expect(circuit.waitFor(1_000)).toBe(Number.POSITIVE_INFINITY);
    circuit.ended('answered', first, 1_000);
    expect(allowed()).toBe(3);
    play(circuit, times(5, 'answered'), 1_000);
    expect(allowed()).toBe(8);
    play(circuit, ['failed'], 1_000);
    expect(allowed()).toBe(4);
    play(circuit, ['failed', 'failed'], 1_000);
    expect(allowed()).toBe(1);
    play(circuit, ['failed'], 1_000);
    expect(allowed()).toBe('open');
  });

  it('should give the place of a probe that was cancelled to another', () => {
    const circuit = opened();
    play(circuit, ['neither'], 1_000);
    expect(circuit.state).toEqual({ name: 'half-open', allowed: 1 });
    expect(circuit.waitFor(1_000)).toBe(0);
  });

  it('should take no notice of calls that were under way when it opened', () => {
    const circuit = make();
    const old = [circuit.started(0), circuit.started(0), circuit.started(0)] as const;
    play(circuit, times(5, 'failed'));
    circuit.ended('answered', old[0], 500);
    expect(circuit.state.name).toBe('open');
    expect(circuit.hasAnswered).toBe(true);
    const probe = circuit.started(1_000);
    circuit.ended('failed', old[1], 1_000);
    circuit.ended('answered', old[2], 1_000);
    expect(circuit.state).toEqual({ name: 'half-open', allowed: 1 });
    circuit.ended('answered', probe, 1_000);
    expect(circuit.state).toEqual({ name: 'half-open', allowed: 2 });
  });

  it('should not open before the first answer, when it is told so', () => {
    const circuit = make({ afterAnswer: true });
    play(circuit, times(100, 'failed'));
    expect(circuit.state.name).toBe('closed');
    expect(circuit.hasAnswered).toBe(false);
    play(circuit, ['answered', ...times(5, 'failed')]);
    expect(circuit.state.name).toBe('open');
  });

  it('should serve its line in turn: one to probe, and the others as it allows', () => {
    const circuit = opened();
    const served: number[] = [];
    const wakes: number[] = [];
    const turns: number[] = [];
    for (let n = 1; n <= 5; n++) {
      circuit.enter(
        {
          ready: () => {
            served.push(n);
            turns.push(circuit.started(1_000));
          },
          wake: (delayMs) => wakes.push(delayMs),
        },
        0,
      );
    }
    expect(wakes).toEqual([1_000]);
    circuit.poll(500);
    circuit.poll(1_000);
    expect([served, wakes]).toEqual([[1], [1_000, 500]]);
    circuit.ended('answered', turns[0] as number, 1_000);
    expect(served).toEqual([1, 2, 3]);
    circuit.ended('answered', turns[1] as number, 1_000);
    expect(served).toEqual([1, 2, 3, 4, 5]);
  });

  it('should wake the next in line when the first leaves, and serve nobody who has left', () => {
    const circuit = opened();
    const said: string[] = [];
    const waiter = (name: string) => ({
      ready: () => said.push(name),
      wake: () => said.push(`wake ${name}`),
    });
    const first = circuit.enter(waiter('a'), 0);
    circuit.enter(waiter('b'), 0);
    if (first !== undefined) circuit.leave(first, 0);
    circuit.poll(1_000);
    expect(said).toEqual(['wake a', 'wake b', 'b']);
  });

  it('should serve a hundred thousand who end at once without a deep stack', () => {
    const circuit = opened();
    let served = 0;
    const ready = () => {
      served++;
      circuit.ended('answered', circuit.started(1_000), 1_000);
    };
    for (let n = 0; n < 100_000; n++) circuit.enter({ ready, wake: () => {} }, 0);
    circuit.poll(1_000);
    expect(served).toBe(100_000);
  });

  it('should tell of its changes until nobody wants to know', () => {
    const circuit = make();
    const names: string[] = [];
    const stop = circuit.watch(({ name }) => names.push(name));
    play(circuit, times(5, 'failed'));
    play(circuit, ['answered'], 1_000);
    stop();
    play(circuit, times(15, 'answered'), 1_000);
    expect(names).toEqual(['open', 'half-open', 'half-open']);
  });

  it('should bear a clock that is set back', () => {
    const circuit = make();
    play(circuit, times(4, 'failed'), 1_000_000);
    play(circuit, ['failed'], 0);
    expect(circuit.state.name).toBe('open');
  });

  it('should name an option that cannot be', () => {
    expect(() => createCircuit({ inARow: 0 })).toThrow('expected inARow to be a number of at least 1, got 0');
    expect(() => createCircuit({ share: 2 })).toThrow('share');
    expect(() => createCircuit({ openMs: -1 })).toThrow('openMs');
  });
});
