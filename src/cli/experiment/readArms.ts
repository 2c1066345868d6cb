import { z } from 'zod';
import { ARM_PRESETS, type Arm } from '../../engine/experiment/Arm.js';
import { ConfigError } from '../../errors/ConfigError.js';
import { parseStrict } from '../../simulator/parseStrict.js';
import { nearestWord } from '../../text/nearestWord.js';
import { readYamlFile } from '../readYamlFile.js';

/** What stands in the file of `--arms`. */
export interface ArmsFile {
  readonly arms: readonly Arm[];
  readonly holdout: number;
  readonly salt: string;
}

const fileSchema = z.strictObject({
  arms: z.record(z.string(), z.unknown()),
  holdout: z.number().min(0).max(0.99).default(0),
  salt: z.string().default(''),
});
const armSchema = z.strictObject({
  preset: z.string().optional(),
  params: z.record(z.string(), z.unknown()).optional(),
  system: z.string().optional(),
  weight: z.number().positive().max(1e6).optional(),
});

/**
 * The arms of a file of YAML or JSON; the first is what the others are compared with.
 *
 * @throws ConfigError naming the field, and for an unknown one the nearest right one.
 */
export function readArms(file: string): Promise<ArmsFile> {
  return readYamlFile('--arms', file, armsOf);
}

function armsOf(json: unknown): ArmsFile {
  const { arms: written, ...rest } = parseStrict(fileSchema, json, 'experiment');
  const arms = Object.entries(written).map(([name, given]): Arm => {
    const where = `arms.${name}`;
    const { preset, params, system, weight } = parseStrict(armSchema, given ?? {}, where);
    if (preset !== undefined && !Object.hasOwn(ARM_PRESETS, preset)) {
      const near = nearestWord(preset, Object.keys(ARM_PRESETS));
      throw new ConfigError(`${where}.preset: there is no "${preset}"; did you mean "${near}"?`);
    }
    const all = { ...(preset !== undefined && ARM_PRESETS[preset]), ...params };
    return {
      name,
      ...(Object.keys(all).length > 0 && { params: all }),
      ...(system !== undefined && { system }),
      ...(weight !== undefined && { weight }),
    };
  });
  if (arms.length < 2) throw new ConfigError('expected at least two arms, to compare them');
  if ('holdout' in written) throw new ConfigError('"holdout" stands beside "arms", not among them');
  return { arms, ...rest };
}
