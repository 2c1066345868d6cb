import { describe, expect, it } from 'vitest';
import { SeenBefore } from '../../../src/engine/SeenBefore.js';
import { Fingerprint } from '../../../src/text/Fingerprint.js';

const hashOf = (text: string) => {
  const print = new Fingerprint();
  print.text(text);
  return print.hex();
};

describe('SeenBefore', () => {
  it('should know every repeat, and hardly ever see one that is none', () => {
    const seen = new SeenBefore();
    let wrong = 0;
    for (let i = 0; i < 200_000; i++) if (seen.add(hashOf(`prompt ${i}`))) wrong++;
    expect(wrong).toBeLessThan(3);
    for (let i = 0; i < 200_000; i += 1_000) expect(seen.add(hashOf(`prompt ${i}`))).toBe(true);
  });
});
