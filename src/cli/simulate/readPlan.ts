import { ConfigError } from '../../errors/ConfigError.js';
import { type FaultPlan, readFaultPlan } from '../../simulator/faults/FaultPlan.js';
import { noFaults } from '../../simulator/faults/noFaults.js';
import { changeFaults, type SimulatorFaultsInput } from '../../simulator/SimulatorFaults.js';
import { readYaml } from '../config/readYaml.js';

/** Reads a plan of faults over those of the flags, YAML or JSON. @throws {ConfigError} naming the file, line and field. */
export function readPlan(path: string, faults: SimulatorFaultsInput): FaultPlan {
  const { values, placeOf } = readYaml(path, 'the plan');
  const ground = changeFaults(noFaults, faults);
  try {
    readFaultPlan(values, ground);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const field = /\bplan((?:\.\w+)*)/.exec(error.message)?.[1] ?? '';
    const unknown = /^expected a field of .*?, got (\w+)/.exec(error.message)?.[1];
    const way = field.split('.').slice(1);
    const { line, col } = placeOf(unknown === undefined ? way : [...way, unknown]);
    throw new ConfigError(`${path}:${line}:${col}: ${error.message}`, error);
  }
  return values as FaultPlan;
}
