// node count.mjs FILE STATUS: prints how many tests passed and failed, from vitest's JSON report and the exit code of
// the run. A skipped test counts as failed, and so does a file or a run that failed without a test that did.
import { readFileSync } from 'node:fs';

const [path, status] = process.argv.slice(2);
let passed = 0;
let failed = 0;
try {
  for (const { name, status, message, assertionResults } of JSON.parse(readFileSync(path, 'utf8'))
    .testResults) {
    const before = failed;
    for (const test of assertionResults) {
      if (test.status === 'passed') passed++;
      else {
        failed++;
        if (test.status !== 'failed') console.error(`${test.status}: ${test.fullName}`);
      }
    }
    if (status === 'failed' && failed === before) {
      failed++;
      console.error(`failed outside its tests: ${name}: ${message}`);
    }
  }
} catch (error) {
  failed++;
  console.error(`no report of the tests: ${error.message}`);
}
if (status !== '0' && failed === 0) failed++;
console.log(`${passed} ${failed}`);
