// npm run mutation [-- FILE or FOLDER ...]: changes the code in small ways and shows which changes no test notices.
import { statSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';

const paths = process.argv.slice(2);
const mutate = paths.flatMap((path) =>
  statSync(path).isDirectory() ? [`${path}/**/*.ts`, `!${path}/**/index.ts`] : [path],
);
await new Stryker(mutate.length === 0 ? {} : { mutate }).runMutationTest();
