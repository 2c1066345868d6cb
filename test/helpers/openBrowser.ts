import { type Browser, chromium } from 'playwright-core';
import { findProgram } from './findProgram.js';

const { found, path, needed } = findProgram('chromium');

/** False when `chromium` is not on PATH; then tests of pages are skipped. */
export const hasBrowser: boolean = found;

/** What a skipped test is called, so that its report says how to run it. */
export const NO_BROWSER = needed;

/** A real browser that asks nobody for anything by itself. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-dev-shm-usage'],
  });
}
