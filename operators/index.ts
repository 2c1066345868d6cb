/** `rxprompt/operators`: everything that goes into a pipe. Two families: on the stream, and on one call. */
export { type AdmitOptions, admit } from './admit.js';
export { type BudgetOptions, budget } from './budget.js';
export { type CacheLookupOptions, cacheLookup } from './cacheLookup.js';
export { catchFailure } from './catchFailure.js';
export { type ChunkOptions, chunk } from './chunk.js';
export { type CoalesceOptions, coalesce } from './coalesce.js';
export { collectReply } from './collectReply.js';
export { type CompleteClient, type CompleteOptions, complete } from './complete.js';
export { type ConcurrentMapOptions, concurrentMap } from './concurrentMap.js';
export { type DeadlineOptions, deadline } from './deadline.js';
export { type FailoverOptions, failover } from './failover.js';
export { inOrder } from './inOrder.js';
export { keep } from './keep.js';
export { type MapReduceOptions, mapReduce, type ReduceStep } from './mapReduce.js';
export { restore } from './restore.js';
export { type RetryBackoffOptions, retryBackoff } from './retryBackoff.js';
export { type SanitizeOptions, sanitize } from './sanitize.js';
export { type ThrottleOptions, throttle } from './throttle.js';
