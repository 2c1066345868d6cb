import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { experimentPage } from '../../src/cli/experiment/experimentPage.js';
import { Results } from '../../src/cli/experiment/Results.js';
import { hasBrowser, NO_BROWSER, openBrowser } from '../helpers/openBrowser.js';

const folder = mkdtempSync(join(tmpdir(), 'rxprompt-experiment-'));
let browser: Browser | undefined;
beforeAll(async () => {
  if (hasBrowser) browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

const rest = { ok: true, costUsd: 0.000_012, latencyMs: 80, outputTokens: 9 };
/** Three arms, the last of which comes late, and scores below zero. */
function page(): string {
  const arms = ['plain', 'terse', 'late'].map((name) => ({ name }));
  const results = new Results(arms, {}, { range: { low: -1, high: 1 } });
  for (let seq = 0; seq < 500; seq++) {
    results.add(0, seq, { ...rest, score: 0.5 });
    results.add(1, seq, { ...rest, score: seq % 3 === 0 ? 1 : 0 });
    if (seq > 250) results.add(2, seq, { ...rest, score: -0.75 });
  }
  results.add(undefined, 500, { ...rest, score: 1 });
  const { result, course, heldOut } = results;
  return experimentPage({ name: 'a <b>.jsonl', result, words: 'marks', course, heldOut });
}

/** In the page: of each plot, how many points have about the colour that a variable of the style names. */
const COUNT = `(name) => {
  const probe = document.createElement('canvas').getContext('2d');
  probe.fillStyle = getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  probe.fillRect(0, 0, 1, 1);
  const [r, g, b] = probe.getImageData(0, 0, 1, 1).data;
  return [...document.querySelectorAll('canvas')].map((canvas) => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const counts = { line: 0, band: 0, tallest: 0 };
    const runs = new Array(canvas.width).fill(0);
    for (let at = 0; at < data.length; at += 4) {
      const near = Math.abs(data[at] - r) + Math.abs(data[at + 1] - g) + Math.abs(data[at + 2] - b) < 24;
      const column = (at / 4) % canvas.width;
      runs[column] = near && data[at + 3] > 220 ? runs[column] + 1 : 0;
      counts.tallest = Math.max(counts.tallest, runs[column]);
      if (runs[column] > 0) counts.line++;
      else if (near && data[at + 3] > 20 && data[at + 3] < 60) counts.band++;
    }
    return counts;
  });
}`;

describe.skipIf(!hasBrowser)(
  `the page of an experiment, in chromium${hasBrowser ? '' : ` (${NO_BROWSER})`}`,
  () => {
    it.each([
      [1_200, 'light'],
      [360, 'dark'],
    ] as const)(
      'should draw each arm in a colour of its own, with its band: %d wide, %s',
      async (width, colorScheme) => {
        const file = join(folder, 'page.html');
        writeFileSync(file, page());
        const shown = await (browser as Browser).newPage({ colorScheme, viewport: { width, height: 800 } });
        const complaints: string[] = [];
        shown.on('pageerror', ({ message }) => complaints.push(message));
        shown.on('console', (message) => complaints.push(message.text()));
        await shown.goto(pathToFileURL(file).href);
        expect(complaints).toEqual([]);
        const count = (name: string) =>
          shown.evaluate(`(${COUNT})('${name}')`) as Promise<
            { line: number; band: number; tallest: number }[]
          >;
        for (const arm of [0, 1, 2]) {
          const [, course] = await count(`tone${arm}`);
          expect(course?.line).toBeGreaterThan(40);
          expect(course?.band).toBeGreaterThan(100);
        }
        // The whiskers of the scores: no letter is as tall.
        expect((await count('text'))[0]?.tallest).toBeGreaterThan(20);
        const wide = await shown.evaluate('document.documentElement.scrollWidth');
        expect(wide).toBe(width);
        // Edges of bands are lines of no arm.
        const legend = await shown.evaluate(
          `document.querySelector('.u-legend').innerText.match(/plain|terse|late|Value/g)`,
        );
        expect(legend).toEqual(['plain', 'terse', 'late']);
        await shown.close();
      },
    );

    it('should leave a gap where an arm has no score yet, and escape names', () => {
      const html = page();
      expect(html).toContain('<h1>a &lt;b&gt;.jsonl</h1>');
      const { series } = JSON.parse(/id="course-data">(.*?)<\/script>/.exec(html)?.[1] ?? '');
      const [, , , late] = series;
      expect(late.values[0]).toBeNull();
      expect(late.values.at(-1)).toBe(-0.75);
      expect(late.low.at(-1)).toBeLessThan(-0.75);
      expect(html).toContain('-0.750 (');
      expect(html).toMatch(/held out<\/dt><dd>1</);
    });
  },
);
