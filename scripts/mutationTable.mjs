// Writes the table of docs/mutation.md from what Stryker found (mutation/incremental.json). A file that has changed since
// is marked with *. With --survivors [part of a path] it lists the mutants that nothing killed, and writes nothing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { files } = JSON.parse(readFileSync(join(root, 'mutation/incremental.json'), 'utf8'));

const KILLED = ['Killed', 'Timeout'];
const COUNTED = [...KILLED, 'Survived', 'NoCoverage'];
const measured = Object.entries(files)
  .filter(([path]) => existsSync(join(root, path)))
  .map(([path, { source, mutants }]) => {
    const counted = mutants.filter(({ status }) => COUNTED.includes(status));
    const survivors = counted.filter(({ status }) => !KILLED.includes(status));
    const isOld = readFileSync(join(root, path), 'utf8') !== source;
    return { path, source, survivors, isOld, all: counted.length, killed: counted.length - survivors.length };
  })
  .filter(({ all }) => all > 0)
  .sort((a, b) => (a.path < b.path ? -1 : 1));

const [flag, part = ''] = process.argv.slice(2);
if (flag === '--survivors') {
  for (const { path, source, survivors } of measured.filter((file) => file.path.includes(part))) {
    const lines = source.split('\n');
    for (const { location, replacement = '', status } of survivors) {
      const { line, column } = location.start;
      console.log(`${path}:${line}:${column} ${status}\n  ${lines[line - 1].trim()}\n  ${replacement}`);
    }
  }
} else {
  const page = join(root, 'docs/mutation.md');
  const [start, end] = ['<!-- results, by scripts/mutationTable.mjs -->', '<!-- end of results -->'];
  const before = readFileSync(page, 'utf8');
  const [head, tail] = [before.slice(0, before.indexOf(start)), before.slice(before.indexOf(end))];
  writeFileSync(page, `${head}${start}\n\n${table()}\n${tail}`);
}

function table() {
  const rows = [];
  const lists = [];
  for (const folder of ['operators', 'src/engine', 'src/stage']) {
    const all = measured.filter(({ path }) => path.startsWith(`${folder}/`));
    if (all.length === 0) continue;
    rows.push(row(`**\`${folder}/\`**`, all));
    for (const inner of new Set(all.map(({ path }) => dirname(path)))) {
      const inside = all.filter(({ path }) => dirname(path) === inner);
      if (inside.length < all.length) rows.push(row(`\`${inner}/\``, inside));
      const list = inside.map(
        ({ path, killed, all: of, isOld }) => `${basename(path, '.ts')}${isOld ? '*' : ''} ${killed}/${of}`,
      );
      lists.push(wrapped(`- \`${inner}/\`: ${list.join(', ')}`));
    }
  }
  return `| Folder | Killed | |\n|---|---:|---:|\n${rows.join('\n')}\n\n${lists.join('\n')}\n`;
}

function row(name, inside) {
  const sum = (field) => inside.reduce((total, file) => total + file[field], 0);
  const [killed, all] = [sum('killed'), sum('all')];
  return `| ${name} | ${killed} of ${all} | ${((100 * killed) / all).toFixed(1)} % |`;
}

/** Lines of at most 120 characters. */
function wrapped(text) {
  return text.replace(/(.{1,118})(?: |$)/g, (_, line, at) => `${at === 0 ? '' : '  '}${line}\n`).trimEnd();
}
