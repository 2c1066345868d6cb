import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { startSimulator } from 'rxprompt/testing';

type Options = NonNullable<Parameters<typeof startSimulator>[0]>;
type Stats = ReturnType<Awaited<ReturnType<typeof startSimulator>>['stats']>;

/** A simulator in another process. */
export interface RemoteSimulator {
  readonly url: string;
  stats(): Promise<Stats>;
  /** Changes its faults; what is left out stays. */
  setFaults(faults: Options['faults']): Promise<void>;
  /** Closes every connection and takes none for so long. */
  die(ms: number): Promise<void>;
}

/** Runs `use` with simulators that live in a process of their own, so that they take no time of ours. */
export async function withSimulators<T>(
  options: readonly Options[],
  use: (simulators: readonly RemoteSimulator[]) => Promise<T>,
): Promise<T> {
  const script = fileURLToPath(new URL('./simulators.mjs', import.meta.url));
  const server = fork(script, { stdio: 'inherit' });
  try {
    server.send(options as Options[]);
    const [urls] = (await once(server, 'message')) as [readonly string[]];
    return await use(urls.map(remote));
  } finally {
    server.kill();
  }
}

function remote(url: string): RemoteSimulator {
  return {
    url,
    stats: async () => (await fetch(`${url}/__stats`)).json() as Promise<Stats>,
    async setFaults(faults) {
      const response = await post(url, faults);
      if (!response.ok) throw new Error(await response.text());
    },
    async die(ms) {
      const response = await post(url, { refuseForMs: ms }).catch(() => undefined);
      // This connection is closed too, and so the answer never comes, unless it is a refusal.
      if (response?.ok === false) throw new Error(await response.text());
    },
  };
}

const post = (url: string, faults: Options['faults']) =>
  fetch(`${url}/__faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(faults),
  });
