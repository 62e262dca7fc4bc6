/** A real Chromium without a window, and the pictures that it takes. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ensureChromium } from '../../scripts/chromium.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** `npm run screenshots` puts them where the docs show them; else they are there to be looked at after a failure. */
const PICTURES = path.resolve(ROOT, process.env['SCREENSHOTS'] ?? '.cache/screenshots');
/** It has nobody to talk to but the UI: no update, no metrics, no first-run page. */
const QUIET = ['--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await ensureChromium(),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', ...QUIET],
  });
}

/** As large as a window on a laptop. */
export async function openPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, deviceScaleFactor: 1 });
  page.setDefaultTimeout(30_000);
  return page;
}

export async function photograph(page: Page, name: string): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
}
