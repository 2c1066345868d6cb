import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportPage } from '../../../src/cli/report/page/reportPage.js';
import type { Report } from '../../../src/cli/report/Report.js';
import { parseReportRow, type ReportRow } from '../../../src/cli/report/ReportRow.js';
import { RowTally } from '../../../src/cli/report/RowTally.js';
import { hasBrowser, NO_BROWSER, openBrowser } from '../../helpers/openBrowser.js';
import { failedRow, okRow } from './rows.js';

const folder = mkdtempSync(join(tmpdir(), 'rxprompt-page-'));
let browser: Browser | undefined;
beforeAll(async () => {
  if (hasBrowser) browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

const evil = '</script><script>document.title="broken"</script><img src=x onerror="document.title=1">';
const pace = [{ started_at: '2026-11-24T00:00:00.000Z', interval_s: 10, rows: [5, 9, 7], failed: [0, 1, 0] }];

function aReport(rows: readonly string[], over_time: Report['over_time'] = pace): Report {
  const tally = new RowTally();
  for (const row of rows) tally.add(parseReportRow(row) as ReportRow);
  return { files: ['answers.jsonl'], finished: true, ...tally.figures(), over_time };
}

const full = aReport([
  ...Array.from({ length: 200 }, (_, n) => okRow({ latency_ms: 100 + n * n, route: n % 3 ? 'us' : 'eu' })),
  failedRow('timeout'),
  failedRow(evil, { id: evil, error: { code: evil, message: evil } }),
]);

/** Opens a page; what it complains of, and whom it asks. */
async function open(report: Report, colorScheme: 'light' | 'dark' = 'light') {
  const file = join(folder, 'report.html');
  writeFileSync(file, reportPage(report));
  const page = await (browser as Browser).newPage({ colorScheme });
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => requests.push(request.url()));
  const url = pathToFileURL(file).href;
  await page.goto(url, { waitUntil: 'networkidle' });
  return { page, complaints, others: requests.filter((request) => !/^(data|file):/.test(request)) };
}

/** In the page: how many points of each plot are of another colour than most. */
const DRAWN = `[...document.querySelectorAll('canvas')].map((canvas) => {
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  let drawn = 0;
  for (let at = 3; at < data.length; at += 4) if (data[at] > 0) drawn++;
  return drawn;
})`;
/** In the page: the colours of the ground and of the words, 0 to 255 each. */
const LIGHTNESS = `['backgroundColor', 'color'].map((name) =>
  Number(getComputedStyle(document.body)[name].match(/\\d+/)[0]))`;

describe.skipIf(!hasBrowser)(
  `the page of a report, in chromium${hasBrowser ? '' : ` (${NO_BROWSER})`}`,
  () => {
    it('should draw every plot, without an error and without asking anybody', async () => {
      const { page, complaints, others } = await open(full);
      expect(complaints).toEqual([]);
      expect(others).toEqual([]);
      const drawn = (await page.evaluate(DRAWN)) as number[];
      expect(drawn).toHaveLength(5);
      for (const points of drawn) expect(points).toBeGreaterThan(1_000);
      expect(await page.locator('h2').allTextContents()).toEqual([
        'Throughput over time',
        'Latency of answers',
        'Failures by code',
        'Cost by route',
        'Cost by model',
      ]);
      await page.close();
    });

    it('should have a table beside each plot, a title and a language', async () => {
      const { page } = await open(full);
      expect(await page.title()).toBe('rxprompt report: answers.jsonl');
      expect(await page.getAttribute('html', 'lang')).toBe('en');
      expect(await page.getByRole('table').count()).toBe(5);
      expect(await page.getByRole('table', { name: 'Cost by route' }).textContent()).toMatch(/us\$0\.133/);
      expect(await page.getByRole('region', { name: 'Failures by code, as a table' }).count()).toBe(1);
      await page.close();
    });

    it('should show words of a server as words', async () => {
      const { page, complaints } = await open(full);
      expect(complaints).toEqual([]);
      expect(await page.title()).toBe('rxprompt report: answers.jsonl');
      expect(await page.locator('img').count()).toBe(0);
      expect(await page.getByRole('table', { name: 'Failures by code' }).textContent()).toContain(evil);
      await page.close();
    });

    it('should be light or dark as its reader wants, also when he changes his mind', async () => {
      const { page } = await open(full);
      const [ground = 0, words = 255] = (await page.evaluate(LIGHTNESS)) as number[];
      expect(ground - words).toBeGreaterThan(150);
      const image = () => page.evaluate('document.querySelector("canvas").toDataURL()');
      const before = await image();
      await page.emulateMedia({ colorScheme: 'dark' });
      const [dark = 255, bright = 0] = (await page.evaluate(LIGHTNESS)) as number[];
      expect(bright - dark).toBeGreaterThan(150);
      await expect.poll(image).not.toBe(before);
      await page.close();
    });

    it('should name the moments of a plot over time, and no kind of bars that stands alone', async () => {
      const { page } = await open(full);
      const legends = page.locator('.u-legend');
      expect(await legends.count()).toBe(1);
      await page
        .locator('.u-over')
        .first()
        .hover({ position: { x: 2, y: 60 } });
      await expect
        .poll(() => legends.first().textContent())
        .toMatch(/running for:?\s*0:00.*rows a minute:?\s*30/s);
      await page.close();
    });

    it('should fit a telephone', async () => {
      const { page } = await open(full);
      await page.setViewportSize({ width: 360, height: 700 });
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(360);
      await page.close();
    });

    it('should say so where there is nothing to draw', async () => {
      const { page, complaints } = await open(aReport([], null));
      expect(complaints).toEqual([]);
      expect(await page.locator('canvas').count()).toBe(0);
      expect(await page.locator('section p').allTextContents()).toEqual([
        'Nobody kept a record of it: rows do not tell when they were written.',
        'No answer was asked for.',
        'No row failed.',
        'No answer was asked for.',
        'No answer was asked for.',
      ]);
      await page.close();
    });
  },
);
