import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

// Not UTC, so that a date which is read as local time is found out.
process.env.TZ = 'Asia/Kolkata';

const folders = ['unit', 'operators', 'cache', 'pipeline'];
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
      'test/unit/cli/estimate/**/*.test.ts',
      'test/operators/**/*.test.ts',
      'test/cache/{memoryCache,tieredCache}.test.ts',
      'test/pipeline/{run,account,divided,dialogs,readAhead}.test.ts',
    ],
    // Ten minutes of four servers in virtual time take seconds for each mutant.
    exclude: ['test/unit/engine/limiterServers.test.ts'],
    isolate: false,
    runner: './test/helpers/QuickRunner.ts',
    testTimeout: 120_000,
    sequence: { sequencer: QuickFirst },
  },
});
