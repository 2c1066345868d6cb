import { z } from 'zod';

const day = z.iso.date({ error: 'expected a day, such as 2026-11-24' });
const moment = z.union([day, z.iso.datetime({ offset: true })], {
  error: 'expected a moment, such as 2026-11-24 or 2026-11-24T00:00:00+08:00',
});
const dollars = z.number().min(0);
const tokens = z.number().int().min(1);

/** US dollars per million tokens. */
export const tokenPriceSchema = z.strictObject({
  /** Input that was found in the provider's cache. Default: as other input. */
  hit: dollars.optional(),
  miss: dollars,
  output: dollars,
});

/** One model, from a moment on. */
export const modelSchema = z.strictObject({
  /** Default: always. */
  from: moment.optional(),
  ...tokenPriceSchema.shape,
  /** At DeepSeek's peak hours. Default: no difference. */
  peak: z.unknown().optional(),
  maxOutputTokens: tokens.optional(),
  contextTokens: tokens.optional(),
});

/** The whole file; each model is checked by itself, so that a message can name what is wrong. */
export const fileSchema = z.strictObject({
  asOf: day,
  models: z.record(z.string(), z.unknown()).default({}),
  holidays: z.array(day).default([]),
});
