import type { RunFlags } from './RunFlags.js';
import type { Destination } from './resolveRoutes.js';

/**
 * What tells the answers of equal prompts apart in a shared cache: who is asked, and in which form. So an answer
 * of a simulator never passes for one of the real service.
 */
export function answerScope(
  destinations: readonly Destination[],
  { codec, replyField }: Pick<RunFlags, 'codec' | 'replyField'>,
): string {
  const { origin, pathname } = new URL((destinations[0] as Destination).baseUrl);
  return [codec, origin + pathname.replace(/\/+$/, ''), ...(replyField ?? [])].join(' ');
}
