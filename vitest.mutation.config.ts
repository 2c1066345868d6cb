import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const folders = ['unit', 'operators', 'cache', 'pipeline', 'contract'];
const placeOf = ({ moduleId }: TestSpecification) =>
  folders.findIndex((folder) => moduleId.includes(`/test/${folder}/`));

/** Quick tests first: the first that fails is the last that runs. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => placeOf(a) - placeOf(b) || a.moduleId.localeCompare(b.moduleId));
  }
}

// The tests that judge a mutant: those in virtual time or in memory, without servers and child processes.
export default defineConfig({
  test: {
    include: [
      'test/unit/{engine,errors,stage}/**/*.test.ts',
      'test/operators/**/*.test.ts',
      'test/cache/{memoryCache,tieredCache}.test.ts',
      'test/pipeline/**/*.test.ts',
      'test/contract/limiter.test.ts',
    ],
    isolate: false,
    testTimeout: 120_000,
    sequence: { sequencer: QuickFirst },
  },
});
