import { ConfigError } from '../../errors/ConfigError.js';
import { type Simulator, startSimulator } from '../../simulator/startSimulator.js';
import { ANSWER_FIELDS } from './answerOptions.js';
import { faultsOf } from './faultFlags.js';
import type { RequestLog } from './openRequestLog.js';
import { readPlan } from './readPlan.js';
import { readTls } from './readTls.js';
import type { SimulateFlags } from './SimulateFlags.js';

/** Starts the simulator that the flags describe. @throws {ConfigError} naming the flag. */
export async function startWith(flags: SimulateFlags, log: RequestLog | null): Promise<Simulator> {
  const { port, host, seed, plan, http2 } = flags;
  const faults = faultsOf(flags);
  try {
    return await startSimulator({
      port,
      host,
      seed,
      ...Object.fromEntries(ANSWER_FIELDS.map((field) => [field, flags[field]])),
      ...(log !== null && { log: (line) => log.write(line) }),
      ...(plan !== undefined && { plan: readPlan(plan, faults) }),
      tls: readTls(flags),
      http2: http2 ?? false,
      faults,
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
