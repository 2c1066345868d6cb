import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SimulatorStats } from './SimulatorCounts.js';
import type { SimulatorFaults, SimulatorFaultsInput } from './SimulatorFaults.js';

/** What the control endpoints reach. */
export interface Controls {
  stats(): SimulatorStats;
  faults(): SimulatorFaults;
  setFaults(change: SimulatorFaultsInput): void;
}

const loopback = /^(?:127\.|::1$|::ffff:127\.)/;

/** `GET /__stats`, `GET /__faults`, `POST /__faults`: for clients on this machine only; others see 404. */
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
  } else if (path === '/__stats' && request.method === 'GET') {
    send(200, controls.stats());
  } else if (path === '/__faults' && request.method === 'GET') {
    send(200, controls.faults());
  } else if (path === '/__faults' && request.method === 'POST') {
    // A browser asks first before it sends this type to another origin, so no web page can reach in.
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
      send(415, { error: 'expected Content-Type: application/json' });
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      try {
        controls.setFaults(JSON.parse(Buffer.concat(chunks).toString()));
      } catch (error) {
        send(400, { error: error instanceof Error ? error.message : String(error) });
        return;
      }
      send(200, controls.faults());
    });
  } else {
    send(404, { error: 'expected GET /__stats, GET /__faults or POST /__faults' });
  }
}
