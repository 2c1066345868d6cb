import { parseKinds } from '../../text/parseKinds.js';
import { redact } from '../../text/redact.js';
import type { RunPlan } from './planRun.js';
import type { RunFlags } from './RunFlags.js';
import type { Settings } from './settingsOf.js';

/** What changes an answer, by the names that the user knows: a run can be gone on with only under the same. */
export function answerSettings(
  { system, codec, replyField, sanitize }: Pick<RunFlags, 'system' | 'codec' | 'replyField' | 'sanitize'>,
  { params }: Pick<Settings, 'params'>,
  { schema, template }: Partial<Pick<RunPlan, 'schema' | 'template'>> = {},
): Readonly<Record<string, unknown>> {
  const kinds = parseKinds(sanitize);
  return {
    ...params,
    // As it is sent: the settings stay in a file, and are told when they differ.
    ...(system !== undefined && { system: redact(system, kinds).text }),
    codec,
    ...(replyField !== undefined && { 'reply field': replyField }),
    ...(schema !== undefined && { schema: schema.mark, 'JSON form': schema.form }),
    ...(template !== undefined && { template: template.mark }),
    sanitize: kinds.join(',') || 'none',
  };
}
