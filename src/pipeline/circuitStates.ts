import { Observable } from 'rxjs';
import type { Circuit, CircuitState } from '../types/Circuit.js';

/** Where a circuit stands: now, and after each change. It never ends; unsubscribing stops it. */
export function circuitStates(circuit: Circuit): Observable<CircuitState> {
  return new Observable((destination) => {
    destination.next(circuit.state);
    return circuit.watch((state) => destination.next(state));
  });
}
