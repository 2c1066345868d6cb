import type { RequestFacts } from './Layer.js';

/** What the steps of a plan can tell requests apart by. A body that is no JSON object says nothing. */
export function requestFacts(path: string, body: string): RequestFacts {
  let fields: Record<string, unknown> = {};
  if (body !== '') {
    try {
      const json: unknown = JSON.parse(body);
      if (typeof json === 'object' && json !== null) fields = json as Record<string, unknown>;
    } catch {
      // It is about to be refused.
    }
  }
  const { model, stream, user_id: userId } = fields;
  return {
    path,
    model: typeof model === 'string' ? model : '',
    stream: stream === true,
    userId: typeof userId === 'string' ? userId : '',
  };
}
