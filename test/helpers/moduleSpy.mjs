// `node --import moduleSpy.mjs`: appends the path of every module that is loaded to the file that LOADED names.
import { appendFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';

const loaded = createRequire(import.meta.url).cache;
const hook = `import { appendFileSync } from 'node:fs';
export const load = (url, context, next) => {
  appendFileSync(process.env.LOADED, url + '\\n');
  return next(url, context);
};`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
process.on('exit', () => appendFileSync(process.env.LOADED, Object.keys(loaded).join('\n')));
