/** `rxprompt`: the whole public surface, listed by name. */
export {
  type AdmitOptions,
  admit,
} from '../operators/admit.js';
export { type BudgetOptions, budget } from '../operators/budget.js';
export { type CacheLookupOptions, cacheLookup } from '../operators/cacheLookup.js';
export { catchFailure } from '../operators/catchFailure.js';
export { type ChunkOptions, chunk } from '../operators/chunk.js';
export { type CircuitBreakerOptions, circuitBreaker } from '../operators/circuitBreaker.js';
export { type CoalesceOptions, coalesce } from '../operators/coalesce.js';
export { collectReply } from '../operators/collectReply.js';
export {
  type AnswerTerms,
  type CompleteClient,
  type CompleteOptions,
  complete,
} from '../operators/complete.js';
export { type ConcurrentMapOptions, concurrentMap } from '../operators/concurrentMap.js';
export { type DeadlineOptions, deadline } from '../operators/deadline.js';
export { type ConversationOptions, dialog } from '../operators/dialog.js';
export { type ExperimentOptions, experiment, type Score, type Trial } from '../operators/experiment.js';
export { type FailoverOptions, failover } from '../operators/failover.js';
export { type HedgeOptions, hedge } from '../operators/hedge.js';
export { inOrder } from '../operators/inOrder.js';
export { keep } from '../operators/keep.js';
export { type MapReduceOptions, mapReduce, type ReduceStep } from '../operators/mapReduce.js';
export { restore } from '../operators/restore.js';
export { type RetryBackoffOptions, retryBackoff } from '../operators/retryBackoff.js';
export { type SanitizeOptions, sanitize } from '../operators/sanitize.js';
export { type StreamOptions, stream } from '../operators/stream.js';
export { type ThrottleOptions, throttle } from '../operators/throttle.js';
export { type ValidateAnswerOptions, validateAnswer } from '../operators/validateAnswer.js';
export { jsonSchemaCheck } from './answers/jsonSchemaCheck.js';
export { type SchemaWithResult, zodCheck } from './answers/zodCheck.js';
export { connectRedis } from './cache/connectRedis.js';
export { type MemoryCacheOptions, memoryCache } from './cache/memoryCache.js';
export { type RedisCacheOptions, type RedisLike, redisCache } from './cache/redisCache.js';
export { tieredCache } from './cache/tieredCache.js';
export { type Client, type ClientOptions, createClient } from './client/createClient.js';
export { createRoute, type HttpRoute, type RouteOptions } from './client/createRoute.js';
export { openaiChat } from './codec/openaiChat.js';
export { type PromptFormOptions, promptForm } from './codec/promptForm.js';
export { AdaptiveConcurrency, type AdaptiveOptions } from './engine/adaptive/AdaptiveConcurrency.js';
export { FixedConcurrency } from './engine/adaptive/FixedConcurrency.js';
export { signalOf } from './engine/adaptive/signalOf.js';
export { answerOf } from './engine/answerOf.js';
export { type CircuitOptions, createCircuit } from './engine/circuit/createCircuit.js';
export { verdictOf } from './engine/circuit/verdictOf.js';
export { createHedger, type HedgerOptions } from './engine/createHedger.js';
export { createRetryBudget, type RetryBudgetOptions } from './engine/createRetryBudget.js';

