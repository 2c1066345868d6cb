import { SeededRandom } from '../SeededRandom.js';

/** Words that the model might have taken instead. */
const others = [
  ' the',
  ' a',
  ' to',
  ' and',
  ' of',
  ' in',
  ' is',
  ' that',
  ' it',
  ' this',
  ' we',
  ' can',
  ' be',
  ' so',
  ' as',
  ' with',
  ' for',
  ' on',
  ' or',
  ' an',
  ' at',
  ' by',
];

/** One token, as likely as it was. */
interface Likely {
  /** Escaped for a JSON string. */
  readonly token: string;
  readonly logprob: number;
}

/** What stands for «not among the twenty most likely». */
const unlikely = -9999;

/** Makes up the log probabilities of an answer's tokens, in their order; the same seed gives the same. */
export class LogprobWriter {
  readonly #random: SeededRandom;
  readonly #top: number;

  /** @param top How many of the most likely tokens are told, 0 to 20. */
  constructor(seed: number, top: number) {
    this.#random = new SeededRandom(seed);
    this.#top = top;
  }

  /** The entry of the next token, as JSON; the token is escaped for a JSON string. */
  next(token: string): string {
    const [chosen, likeliest] = this.draw(token);
    const top = likeliest.map((one) => `{${entry(one)}}`).join(',');
    return `{${entry(chosen)},"top_logprobs":[${top}]}`;
  }

  /** The next token with its log probability, and the most likely ones in its place, the likeliest first. */
  draw(token: string): readonly [chosen: Likely, likeliest: readonly Likely[]] {
    const share = this.#random.share();
    const surprise = this.#random.share();
    // Most tokens are nearly certain; a few are out of the twenty.
    const outside = share > 0.995;
    const certain = outside ? 0 : Math.exp(-3 * share ** 4);
    const chosen = { token, logprob: outside ? unlikely : rounded(Math.log(certain)) };
    if (this.#top === 0) return [chosen, []];
    const likeliest: Likely[] = outside ? [] : [chosen];
    let rest = (1 - certain) * (0.5 + surprise / 2);
    for (const other of others) {
      if (likeliest.length === this.#top + (outside ? 0 : 1)) break;
      if (other === token) continue;
      likeliest.push({ token: other, logprob: rounded(Math.log(Math.max(rest * 0.6, 1e-12))) });
      rest *= 0.4;
    }
    return [chosen, likeliest.sort((a, b) => b.logprob - a.logprob).slice(0, this.#top)];
  }
}

function entry({ token, logprob }: Likely): string {
  const bytes = Buffer.from(JSON.parse(`"${token}"`) as string).join(',');
  return `"token":"${token}","logprob":${logprobJson(logprob)},"bytes":[${bytes}]`;
}

/** A log probability as JSON; the mark of an unlikely token has its decimal point. */
export function logprobJson(logprob: number): string {
  return logprob === unlikely ? '-9999.0' : String(logprob);
}

function rounded(logprob: number): number {
  // Not -0, which JSON would lose.
  return Number(logprob.toPrecision(8)) || 0;
}
