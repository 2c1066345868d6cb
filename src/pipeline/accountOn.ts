import type { ObservableInput } from 'rxjs';
import type { Ledger } from '../engine/ledger.js';
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
    hold: ledger.hold,
    release: ledger.release,
    awaits: ledger.awaits,
    drop: (value, why) => {
      ledger.settle((value as Prompt).seq);
      if (why === undefined) tally.countDropped();
    },
    enclose: <R>(value: unknown, call: () => ObservableInput<R>) =>
      enclose(value, call, tally.countExtra) as ObservableInput<R>,
  };
}
