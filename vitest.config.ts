import { configDefaults, defineConfig } from 'vitest/config';
import { tellSkipped } from './test/helpers/tellSkipped.js';

// Not UTC, so that a date which is read as local time is found out.
process.env.TZ = 'Asia/Kolkata';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'examples/**/*.test.ts'],
    // Sets of others, which the repository does not hold: RXPROMPT_DATA names their folder.
    exclude: process.env.RXPROMPT_DATA ? configDefaults.exclude : [...configDefaults.exclude, 'test/data/**'],
    // For what hangs, not for what is slow: many tests start processes, and machines are busy.
    testTimeout: 90_000,
    hookTimeout: 60_000,
    reporters: [process.env.CI ? 'default' : 'dot', tellSkipped],
  },
});
