import { expect, it } from 'vitest';
import { ARM_PRESETS } from '../../../../src/engine/experiment/Arm.js';

it("should hold the guide's table, without thinking, which would use its 512 tokens up", () => {
  expect(ARM_PRESETS.balanced).toEqual({
    max_tokens: 512,
    temperature: 0.7,
    top_p: 0.9,
    frequency_penalty: 0.5,
    thinking: { type: 'disabled' },
  });
});
