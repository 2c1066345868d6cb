import { firstValueFrom } from 'rxjs';
import { ConfigError } from '../../errors/ConfigError.js';
import { type Simulator, startSimulator } from '../../simulator/startSimulator.js';
import { EXIT } from '../exitCodes.js';
import { grouped } from '../grouped.js';
import { listenForStop } from '../stopSignals.js';
import { FAULT_FLAGS } from './faultFlags.js';
import { openRequestLog, type RequestLog } from './openRequestLog.js';
import type { SimulateFlags } from './SimulateFlags.js';

/** `rxprompt simulate`: serves until a signal, then tells what it served. Returns the exit code. */
export async function serveSimulator(flags: SimulateFlags): Promise<number> {
  const signals = listenForStop(0);
  const log = flags.log === undefined ? null : await openRequestLog(flags.log);
  const simulator = await start(flags, log);
  const tell = (text: string) => process.stderr.write(`${text}\n`);
  const faults = faultsOf(flags);
  tell(`A simulated DeepSeek API is at ${simulator.url}`);
  if (!flags.quiet) {
    if (Object.keys(faults).length > 0) tell(`with ${JSON.stringify(faults)}`);
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

async function start(flags: SimulateFlags, log: RequestLog | null): Promise<Simulator> {
  const { port, host, seed, answerTokens, reasoningTokens, replyField } = flags;
  const { startAt, balanceUsd, brokenAnswersCost } = flags;
  try {
    return await startSimulator({
      port,
      host,
      seed,
      ...(answerTokens !== undefined && { answerTokens }),
      ...(reasoningTokens !== undefined && { reasoningTokens }),
      ...(replyField !== undefined && { replyField }),
      ...(startAt !== undefined && { startAt }),
      ...(balanceUsd !== undefined && { balanceUsd }),
      ...(brokenAnswersCost !== undefined && { brokenAnswersCost }),
      ...(log !== null && { log: (line) => log.write(line) }),
      faults: faultsOf(flags),
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EADDRINUSE') {
      throw new ConfigError(`--port ${port} is taken: choose another, or 0 for any that is free`, error);
    }
    if (code === 'EACCES') throw new ConfigError(`--port ${port} needs rights that this user has not`, error);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new ConfigError(`--host ${host} is no address of this machine`, error);
    }
    throw error;
  }
}

function faultsOf(flags: SimulateFlags): Record<string, unknown> {
  const faults: Record<string, unknown> = {};
  for (const { field } of Object.values(FAULT_FLAGS).flat()) {
    if (flags[field] !== undefined) faults[field] = flags[field];
  }
  return faults;
}

function servedBy(simulator: Simulator): string {
  const { requests, byStatus, peakInFlight, cancelledByClient, brokenBySimulator, ...stats } =
    simulator.stats();
  const statuses = Object.entries(byStatus).map(([status, count]) => `${status}: ${grouped(count)}`);
  const lines: [string, string][] = [
    [
      'requests',
      `${grouped(requests)}, at most ${grouped(peakInFlight)} at once, over ${grouped(stats.connections)} connections`,
    ],
    ['answers', statuses.length > 0 ? statuses.join(', ') : 'none'],
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
