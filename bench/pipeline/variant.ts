// One variant in a process of its own: warms up, then prints microseconds of CPU for each prompt.
const [variant, url, count] = process.argv.slice(2) as [string, string, string];
const { open } = (await import(`./${variant}.ts`)) as typeof import('./bare.js');
const answer = await open(url);
const prompts = Number(count);
// Long enough for the compiler: what is measured is the state that a long run stays in.
await answer(0, prompts);
const before = process.cpuUsage();
const startedAt = performance.now();
await answer(prompts, prompts);
const { user, system } = process.cpuUsage(before);
const seconds = (performance.now() - startedAt) / 1000;
const rssMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(
  `${JSON.stringify({ cpu: (user + system) / prompts, rate: prompts / seconds, rssMb })}\n`,
);
process.exit(0);
