// What all the examples share: whom to ask. DEEPSEEK_API_KEY means the real DeepSeek, OPENAI_BASE_URL or
// OPENAI_API_KEY a compatible server; with neither a simulator starts in this process, and nothing leaves it.
import type { RouteOptions } from 'rxprompt';
import { startSimulator } from 'rxprompt/testing';

const { DEEPSEEK_API_KEY, OPENAI_API_KEY, OPENAI_BASE_URL, MODEL = 'deepseek-flash' } = process.env;

/** The API that the environment names, if any. */
function realRoute(): RouteOptions | undefined {
  const params = { model: MODEL };
  if (DEEPSEEK_API_KEY) return { baseUrl: 'https://api.deepseek.com', apiKey: DEEPSEEK_API_KEY, params };
  if (!OPENAI_API_KEY && !OPENAI_BASE_URL) return undefined;
  const baseUrl = OPENAI_BASE_URL || 'https://api.openai.com/v1';
  return { baseUrl, ...(OPENAI_API_KEY && { apiKey: OPENAI_API_KEY }), params };
}

/** Starts a simulator that takes its time, and says how to ask it. */
export async function simulatedRoute() {
  const simulator = await startSimulator({
    answerTokens: 30,
    faults: { firstTokenMs: 120, firstTokenSigma: 0.3, perTokenMs: 4 },
  });
  // Thinking is on unless it is switched off, as with the real API.
  const params = { model: 'deepseek-flash', thinking: { type: 'disabled' } } as const;
  const route: RouteOptions = { baseUrl: simulator.url, apiKey: 'any', params };
  return { route, simulator };
}

/** Runs `task` with a route to ask, and closes afterwards whatever was started for it. */
export async function withModel(task: (route: RouteOptions) => Promise<unknown>): Promise<void> {
  const real = realRoute();
  const simulated = real === undefined ? await simulatedRoute() : undefined;
  console.error(
    real === undefined
      ? 'asking a simulator; set DEEPSEEK_API_KEY to ask DeepSeek'
      : `asking ${real.baseUrl}`,
  );
  // `| head -1` has read what it wanted: no reason to complain.
  process.stdout.on('error', () => process.exit(141));
  try {
    await task((real ?? simulated?.route) as RouteOptions);
  } finally {
    await simulated?.simulator.close();
  }
}
