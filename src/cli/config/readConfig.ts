import type { ConfigFile } from './ConfigFile.js';
import { configJsonSchema, configSchema } from './configSchema.js';
import { fileProblems } from './fileProblems.js';
import { issueProblems } from './issueProblems.js';
import { problemError } from './Problem.js';
import { readYaml } from './readYaml.js';

/** Reads a configuration file, YAML or JSON. Throws a {@link ConfigError} that tells all that is wrong with it. */
export function readConfig(path: string): ConfigFile {
  const { values, placeOf } = readYaml(path, 'the configuration');
  const { error } = configSchema().safeParse(values);
  const problems = [
    ...(error === undefined ? [] : issueProblems(error.issues, values, configJsonSchema(), placeOf)),
    ...fileProblems(values, placeOf),
  ];
  if (problems.length > 0) throw problemError(path, problems);
  return { path, values: values as Record<string, unknown>, placeOf };
}
