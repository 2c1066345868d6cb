// npm run bench [-- NAME] [-- --smoke]: every benchmark, or one; `--smoke` only shows that they work.
// npm run bench -- adaptive [PART...], routes [PART...]: only these parts of it.
// npm run bench -- tokens [FOLDER TOKENIZER]: texts of others, counted by a tokenizer: a module with `fromPreTrained`.
// npm run bench -- pii [FOLDER] [--show]: with the sets of others in a folder, and what was missed.
import { ADAPTIVE_PARTS, adaptive } from './adaptive/index.js';
import { audit } from './audit.js';
import { guide } from './guide/index.js';
import { limiter } from './limiter/index.js';
import { million } from './million.js';
import { pii } from './pii/index.js';
import { pipeline } from './pipeline/index.js';
import { ROUTES_PARTS, routes } from './routes/index.js';
import { rows } from './rows/index.js';
import { tokens } from './tokens.js';

const args = process.argv.slice(2);
const smoke = args.includes('--smoke');
const words = args.filter((arg) => !arg.startsWith('--'));
const [folder, tokenizer] = ['pii', 'tokens'].includes(words[0] ?? '') ? words.splice(1, 2) : [];
const partsOf = (name: string, all: readonly string[]): readonly string[] => {
  if (words[0] !== name || words.length === 1) return all;
  const parts = words.splice(1);
  const unknown = parts.find((part) => !all.includes(part));
  if (unknown !== undefined) {
    console.error(`no part «${unknown}» of ${name}; there are: ${all.join(', ')}`);
    process.exit(2);
  }
  return parts;
};
const [adaptiveParts, routesParts] = [partsOf('adaptive', ADAPTIVE_PARTS), partsOf('routes', ROUTES_PARTS)];

const benches: Record<string, () => void | Promise<void>> = {
  pipeline: () => pipeline(smoke ? { rounds: 1, prompts: 1_000 } : {}),
  adaptive: () => adaptive({ smoke, parts: adaptiveParts }),
  routes: () => routes({ smoke, parts: routesParts }),
  limiter: () => limiter({ smoke }),
  guide: () => guide({ smoke }),
  audit: () => audit(smoke ? { rounds: 1, lines: 4_000 } : {}),
  million: () => million(smoke ? { lines: 50_000 } : {}),
  rows: () => rows(smoke ? { lines: 50_000 } : {}),
  tokens: () => tokens(folder, tokenizer),
  pii: () => pii(folder, { show: args.includes('--show') }),
  // Takes a minute whatever the size, so a short run leaves it out.
  ...(smoke ? {} : { sanitize: async () => void (await import('./sanitize.js')) }),
};

for (const name of words.length > 0 ? words : Object.keys(benches)) {
  const bench = benches[name];
  if (bench === undefined) {
    console.error(`no benchmark «${name}»; there are: ${Object.keys(benches).join(', ')}`);
    process.exit(2);
  }
  await bench();
}
