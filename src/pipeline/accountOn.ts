import type { ObservableInput } from 'rxjs';
import type { Ledger } from '../engine/ledger.js';
import { sizeOf } from '../engine/sizeOf.js';
import type { Tally } from '../telemetry/createTally.js';
import type { SourceAccount } from '../types/Account.js';
import type { Prompt } from '../types/Prompt.js';
import { enclose } from './enclose.js';

/** The ledger as source and operators see it. */
export function accountOn(ledger: Ledger, tally: Tally): SourceAccount {
  return {
    get hasRoom() {
      return ledger.hasRoom;
    },
    take: ledger.take,
    passed: ledger.passed,
    whenRoom: ledger.whenRoom,
    get crowded() {
      return ledger.crowded;
    },
    whenUncrowded: ledger.whenUncrowded,
    crowd: ledger.crowd,
    hold: ledger.hold,
    release: ledger.release,
    awaits: ledger.awaits,
    drop: (value, why) => {
      const { seq, part } = value as Prompt;
      ledger.settle(seq, part);
      if (why === undefined) tally.countDropped();
    },
    fork: (value, parts) => {
      const { seq, part } = value as Prompt;
      for (const one of parts as readonly Prompt[]) ledger.take(one, sizeOf(one));
      // Last: it may bring the source on.
      ledger.settle(seq, part);
    },
    join: (value) => {
      const { seq, part } = value as Prompt;
      if (part !== undefined) ledger.joinPart(seq, part);
    },
    enclose: <R>(value: unknown, call: () => ObservableInput<R>) =>
      enclose(value, call, tally.countExtra) as ObservableInput<R>,
  };
}
