import type { TokenText } from './AnswerBook.js';
import type { ChatAnswer } from './ChatAnswer.js';
import type { ToolCallText } from './composeToolCall.js';

/** Settings of a Responses request that its answer repeats, as JSON. */
export interface ResponseEcho {
  readonly instructions: string;
  readonly max_output_tokens: string;
  readonly reasoning: string;
  readonly temperature: string;
  readonly text: string;
  readonly tool_choice: string;
  readonly tools: string;
  readonly top_logprobs: string;
  readonly top_p: string;
  readonly user: string;
}

/** One item of the output: thoughts, words or a call. */
interface Item {
  readonly id: string;
  readonly kind: 'reasoning' | 'message' | 'call';
  readonly text: TokenText;
  readonly call: ToolCallText | null;
}

/** Adds an event; some members stand behind its number, since the service sorts them by name. */
type Teller = (type: string, members: string, after?: string) => void;

/** Puts an answer in the form of `POST /responses`, with the keys in the recorded order. */
export class ResponseWriter {
  readonly #answer: ChatAnswer;
  readonly #echo: ResponseEcho;
  readonly #items: readonly Item[];
  readonly #cut: boolean;
  #sequence = 0;

  /** @param newId Gives a UUID for each item. */
  constructor(answer: ChatAnswer, echo: ResponseEcho, newId: () => string) {
    this.#answer = answer;
    this.#echo = echo;
    this.#cut = answer.finishReason === 'length';
    const items: Item[] = [];
    const { reasoning, content, toolCalls } = answer;
    if (reasoning !== null) items.push({ id: newId(), kind: 'reasoning', text: reasoning, call: null });
    if (content.count > 0 || toolCalls.length === 0)
      items.push({ id: newId(), kind: 'message', text: content, call: null });
    for (const call of toolCalls) items.push({ id: newId(), kind: 'call', text: call.arguments, call });
    this.#items = items;
  }

  /** The whole answer. */
  body(): string {
    return this.#response(
      this.#cut ? 'incomplete' : 'completed',
      this.#items.map((_, index) => this.#item(index)),
    );
  }

  /** The events of the stream, which ends without `[DONE]`. */
  events(): string[] {
    const events: string[] = [];
    const tell: Teller = (type, members, after = '') => {
      const number = `"sequence_number":${this.#sequence++}`;
      events.push(`event: ${type}\ndata: {"type":"${type}",${members},${number}${after}}\n\n`);
    };
    const begun = `"response":${this.#response('in_progress', [])}`;
    tell('response.created', begun);
    tell('response.in_progress', begun);
    for (let index = 0; index < this.#items.length; index++) this.#tellItem(index, tell);
    tell(this.#cut ? 'response.incomplete' : 'response.completed', `"response":${this.body()}`);
    return events;
  }

  #tellItem(index: number, tell: Teller): void {
    const { id, kind, text } = this.#items[index]!;
    const place = `"item_id":"${id}"`;
    const output = `"output_index":${index}`;
    tell('response.output_item.added', `"item":${this.#item(index, true)},${output}`);
    if (kind === 'call') {
      const name = 'response.function_call_arguments';
      for (const token of text.tokens()) tell(`${name}.delta`, `"delta":"${token}",${place},${output}`);
      tell(`${name}.done`, `"arguments":"${text.escaped}",${place},${output}`);
    } else {
      const name = kind === 'reasoning' ? 'response.reasoning_text' : 'response.output_text';
      const logprobs = kind === 'reasoning' ? '' : ',"logprobs":[]';
      const part = (escaped: string) =>
        `"content_index":0,${place},${output},"part":${partJson(kind, escaped)}`;
      tell('response.content_part.added', part(''));
      for (const token of text.tokens()) {
        tell(`${name}.delta`, `"content_index":0,"delta":"${token}",${place}${logprobs},${output}`);
      }
      tell(`${name}.done`, `"content_index":0,${place}${logprobs},${output}`, `,"text":"${text.escaped}"`);
      tell('response.content_part.done', part(text.escaped));
    }
    tell('response.output_item.done', `"item":${this.#item(index)},${output}`);
  }

  #item(index: number, begun = false): string {
    const { id, kind, text, call } = this.#items[index]!;
    const broken = this.#cut && index === this.#items.length - 1;
    const status = begun ? 'in_progress' : broken ? 'incomplete' : 'completed';
    const escaped = begun ? '' : text.escaped;
    const content = begun ? '' : partJson(kind, escaped);
    if (call !== null) {
      return `{"type":"function_call","id":"${id}","status":"${status}","arguments":"${escaped}","call_id":"${call.id}","name":"${call.name}"}`;
    }
    if (kind === 'reasoning') {
      return `{"type":"reasoning","id":"${id}","status":"${status}","content":[${content}],"summary":[]}`;
    }
    return `{"type":"message","id":"${id}","status":"${status}","content":[${content}],"phase":"final_answer","role":"assistant"}`;
  }

  #response(status: 'in_progress' | 'completed' | 'incomplete', output: readonly string[]): string {
    const { id, created, model } = this.#answer;
    const echo = this.#echo;
    const ended = status !== 'in_progress';
    const incomplete = status === 'incomplete' ? '{"reason":"max_output_tokens"}' : 'null';
    return `{"id":"${id}","object":"response","created_at":${created},"status":"${status}","background":false,"completed_at":${ended ? created : 'null'},"content_filters":null,"error":null,"frequency_penalty":0.0,"incomplete_details":${incomplete},"instructions":${echo.instructions},"max_output_tokens":${echo.max_output_tokens},"max_tool_calls":null,"model":"${model}","moderation":null,"output":[${output.join(',')}],"parallel_tool_calls":true,"presence_penalty":0.0,"previous_response_id":null,"prompt_cache_key":null,"prompt_cache_retention":null,"reasoning":${echo.reasoning},"safety_identifier":null,"service_tier":"default","store":false,"temperature":${echo.temperature},"text":${echo.text},"tool_choice":${echo.tool_choice},"tools":${echo.tools},"top_logprobs":${echo.top_logprobs},"top_p":${echo.top_p},"truncation":"disabled","usage":${ended ? this.#usage() : 'null'},"user":${echo.user},"metadata":{}}`;
  }

  #usage(): string {
    const { promptTokens, cacheHitTokens, completionTokens, reasoningTokens } = this.#answer;
    return `{"input_tokens":${promptTokens},"input_tokens_details":{"cached_tokens":${cacheHitTokens}},"output_tokens":${completionTokens},"output_tokens_details":{"reasoning_tokens":${reasoningTokens}},"total_tokens":${promptTokens + completionTokens}}`;
  }
}

function partJson(kind: Item['kind'], escaped: string): string {
  return kind === 'reasoning'
    ? `{"type":"reasoning_text","text":"${escaped}"}`
    : `{"type":"output_text","annotations":[],"logprobs":[],"text":"${escaped}"}`;
}
