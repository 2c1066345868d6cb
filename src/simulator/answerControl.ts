import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestRecord } from './RequestRecord.js';
import type { SimulatorStats } from './SimulatorCounts.js';
import type { SimulatorFaults, SimulatorFaultsInput } from './SimulatorFaults.js';

/** What the control endpoints reach. */
export interface Controls {
  stats(): SimulatorStats;
  requests(): readonly RequestRecord[];
  faults(): SimulatorFaults;
  setTime(time: string): void;
  setFaults(change: SimulatorFaultsInput): void;
}

const loopback = /^(?:127\.|::1$|::ffff:127\.)/;

/**
 * What the simulator tells of itself, and how it is changed while it runs: for clients on this machine only; others
 * see 404.
 */
export function answerControl(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  controls: Controls,
): void {
  const send = (status: number, value: unknown) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(`${JSON.stringify(value)}\n`);
  };
  if (!loopback.test(request.socket.remoteAddress ?? '')) {
    response.writeHead(404).end();
    return;
  }
  const asked = `${request.method} ${path}`;
  if (asked === 'GET /__stats') send(200, controls.stats());
  else if (asked === 'GET /__requests')
    send(200, { requests: selected(controls.requests(), request.url ?? '') });
  else if (asked === 'GET /__faults') send(200, controls.faults());
  else if (asked === 'POST /__faults') {
    readPosted(request, send, (posted) => {
      controls.setFaults(posted as SimulatorFaultsInput);
      return controls.faults();
    });
  } else if (asked === 'POST /__clock') {
    readPosted(request, send, (posted) => {
      const now = (posted as { readonly now?: unknown } | null)?.now;
      controls.setTime(now as string);
      return { now };
    });
  } else {
    send(404, { error: 'expected GET /__stats, /__requests or /__faults, POST /__faults or /__clock' });
  }
}

/** Those with the `prompt_hash` and the `user_id` that the query names, at most `limit`. */
function selected(records: readonly RequestRecord[], url: string): readonly RequestRecord[] {
  const query = new URL(url, 'http://localhost').searchParams;
  const [hash, user, limit] = ['prompt_hash', 'user_id', 'limit'].map((name) => query.get(name));
  const found = records.filter(
    (record) => (hash == null || record.prompt_hash === hash) && (user == null || record.user_id === user),
  );
  const last = Number(limit ?? found.length);
  return last > 0 ? found.slice(-last) : [];
}

function readPosted(
  request: IncomingMessage,
  send: (status: number, value: unknown) => void,
  apply: (posted: unknown) => unknown,
): void {
  // A browser asks first before it sends this type to another origin, so no web page can reach in.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    send(415, { error: 'expected Content-Type: application/json' });
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    let answer: unknown;
    try {
      answer = apply(JSON.parse(Buffer.concat(chunks).toString()));
    } catch (error) {
      send(400, { error: error instanceof Error ? error.message : String(error) });
      return;
    }
    send(200, answer);
  });
}
