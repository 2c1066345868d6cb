import { ConfigError } from '../../errors/ConfigError.js';
import { type SummaryPrompts, summaryPrompts } from '../../text/summary/summaryPrompts.js';
import { countTokens } from '../../text/tokens/countTokens.js';
import type { Message } from '../../types/Message.js';
import type { SummarizeFlags } from './SummarizeFlags.js';

/**
 * The questions of a summary. The first of them is refused when it is longer by itself than the part that it is about may
 * be: each call would ask more than it reads.
 */
export function questionsFor(
  flags: Pick<SummarizeFlags, 'question' | 'system' | 'chunkSize' | 'chunkTokens'>,
): SummaryPrompts {
  const {
    question,
    system,
    chunkSize = flags.chunkTokens === undefined ? 2_000 : undefined,
    chunkTokens,
  } = flags;
  const questions = summaryPrompts({
    ...(question !== undefined && { question }),
    ...(system !== undefined && { system }),
  });
  let isChecked = false;
  return {
    ...questions,
    map(part) {
      const asked = questions.map(part);
      if (!isChecked) {
        const content = part.messages.at(-1)?.content;
        const own = (asked: readonly Message[]) =>
          asked
            .map(({ content }) => content)
            .join('\n')
            .replace(typeof content === 'string' ? content : '', () => '');
        check('--chunk-size', chunkSize, own(asked).length, 'characters');
        check('--chunk-tokens', chunkTokens, countTokens(own(asked)), 'tokens');
      }
      isChecked = true;
      return asked;
    },
  };
}

function check(flag: string, limit: number | undefined, length: number, unit: string): void {
  if (limit === undefined || limit >= length) return;
  throw new ConfigError(
    `${flag} ${limit} is below the ${length} ${unit} of the question itself, without any text: give at least ` +
      `${length}, and better several times that`,
  );
}
