import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { build } from 'vite';

const CHROMIUM = '/usr/bin/chromium';
export const canBrowse = existsSync(CHROMIUM);

/** The title of specs that need a browser: without one they are skipped, and it says why. */
export const inBrowser = (title: string): string => (canBrowse ? title : `${title} (skipped: there is no ${CHROMIUM})`);

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const QUIET = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

export interface BrowserStage {
  readonly pageDir: string;
  /** What no page may do: errors, warnings, a request that leaves its own server. */
  readonly faults: readonly string[];
  readonly open: (url: string, look?: Look) => Promise<Page>;
  /**
   * Looks at what a page shows on a telephone and on a desk, light and dark: a picture of each is put under a name into
   * `screens/`, which git ignores. Tells the looks in which something is wider than the page.
   */
  readonly looks: (page: Page, name: string) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export interface Look {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** The page as it is built, and a browser to look at it. `forgiven` are faults that a spec brings about itself. */
export const browserStage = async (forgiven: readonly RegExp[] = []): Promise<BrowserStage> => {
  const pageDir = mkdtempSync(join(tmpdir(), 'hedgerow-page-'));
  await build({ configFile: '.vite.config.ts', build: { outDir: pageDir, emptyOutDir: true } });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...QUIET] });
  const faults: string[] = [];
  const blame = (fault: string): void => {
    if (!forgiven.some((pattern) => pattern.test(fault))) faults.push(fault);
  };
  return {
    pageDir,
    faults,
    open: async (url, { width = 1280, colorScheme = 'dark' } = {}) => {
      const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
      const { origin } = new URL(url);
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') blame(`${url}: ${message.text()}`);
      });
      page.on('pageerror', (error) => blame(`${url}: ${error.message}`));
      page.on('request', (request) => {
        if (!request.url().startsWith(`${origin}/`)) blame(`${url}: asks ${request.url()}`);
      });
      await page.goto(url);
      await page.locator('.vitals').waitFor();
      return page;
    },
    looks,
    close: async () => {
      await browser.close();
      rmSync(pageDir, { recursive: true });
    },
  };
};

const SCREENS = 'screens';
const WIDTHS = [390, 1280];
const SCHEMES = ['light', 'dark'] as const;
/** What a change of the look brings about is drawn within two frames. */
const DRAWN = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))';

const looks: BrowserStage['looks'] = async (page, name) => {
  mkdirSync(SCREENS, { recursive: true });
  const wider: string[] = [];
  for (const width of WIDTHS)
    for (const colorScheme of SCHEMES) {
      const look = `${name}-${width}-${colorScheme}`;
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await page.evaluate(DRAWN);
      if (Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth')) > 0) wider.push(look);
      await page.screenshot({ path: join(SCREENS, `${look}.png`), fullPage: true });
    }
  return wider;
};
