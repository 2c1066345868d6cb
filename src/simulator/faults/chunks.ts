/** The parts of a chat body that faults change; whatever else is there stays, in its order. */
export interface ChatJson {
  choices?: {
    index?: number;
    delta?: Record<string, unknown>;
    message?: Record<string, unknown>;
    text?: string;
    finish_reason?: string | null;
    [more: string]: unknown;
  }[];
  usage?: unknown;
  [more: string]: unknown;
}

const prefix = 'data: {';

/** The JSON of a whole body, or of one event; null for what has none, such as `[DONE]`. */
export function jsonOf(piece: string): ChatJson | null {
  if (piece.startsWith('{')) return JSON.parse(piece);
  return piece.startsWith(prefix) ? JSON.parse(piece.slice(prefix.length - 1)) : null;
}

/** The other way round. */
export function pieceOf(json: ChatJson, stream: boolean): string {
  return stream ? `data: ${JSON.stringify(json)}\n\n` : JSON.stringify(json);
}
