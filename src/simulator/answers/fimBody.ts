import { type ChatAnswer, fingerprint, usageJson } from './ChatAnswer.js';
import { LogprobWriter, logprobJson } from './LogprobWriter.js';

/** The log probabilities of a middle, in the older form: lists side by side. */
class LogprobLists {
  readonly #writer: LogprobWriter;
  #offset: number;

  constructor({ seed, top }: NonNullable<ChatAnswer['logprobs']>, offset: number) {
    this.#writer = new LogprobWriter(seed, top);
    this.#offset = offset;
  }

  /** The lists of the next tokens, as JSON. */
  next(tokens: readonly string[]): string {
    const offsets: number[] = [];
    const logprobs: string[] = [];
    const tops: string[] = [];
    for (const token of tokens) {
      const [chosen, likeliest] = this.#writer.draw(token);
      const entries = likeliest.map((one) => `"${one.token}":${logprobJson(one.logprob)}`);
      offsets.push(this.#offset);
      logprobs.push(logprobJson(chosen.logprob));
      tops.push(`{${entries.join(',')}}`);
      this.#offset += (JSON.parse(`"${token}"`) as string).length;
    }
    const texts = tokens.map((token) => `"${token}"`);
    return `{"text_offset":[${offsets}],"token_logprobs":[${logprobs}],"tokens":[${texts}],"top_logprobs":[${tops}]}`;
  }
}

/** The body of a middle that was filled in; `echo` is the text, escaped, that it begins with. */
export function fimBody(answer: ChatAnswer, echo: string): string {
  const { content } = answer;
  const logprobs =
    answer.logprobs === null
      ? 'null'
      : new LogprobLists(answer.logprobs, unescapedLength(echo)).next(content.tokens());
  return `{"id":"${answer.id}","object":"text_completion","created":${answer.created},"model":"${answer.model}","choices":[{"text":"${echo}${content.escaped}","index":0,"logprobs":${logprobs},"finish_reason":"${answer.finishReason}"}],"usage":${usageJson(answer)},"system_fingerprint":"${fingerprint}"}`;
}

/** Its events: one for each token, the finish with the usage, `[DONE]`. */
export function fimEvents(answer: ChatAnswer, echo: string, includeUsage: boolean): string[] {
  const head = `data: {"id":"${answer.id}","object":"text_completion","created":${answer.created},"model":"${answer.model}","system_fingerprint":"${fingerprint}","choices":[{"text":"`;
  const end = `,"finish_reason":null}]${includeUsage ? ',"usage":null' : ''}}\n\n`;
  const lists = answer.logprobs === null ? null : new LogprobLists(answer.logprobs, unescapedLength(echo));
  const events = [`${head}${echo}","index":0,"logprobs":null${end}`];
  for (const token of answer.content.tokens()) {
    events.push(`${head}${token}","index":0,"logprobs":${lists?.next([token]) ?? 'null'}${end}`);
  }
  events.push(
    `${head}","index":0,"logprobs":null,"finish_reason":"${answer.finishReason}"}],"usage":${usageJson(answer)}}\n\n`,
    'data: [DONE]\n\n',
  );
  return events;
}

function unescapedLength(escaped: string): number {
  return (JSON.parse(`"${escaped}"`) as string).length;
}