export { ARM_PRESETS, type Arm } from './engine/experiment/Arm.js';
export type { Assignment } from './engine/experiment/Assignment.js';
export type { Interval } from './engine/experiment/alwaysValid.js';
export {
  type ArmResult,
  type ExperimentResult,
  ExperimentTally,
  type ExperimentTallyOptions,
} from './engine/experiment/ExperimentTally.js';
export { type HashAssignmentOptions, hashAssignment } from './engine/experiment/hashAssignment.js';
export { ignoredParams } from './engine/experiment/ignoredParams.js';
export type { Scored } from './engine/experiment/Scored.js';
export { type ThompsonOptions, thompsonAssignment } from './engine/experiment/thompsonAssignment.js';
export { failureOf } from './engine/failureOf.js';
export { createFlights, type Flights } from './engine/flights.js';
export { DoneRows } from './engine/journal/DoneRows.js';
export { createLedger, type Ledger } from './engine/ledger.js';
export { type GcraLimiterOptions, type GcraLimits, gcraLimiter } from './engine/limiter/gcraLimiter.js';
export {
  type SlidingWindowLimiterOptions,
  type SlidingWindowLimits,
  slidingWindowLimiter,
} from './engine/limiter/slidingWindowLimiter.js';
export { costOf } from './engine/money/costOf.js';
export { createPurse, type PurseOptions } from './engine/money/createPurse.js';
export type { ModelTerms, PriceEntry, PriceTable, TokenPrice } from './engine/money/PriceTable.js';
export { priceOf } from './engine/money/priceOf.js';
export { PRICES } from './engine/money/prices.js';
export { retryBudgets } from './engine/retryBudgets.js';
export { type RetryPolicy, retryPolicies } from './engine/retryPolicy.js';
export type { Window } from './engine/room.js';
export {
  createRouting,
  type RoutedRoute,
  type Routing,
  type RoutingOptions,
} from './engine/routing/createRouting.js';
export { AllRoutesFailedError } from './errors/AllRoutesFailedError.js';
export { BudgetExhaustedError } from './errors/BudgetExhaustedError.js';
export { CallError, type CallErrorOptions, isCallError } from './errors/CallError.js';
export { CircuitOpenError } from './errors/CircuitOpenError.js';
export { ConfigError } from './errors/ConfigError.js';
export { DeadlineError, type DeadlinePhase } from './errors/DeadlineError.js';
export { FlowStalledError } from './errors/FlowStalledError.js';
export { ResumeError } from './errors/ResumeError.js';
export { RxpromptError } from './errors/RxpromptError.js';
export { SinkError } from './errors/SinkError.js';
export { SlowReaderError } from './errors/SlowReaderError.js';
export { SourceError } from './errors/SourceError.js';
export { type FindRowsOptions, findRows } from './journal/findRows.js';
export { circuitStates } from './pipeline/circuitStates.js';
export { createDialog } from './pipeline/createDialog.js';
export type {
  Dialog,
  DialogCall,
  DialogOptions,
  DialogTurn,
  DroppedTurns,
} from './pipeline/DialogOptions.js';
export { type RunOptions, run, runWith, type Sink } from './pipeline/run.js';
export { type AuditLogOptions, auditLog } from './sinks/auditLog.js';
export { createAuditLogger } from './sinks/createAuditLogger.js';
export { type AsyncIterableOptions, toAsyncIterable } from './sinks/toAsyncIterable.js';
export { type JsonlSinkOptions, toJsonl } from './sinks/toJsonl.js';
export { type ReadableOptions, toReadable } from './sinks/toReadable.js';
export { SSE_HEADERS, type SSEOptions, toSSE } from './sinks/toSSE.js';
export type { DocumentOptions } from './sources/document/DocumentOptions.js';
export { fromDocument } from './sources/document/fromDocument.js';
export { fromAsyncIterable } from './sources/fromAsyncIterable.js';
export { type CsvOptions, fromCsv } from './sources/fromCsv.js';
export { fromIterable } from './sources/fromIterable.js';
export { fromJsonl } from './sources/fromJsonl.js';
export { fromLines } from './sources/fromLines.js';
export { callMetrics } from './telemetry/callMetrics.js';
export { createTally, type Tally } from './telemetry/createTally.js';
export type { MetricsOptions } from './telemetry/Families.js';
export { formatSummary } from './telemetry/formatSummary.js';
export { type RecordMetricsOptions, recordMetrics } from './telemetry/recordMetrics.js';
export type { Snapshot } from './telemetry/Snapshot.js';
export { serveMetrics } from './telemetry/serveMetrics.js';
export { type Conversation, newConversation } from './text/dialog/Conversation.js';
export { historyFor } from './text/dialog/historyFor.js';
export { readConversation } from './text/dialog/readConversation.js';
export { type TrimOptions, trimHistory } from './text/dialog/trimHistory.js';
export { type Turn, turnsOf } from './text/dialog/turnsOf.js';
export { createJsonAsker } from './text/json/askForJson.js';
export type { JsonForm } from './text/json/jsonForms.js';
export { partialJson } from './text/json/partialJson.js';
export { repairTurns } from './text/json/repairTurns.js';
export { parseKinds } from './text/parseKinds.js';
export { promptHash } from './text/promptHash.js';
export { type Redacted, redact } from './text/redact.js';
export { REDACTION_KINDS, type RedactionKind } from './text/redactionKinds.js';
export { type RequestKeyOptions, requestKey } from './text/requestKey.js';
export type { Chunk, SplitOptions } from './text/splitting/Chunk.js';
export { Splitter } from './text/splitting/Splitter.js';
export { splitText } from './text/splitting/splitText.js';
export { type SummaryOptions, type SummaryPrompts, summaryPrompts } from './text/summary/summaryPrompts.js';
export { createTemplate, type PromptTemplate, type TemplateInput } from './text/template/PromptTemplate.js';
export { countTokens } from './text/tokens/countTokens.js';
export { TokenRatios } from './text/tokens/TokenRatios.js';
export { ACCOUNT, type Account, type SourceAccount } from './types/Account.js';
export type { AnswerCheck, Checked, JsonSchema } from './types/AnswerCheck.js';
export type { CacheHit, CacheLookup, CacheStore, KeptAnswer } from './types/CacheStore.js';
export type { CallEvent, CallObserver } from './types/CallEvent.js';
export type { CallVerdict, Circuit, CircuitPlace, CircuitState, CircuitWaiter } from './types/Circuit.js';
export type { Codec, StreamDecoder, WireReply } from './types/Codec.js';
export type { Hedger } from './types/Hedger.js';
export type {
  CallSignal,
  ConcurrencyControl,
  Demand,
  Limiter,
  Permit,
  ToldLimit,
  ToldLimits,
  TunableLimiter,
  Waiter,
  WaitReason,
} from './types/Limiter.js';
export type { ContentPart, Message, ToolCall } from './types/Message.js';
export {
  type Answer,
  type FailedPart,
  type Failure,
  type FailureDetail,
  isOutcome,
  type Outcome,
  type Reduction,
} from './types/Outcome.js';
export type { Params } from './types/Params.js';
export type { Prompt, Redactions, Rejection } from './types/Prompt.js';
export { OPEN, type PullSource } from './types/PullSource.js';
export type {
  BudgetRecord,
  BudgetStore,
  KeptPurse,
  Payer,
  PayerPlace,
  Purse,
  Quote,
  Reservation,
} from './types/Purse.js';
export type { CacheTier, Delta, FinishReason, Reply } from './types/Reply.js';
export type { RetryBudget, RetryBudgets, RetryPlace, RetryWaiter } from './types/RetryBudget.js';
export type { Route } from './types/Route.js';
export type { Usage } from './types/Usage.js';
