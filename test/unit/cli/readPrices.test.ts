import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readPrices } from '../../../src/cli/prices/readPrices.js';
import { priceOf } from '../../../src/engine/money/priceOf.js';
import { PRICES } from '../../../src/engine/money/prices.js';

const folder = mkdtempSync(join(tmpdir(), 'rxprompt-prices-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'prices.yaml');
const read = (text: string) => {
  writeFileSync(file, text);
  return readPrices(file);
};

describe('readPrices', () => {
  it('should put its models over the built-in ones, from the moments they begin', async () => {
    const table = await read(`
asOf: 2026-11-24
models:
  gpt-5-mini: { hit: 0.025, miss: 0.25, output: 2, maxOutputTokens: 128000, contextTokens: 400000 }
  deepseek-flash:
    - { from: 2026-12-01T00:00:00+08:00, miss: 0.2, output: 0.8, peak: { hit: 0.01, miss: 0.4, output: 1.6 } }
    - { miss: 0.1, output: 0.5 }
holidays: [2027-02-08]
`);
    expect(table.asOf).toBe('2026-11-24');
    expect(table.models['gpt-5-mini']).toEqual({
      prices: [{ from: 0, offPeak: { hit: 0.025, miss: 0.25, output: 2 } }],
      maxOutputTokens: 128_000,
      contextTokens: 400_000,
    });
    const flash = (at: string) => priceOf('deepseek-flash', new Date(at), table);
    expect(flash('2026-11-30T15:59:59Z')).toEqual({ hit: 0.1, miss: 0.1, output: 0.5 });
    expect(flash('2026-11-30T16:00:00Z')).toEqual({ hit: 0.2, miss: 0.2, output: 0.8 });
    expect(flash('2026-12-01T02:00:00Z')).toEqual({ hit: 0.01, miss: 0.4, output: 1.6 });
    // A Monday, but named as a holiday.
    expect(flash('2027-02-08T02:00:00Z')).toEqual({ hit: 0.2, miss: 0.2, output: 0.8 });
    expect(table.models['deepseek-flash']?.maxOutputTokens).toBe(393_216);
    expect(table.models['deepseek-v4-pro']).toBe(PRICES.models['deepseek-v4-pro']);
  });

  it('should read JSON', async () => {
    const table = await read('{"asOf": "2026-11-24", "models": {"m": {"miss": 1, "output": 2}}}');
    expect(priceOf('m', 0, table)).toEqual({ hit: 1, miss: 1, output: 2 });
  });

  it.each([
    ['asof: 2026-11-24', 'expected a field of prices, got asof; did you mean asOf?'],
    ['models: {}', 'expected prices.asOf to be a day, such as 2026-11-24, got nothing'],
    ['', 'expected prices to be object, got null'],
    [
      'asOf: 2026-11-24\nmodels: { m: { miss: 1, ouput: 2 } }',
      'expected a field of models.m, got ouput; did you mean output?',
    ],
    ['asOf: 2026-11-24\nmodels: { m: { miss: -1, output: 2 } }', 'expected models.m.miss to be >=0, got -1'],
    [
      'asOf: 2026-11-24\nmodels: { m: [{ miss: 1, output: 2, peak: { mis: 1 } }] }',
      'expected a field of models.m.0.peak, got mis; did you mean miss?',
    ],
    [
      'asOf: 2026-11-24\nmodels: { m: { miss: 1, output: 2, from: yesterday } }',
      'expected models.m.from to be a moment, such as 2026-11-24 or 2026-11-24T00:00:00+08:00, got "yesterday"',
    ],
    ['asOf: [', 'Flow sequence in block collection must be sufficiently indented'],
  ])('should name what is wrong: %j', async (text, message) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'bad_config' });
    await expect(read(text)).rejects.toThrow(message);
    await expect(read(text)).rejects.toThrow(`--prices ${file}: `);
  });

  it('should say so when there is no such file', async () => {
    await expect(readPrices(join(folder, 'none'))).rejects.toThrow('there is no such file');
  });
});
