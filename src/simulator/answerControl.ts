import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestRecord } from './billing/RequestRecord.js';
import type { FaultPlan } from './faults/FaultPlan.js';
import type { SimulatorStats } from './SimulatorCounts.js';
import type { SimulatorFaults, SimulatorFaultsInput } from './SimulatorFaults.js';

/** What the control endpoints reach. */
export interface Controls {
  readonly certificate: string | null;
  stats(): SimulatorStats;
  requests(): readonly RequestRecord[];
  faults(): SimulatorFaults;
  setTime(time: string): void;
  setFaults(change: SimulatorFaultsInput): void;
  plan(): unknown;
  setPlan(plan: FaultPlan | null): void;
}

const endpoints =
  'GET /__stats, /__requests or /__certificate, GET or POST /__faults, GET, POST or DELETE /__plan, or POST /__clock';
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
  if (!loopback.test(request.socket.remoteAddress ?? '')) {
    response.writeHead(404).end();
    return;
  }
  const send = (status: number, value: unknown) => {
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(`${JSON.stringify(value)}\n`);
  };
  switch (`${request.method} ${path}`) {
    case 'GET /__stats':
      send(200, controls.stats());
      break;
    case 'GET /__certificate':
      if (controls.certificate === null) send(404, { error: 'there is none: this is plain HTTP' });
      else response.writeHead(200, { 'Content-Type': 'application/x-pem-file' }).end(controls.certificate);
      break;
    case 'GET /__requests':
      send(200, { requests: selected(controls.requests(), request.url ?? '') });
      break;
    case 'POST /__clock':
      change(request, send, (body) => {
        const now = (body as { readonly now?: unknown } | null)?.now;
        controls.setTime(now as string);
        return { now };
      });
      break;
    case 'GET /__faults':
      send(200, controls.faults());
      break;
    case 'POST /__faults':
      change(request, send, (body) => {
        controls.setFaults(body as SimulatorFaultsInput);
        return controls.faults();
      });
      break;
    case 'GET /__plan':
      send(200, controls.plan());
      break;
    case 'POST /__plan':
      change(request, send, (body) => {
        controls.setPlan(body as FaultPlan);
        return controls.plan();
      });
      break;
    case 'DELETE /__plan':
      controls.setPlan(null);
      send(200, controls.plan());
      break;
    default:
      send(404, { error: `expected ${endpoints}` });
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

function change(
  request: IncomingMessage,
  send: (status: number, value: unknown) => void,
  apply: (body: unknown) => unknown,
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
