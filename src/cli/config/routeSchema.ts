import { z } from 'zod';
import { MAX_TIMER_MS } from '../../engine/expectNumber.js';
import { numberFlag } from '../numberFlag.js';
import { VARIABLE } from './Expansion.js';
import { schemaOf, text } from './fieldSchema.js';

const number = (range: Parameters<typeof numberFlag>[0]) => schemaOf(numberFlag(range).kind);
const rate = number({ exclusive: true });
const count = number({ min: 1, integer: true });

const variable = text.regex(new RegExp(`^${VARIABLE.source}$`), {
  error:
    'the name of a variable that holds it, such as $DEEPSEEK_API_KEY; the key itself does not belong in a file',
});

/** A route of the configuration file: an API with a key, limits and names of its own. */
export const routeSchema = z.strictObject(
  {
    baseUrl: text.describe('API to ask, such as https://api.deepseek.com'),
    key: variable
      .optional()
      .describe(
        'the variable that holds its key, as $NAME (default: that of a run, if it is meant for this host)',
      ),
    keys: z
      .array(variable, { error: 'a list of variables: [$ONE, $TWO]' })
      .min(1, { error: 'at least one key' })
      .optional()
      .describe(
        'several keys, as [$ONE, $TWO]: calls go to those that are not refused; limits hold for each',
      ),
    name: text
      .regex(/^[\w.:-]{1,64}$/, { error: 'letters, digits, and . : _ - between them, at most 64' })
      .optional()
      .describe('label in rows and metrics (default: the host)'),
    priority: number({ min: -1e6, max: 1e6 })
      .optional()
      .describe('lower is asked first (default: its place in the list)'),
    weight: number({ min: 0 })
      .optional()
      .describe('its share among routes of the same priority (default: the faster and freer one of two)'),
    models: z
      .record(z.string(), text, { error: 'model names: asked for, and served' })
      .optional()
      .describe('its own names for models: { deepseek-flash: their-name }'),
    params: z
      .record(z.string(), z.unknown(), { error: 'fields of a request' })
      .optional()
      .describe('further fields of each of its requests; those of a prompt win'),
    headers: z
      .record(z.string(), text, { error: 'headers' })
      .optional()
      .describe('further headers; secret ones as $NAME'),
    codec: schemaOf({ type: 'choice', of: ['openai-chat', 'prompt'] })
      .optional()
      .describe('as --codec'),
    replyField: schemaOf({ type: 'list' }).optional().describe('as --reply-field'),
    rpm: rate.optional().describe('at most N requests a minute to this route'),
    tpm: rate.optional().describe('at most N tokens a minute'),
    concurrency: count.optional().describe('requests at once'),
    limiter: schemaOf({ type: 'choice', of: ['gcra', 'sliding-window'] })
      .optional()
      .describe('how rpm and tpm are kept (default: gcra)'),
    circuitBreaker: schemaOf({ type: 'choice', of: ['on', 'off'] })
      .optional()
      .describe('as --circuit-breaker'),
    http2: schemaOf({ type: 'switch' }).optional().describe('as --http2'),
    connectMs: number({ min: 1, max: MAX_TIMER_MS })
      .optional()
      .describe('time to connect, in milliseconds (default: 5000)'),
    connections: count.optional().describe('most connections (default: 4096; with http2 8)'),
    maxAnswerBytes: count.optional().describe('largest answer (default: 16777216)'),
  },
  { error: 'a route: baseUrl, and what is its own' },
);
