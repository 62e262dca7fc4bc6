/** The report as whoever gets it by mail opens it: a file, in a real Chromium, without a network. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/contract/recovery-input.ts';
import { reportHtml } from '../../src/report/html-page.ts';
import { HANDED_OVER, PLAN, RECOVERY_ID } from '../report/sample-recovery.ts';
import { openBrowser, openPage, photograph } from './browser.ts';

let folder: string;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'recovery-page-'));
  browser = await openBrowser();
  page = await openPage(browser);
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

const { report } = HANDED_OVER;
if (report === null) throw new Error('the sample has a report');
const take = (name: string): Promise<void> => photograph(page, name);

describe.each(LANGUAGES)('the report in %s', (language) => {
  const complaints: string[] = [];
  const requests: string[] = [];
  let file: string;

  beforeAll(async () => {
    file = path.join(folder, `report.${language}.html`);
    const decisions = [HANDED_OVER.decision];
    await writeFile(file, reportHtml({ recoveryId: RECOVERY_ID, plan: PLAN, report, decisions, language }));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
  });

  it('asks for nothing but itself, and the browser has nothing to complain of', () => {
    expect(requests).toEqual([pathToFileURL(file).href]);
    expect(complaints).toEqual([]);
    requests.length = 0;
    page.removeAllListeners();
  });

  it('begins with what matters, and leads to every part', async () => {
    await page.getByRole('heading', { name: language === 'fr' ? 'En bref' : 'At a glance' }).waitFor();
    const links = await page.locator('nav a').all();
    const targets = await Promise.all(links.map((link) => link.getAttribute('href')));
    expect(targets.length).toBeGreaterThan(6);
    for (const target of targets) expect(await page.locator(target ?? '').count()).toBe(1);
    if (language === 'en') await take('report');
    else await take('report-fr');
  });

  it('draws each disk, with a name for those who do not see it', async () => {
    const pictures = page.getByRole('img');
    expect(await pictures.count()).toBe(2);
    const drawn = await pictures.first().boundingBox();
    expect(drawn?.width).toBeGreaterThan(800);
    await page.getByRole('img', { name: /^Volume samples, 500 Gi/ }).waitFor();
  });

  it('shows support what not to carry over', async () => {
    await page.locator('#support').scrollIntoViewIfNeeded();
    await page.locator('nav a').last().click();
    await page.getByText('/etc/cron.d/.sync').waitFor();
    if (language === 'en') await take('report-support-en');
    else await take('report-support');
  });

  it('is as wide as a telephone where that is all there is, without moving sideways', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    const overflows = await page.evaluate<boolean>('document.documentElement.scrollWidth > innerWidth');
    await page.setViewportSize({ width: 1280, height: 1000 });
    expect(overflows).toBe(false);
  });

  it('is printed on few pages, the part for support on one of its own', async () => {
    const pdf = (await page.pdf({ format: 'A4' })).toString('latin1');
    const pages = pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(2);
    expect(pages).toBeLessThan(12);
  });
});
