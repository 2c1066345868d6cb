import { defineConfig } from 'vitest/config';
import { tellSkipped } from './test/helpers/tellSkipped.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    reporters: [process.env.CI ? 'default' : 'dot', tellSkipped],
  },
});
