import { defineConfig } from 'vitest/config';

// The tests that judge a mutant: those in virtual time or in memory, without servers and child processes.
export default defineConfig({
  test: {
    include: [
      'test/operators/**/*.test.ts',
      'test/unit/{engine,errors}/**/*.test.ts',
      'test/pipeline/**/*.test.ts',
      'test/contract/limiter.test.ts',
      'test/cache/{memoryCache,tieredCache}.test.ts',
    ],
    isolate: false,
  },
});
