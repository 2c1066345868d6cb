/** One part of a message that is more than plain text, in the provider's spelling. */
export interface ContentPart {
  readonly type: string;
  readonly text?: string;
  readonly [field: string]: unknown;
}

/** A call of a function that the model asked for, in the provider's spelling. */
export interface ToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
}

/** One turn of the conversation, in the spelling of the chat-completions wire format. */
export interface Message {
  readonly role: string;
  readonly content: string | null | readonly ContentPart[];
  readonly name?: string;
  readonly reasoning_content?: string | null;
  readonly tool_calls?: readonly ToolCall[];
  readonly tool_call_id?: string;
  readonly [field: string]: unknown;
}
