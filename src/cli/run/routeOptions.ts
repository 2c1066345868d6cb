import type { RouteOptions } from '../../client/createRoute.js';
import { openaiChat } from '../../codec/openaiChat.js';
import { promptForm } from '../../codec/promptForm.js';
import { AdaptiveConcurrency } from '../../engine/adaptive/AdaptiveConcurrency.js';
import { createCircuit } from '../../engine/circuit/createCircuit.js';
import type { PriceTable } from '../../engine/money/PriceTable.js';
import { createLimiter } from './createLimiter.js';
import type { RunFlags } from './RunFlags.js';
import type { Destination } from './resolveRoutes.js';
import type { Settings } from './settingsOf.js';

/** The options of one route: what the configuration says of it, else what the flags say of all. */
export function routeOptions(
  { baseUrl, apiKey, settings = { where: '', baseUrl } }: Destination,
  index: number,
  { params, retry }: Settings,
  flags: Pick<RunFlags, 'codec' | 'replyField' | 'http2' | 'maxCost' | 'concurrency' | 'circuitBreaker'>,
  prices: PriceTable,
  isOnly: boolean,
): RouteOptions {
  const {
    name,
    weight,
    priority = index,
    models,
    headers,
    connectMs,
    connections,
    maxAnswerBytes,
  } = settings;
  const { codec = flags.codec, replyField = flags.replyField, http2 = flags.http2 === true } = settings;
  // Without retries each prompt is asked once, whatever comes of it.
  const byRetries = retry.maxRetries === 0 ? 'off' : 'on';
  const { circuitBreaker = flags.circuitBreaker ?? byRetries } = settings;
  const found = flags.concurrency === 'auto' ? new AdaptiveConcurrency() : undefined;
  const { concurrency = found } = settings;
  return {
    baseUrl,
    apiKey,
    priority,
    params: { ...params, ...settings.params },
    http2,
    prices,
    // The server may bill both.
    resend: flags.maxCost === undefined,
    codec: codec === 'prompt' ? promptForm(replyField === undefined ? {} : { replyField }) : openaiChat(),
    // The only route there is may have a wrong address: that is told, not waited for.
    ...(circuitBreaker !== 'off' && { circuit: createCircuit({ afterAnswer: isOnly }) }),
    ...(name !== undefined && { name }),
    ...(weight !== undefined && { weight }),
    ...(models !== undefined && { models }),
    ...(headers !== undefined && { headers }),
    ...(connectMs !== undefined && { connectMs }),
    ...(connections !== undefined && { connections }),
    ...(maxAnswerBytes !== undefined && { maxAnswerBytes }),
    // Also without a limit of its own: what its server says of pauses and rates holds for it alone.
    limiter: createLimiter({ ...settings, concurrency }),
  };
}
