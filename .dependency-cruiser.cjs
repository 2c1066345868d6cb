/** The layers of docs/decisions/2026-11-23-layers.md, enforced. `npm run layers` checks them. */
const above = (layer, allowed) => ({
  name: `${layer}-knows-only-what-is-below`,
  severity: 'error',
  from: { path: `^src/${layer}/` },
  to: { path: '^(src|operators)/', pathNot: `^src/(${[layer, ...allowed].join('|')})/` },
});
const kernel = ['types', 'errors'];
const rxjs = ['stage'];
const plain = [...kernel, 'engine', 'text'];
const parts = ['codec', 'cache', 'journal', 'sources', 'sinks', 'telemetry', 'simulator', 'answers'];

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    above('types', []),
    above('errors', ['types']),
    above('engine', kernel),
    above('text', kernel),
    ...parts.map((part) => above(part, part === 'sinks' ? [...plain, ...rxjs] : plain)),
    above('stage', []),
    above('client', [...plain, ...rxjs, 'codec']),
    {
      name: 'operators-know-only-what-is-below',
      severity: 'error',
      from: { path: '^operators/' },
      to: { path: '^src/', pathNot: `^src/(${[...plain, ...rxjs].join('|')})/` },
    },
    {
      name: 'operators-are-pure-rxjs',
      comment: 'no I/O, no Node built-ins, no library but RxJS',
      severity: 'error',
      from: { path: '^operators/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-peer'], pathNot: 'node_modules/rxjs/' },
    },
    {
      name: 'engine-and-text-without-rxjs',
      comment: 'RxJS 9 drops schedulers and pipeable operators; what we must keep does not know it',
      severity: 'error',
      from: { path: '^src/(engine|text)/' },
      to: { path: 'node_modules/rxjs/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'pipeline-knows-no-application',
      severity: 'error',
      from: { path: '^src/pipeline/' },
      to: { path: '^src/(cli|simulator|testing)/' },
    },
    {
      name: 'nobody-imports-the-command-line',
      severity: 'error',
      from: { path: '^(src|operators)/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'nobody-imports-testing',
      severity: 'error',
      from: { path: '^(src|operators)/', pathNot: '^src/testing/' },
      to: { path: '^src/testing/' },
    },
    {
      name: 'nobody-imports-an-index-of-ours',
      severity: 'error',
      from: { path: '^(src|operators)/', pathNot: '^src/(index|testing/index)\\.ts$' },
      to: { path: '/index\\.ts$', pathNot: 'node_modules' },
    },
    {
      name: 'operators-internal-stays-inside',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^operators/internal/' },
    },
    {
      name: 'product-never-imports-tests',
      severity: 'error',
      from: { path: '^(src|operators)/' },
      to: { path: '^(test|examples|bench)/' },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
