import type { CallObserver } from '../../src/types/CallEvent.js';
import type { CacheLookupOptions } from '../cacheLookup.js';
import type { CoalesceOptions } from '../coalesce.js';
import type { FailoverOptions } from '../failover.js';

/** The events of the call operators, told to one observer. */
export function listeners<T>(
  observe: CallObserver,
): FailoverOptions & CoalesceOptions & Pick<CacheLookupOptions<T>, 'onLookup'> {
  return {
    onFailover: (from, to, { code }) => observe({ type: 'failover', from, to, reason: code }),
    onJoin: () => observe({ type: 'cache-lookup', tier: 'coalesced', result: 'hit' }),
    onLookup: (tier, result) => observe({ type: 'cache-lookup', tier, result }),
  };
}
