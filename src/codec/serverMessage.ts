/** What a body of the server says went wrong, as far as it says so in a form that is known. */
export interface ServerMessage {
  /** One line for people, at most 500 characters; empty when the server said nothing. */
  readonly text: string;
  /** The server's own names for it, in lower case: `type` and `code`. */
  readonly type: string;
  readonly code: string;
  /** True for the envelope of the chat-completions API, `{"error": ...}`. */
  readonly isEnvelope: boolean;
}

/** Reads JSON envelopes of several servers, plain text, and the title of an HTML page. */
export function serverMessage(body: string): ServerMessage {
  const text = body.trim();
  if (text.startsWith('{')) {
    try {
      return messageOfJson(JSON.parse(text));
    } catch {
      // Cut, or no JSON after all: read as text.
    }
  }
  return {
    text: oneLine(text.startsWith('<') ? textOfHtml(text) : text),
    type: '',
    code: '',
    isEnvelope: false,
  };
}

/** The same, of JSON that is parsed already. */
export function messageOfJson(json: unknown): ServerMessage {
  const body = fieldsOf(json);
  const error = fieldsOf(body.error);
  // FastAPI, as vLLM and others use it, says `detail`, a text or a list of complaints.
  const words = error.message ?? body.error ?? body.message ?? body.detail ?? '';
  return {
    text: oneLine(typeof words === 'string' ? words : JSON.stringify(words)),
    type: wordOf(error.type ?? body.type),
    code: wordOf(error.code ?? body.code),
    isEnvelope: body.error != null,
  };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).toLowerCase() : '';
}

function textOfHtml(html: string): string {
  // Bounded pieces: an error page is not worth a slow pattern.
  const title = /<title>([^<]{0,200})/i.exec(html.slice(0, 4_096))?.[1];
  return title ?? 'an HTML page';
}

function oneLine(text: string): string {
  return text.slice(0, 500).replace(/\s+/g, ' ').trim();
}
