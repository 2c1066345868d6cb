import { parseKinds } from '../../text/parseKinds.js';
import type { RunFlags } from './RunFlags.js';
import type { Settings } from './settingsOf.js';

/** What changes an answer, by the names that the user knows: a run can be gone on with only under the same. */
export function answerSettings(
  { system, codec, replyField, sanitize }: Pick<RunFlags, 'system' | 'codec' | 'replyField' | 'sanitize'>,
  { params }: Pick<Settings, 'params'>,
): Readonly<Record<string, unknown>> {
  return {
    ...params,
    ...(system !== undefined && { system }),
    codec,
    ...(replyField !== undefined && { 'reply field': replyField }),
    sanitize: parseKinds(sanitize).join(',') || 'none',
  };
}
