import { firstValueFrom } from 'rxjs';
import type { Simulator } from '../../simulator/startSimulator.js';
import { EXIT } from '../exitCodes.js';
import { grouped } from '../grouped.js';
import { listenForStop } from '../stopSignals.js';
import { faultsOf } from './faultFlags.js';
import { openRequestLog } from './openRequestLog.js';
import type { SimulateFlags } from './SimulateFlags.js';
import { startWith } from './startWith.js';
import { writeCertificate } from './writeCertificate.js';

/** `rxprompt simulate`: serves until a signal, then tells what it served. Returns the exit code. */
export async function serveSimulator(flags: SimulateFlags): Promise<number> {
  const signals = listenForStop(0);
  const log = flags.log === undefined ? null : await openRequestLog(flags.log);
  const simulator = await startWith(flags, log);
  const tell = (text: string) => process.stderr.write(`${text}\n`);
  const faults = faultsOf(flags);
  tell(`A simulated DeepSeek API is at ${simulator.url}`);
  if (!flags.quiet) {
    if (Object.keys(faults).length > 0) tell(`with ${JSON.stringify(faults)}`);
    if (flags.plan !== undefined) tell(`and the plan ${flags.plan}`);
    const { certificate } = simulator;
    // Programs of Node trust it by this; others have a setting of their own.
    if (certificate !== null && flags.tlsCert === undefined)
      tell(`\n  export NODE_EXTRA_CA_CERTS=${writeCertificate(simulator.port, certificate)}`);
    tell(
      `\n  rxprompt prompts.txt --base-url ${simulator.url}\n` +
        `  OPENAI_BASE_URL=${simulator.url}/v1 OPENAI_API_KEY=any your-program\n` +
        `  curl ${simulator.url}/chat/completions -H 'Authorization: Bearer any' -H 'Content-Type: application/json' \\\n` +
        `    -d '{"model":"deepseek-flash","messages":[{"role":"user","content":"Hello"}]}'\n` +
        '\nCtrl-C ends it.',
    );
  }
  await firstValueFrom(signals.stop);
  // What is being answered is broken off: a simulator that is switched off does not finish politely.
  await simulator.close();
  await log?.close();
  tell(`\n${servedBy(simulator)}`);
  signals.close();
  return signals.received === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
}

function servedBy(simulator: Simulator): string {
  const { requests, byStatus, faults, peakInFlight, cancelledByClient, brokenBySimulator, ...stats } =
    simulator.stats();
  const counts = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .map(([name, count]) => `${name}: ${grouped(count)}`)
      .join(', ') || 'none';
  const lines: [string, string][] = [
    [
      'requests',
      `${grouped(requests)}, at most ${grouped(peakInFlight)} at once, over ${grouped(stats.connections)} connections`,
    ],
    ['answers', counts(byStatus)],
    ['faults', counts(faults)],
    ['broken', `${grouped(brokenBySimulator)} by the simulator, ${grouped(cancelledByClient)} by clients`],
    [
      'tokens',
      `${grouped(stats.promptTokens)} in (${grouped(stats.cacheHitTokens)} cached), ${grouped(stats.completionTokens)} out`,
    ],
    ['billed', `$${stats.billedUsd.toFixed(6)}`],
    [
      'prompts',
      `${grouped(stats.prompts.distinct)} different ones, ${grouped(stats.prompts.repeats)} asked again`,
    ],
  ];
  return lines.map(([name, text]) => `${name.padEnd(10)}${text}`).join('\n');
}
