import { describe, expect, it, vi } from 'vitest';
import { startSimulator } from '../../src/testing/index.js';
import { hasBrowser, NO_BROWSER, openBrowser } from '../helpers/openBrowser.js';
import { type RunningExample, runExample } from '../helpers/runExample.js';

/** Runs `task` with the example's address, and ends it as a user does. */
async function serving(
  task: (url: string, example: RunningExample) => Promise<unknown>,
  env: Record<string, string> = {},
) {
  const example = runExample('sse-server.ts', { env });
  try {
    const [url] = /^http:\S+/m.exec(await example.printed('http://127.0.0.1:')) as RegExpExecArray;
    await task(url, example);
  } finally {
    example.interrupt();
  }
  // It comes only once the example has closed everything; the code is that of tsx, which on a busy machine does not wait.
  const { code, stderr } = await example.ended;
  expect([0, 130]).toContain(code);
  expect(stderr).toMatch(/^asking .*\n$/);
}

describe.concurrent('sse-server', () => {
  it('should send an answer as events, the end last, and a page to whoever asks nothing', () =>
    serving(async (url, example) => {
      const response = await fetch(`${url}answer?prompt=Why%20is%20the%20sky%20blue%3F`);
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      const events = (await response.text()).split('\n\n');
      expect(events[0]).toMatch(/^data: \{"type":"text","text":"/);
      expect(events.at(-2)).toMatch(/^event: end\ndata: .*"finishReason":"stop"/);
      expect(await (await fetch(`${url}answer`)).text()).toContain('<form>');
      await example.printed('web-0 is answered');
    }));

  it('should abort the request when the reader leaves', async () => {
    const simulator = await startSimulator({
      answerTokens: 400,
      reasoningTokens: 1,
      faults: { perTokenMs: 300 },
    });
    try {
      const env = { OPENAI_BASE_URL: simulator.url, OPENAI_API_KEY: 'any' };
      await serving(async (url, example) => {
        const leaving = new AbortController();
        const response = await fetch(`${url}answer?prompt=Hello`, { signal: leaving.signal });
        await response.body?.getReader().read();
        expect(simulator.stats().inFlight).toBe(1);
        leaving.abort();
        await example.printed('web-0 was left, and its request aborted');
        await vi.waitFor(() => expect(simulator.stats().inFlight).toBe(0), 20_000);
      }, env);
    } finally {
      await simulator.close();
    }
  });

  it.skipIf(!hasBrowser)(`should show it in a browser, once${hasBrowser ? '' : ` (${NO_BROWSER})`}`, () =>
    serving(async (url, example) => {
      const browser = await openBrowser();
      try {
        const page = await browser.newPage();
        await page.goto(url);
        await page.click('button');
        const printed = await example.printed('web-0 is answered');
        await page.waitForFunction(`document.querySelector('p').textContent.includes('blue')`);
        expect(printed).not.toContain('web-1');
      } finally {
        await browser.close();
      }
    }),
  );
});
