import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../../src/engine/engine.ts';
import { coinId } from '../../src/domain/ids.ts';
import { startVisualizer } from '../../src/visualizer/server.adapter.ts';
import { readStaticFiles } from '../../src/visualizer/static-files.adapter.ts';
import type { Visualizer } from '../../src/visualizer/server.adapter.ts';
import { browserStage, canBrowse, inBrowser } from './browser-stage.ts';
import type { BrowserStage, Look } from './browser-stage.ts';
import { engineOnStage } from './engine-on-stage.ts';
import { OBJECT_NAMES, hostileEngine } from './hostile-engine.ts';
import type { HostileEngine } from './hostile-engine.ts';
import { hostileRow } from './hostile-row.ts';

const SCRIPT = '<img src=x onerror="document.title=1">';
const PATIENCE = { timeout: 60_000 };

const VIEWS = ['fleet', 'market', 'machine', 'positions', 'why-not', 'journal', 'operate'];

describe.skipIf(!canBrowse)(inBrowser('the page in a browser'), () => {
  let engine: Engine;
  let hostile: HostileEngine;
  let visualizer: Visualizer;
  let browser: BrowserStage;

  beforeAll(async () => {
    browser = await browserStage();
    const stage = await engineOnStage((real) => {
      hostile = hostileEngine(real, SCRIPT);
      return hostile.engine;
    });
    engine = stage.engine;
    const { pageDir } = browser;
    const started = await startVisualizer({ engine, port: 0, host: '127.0.0.1', pageDir, log: () => undefined });
    if (started === undefined) throw new Error('no visualizer');
    visualizer = started;
    await stage.run();
  });
  afterAll(async () => {
    await browser.close();
    await visualizer.close();
    await engine.stop();
  });

  const open = (place: string, look?: Look): Promise<Page> => browser.open(`${visualizer.url}/${place}`, look);

  it('shows the rates the engine has, and a symbol that is a script as text', async () => {
    const page = await open('#/fleet');
    const cells = page.locator('.fleet-row[data-coin="SOL"] .cell button');
    await expect
      .poll(() => cells.evaluateAll((all) => all.map(({ ariaLabel }) => ariaLabel)))
      .toContainEqual(expect.stringMatching(/^SOL at .*, \+1\.00$/u));
    // 0.0003 in 8 hours: 3 bps, 0.0003 * 3 * 365 = 32.85 % a year
    const scripted = page.getByRole('button', { name: `${SCRIPT} at alpha, stale, +3.00` });
    await scripted.focus();
    await expect.poll(() => page.locator('.detail').textContent()).toContain('+32.85 % simple');
    expect(await page.locator('.coin-name', { hasText: SCRIPT }).textContent()).toBe(SCRIPT);
    for (const name of OBJECT_NAMES)
      expect(await page.getByRole('button', { name: `${name} at alpha, stale, +3.00` }).count(), name).toBe(1);
    expect(await page.title()).toBe('Hedgerow');
    expect(await page.locator('img').count()).toBe(0);
    await page.close();
  });

  it('lights the state an actor is in, and the way it came', async () => {
    const page = await open('#/machine/position%2FSOL');
    await page.locator('.box.active.atomic').waitFor();
    expect(await page.locator('.box.active.atomic').count()).toBe(1);
    expect(await page.locator('.bar .chip').textContent()).toBe('hedged.carrying');
    expect(await page.locator('.edge.taken').count()).toBeGreaterThan(0);
    expect(await page.locator('.tree').first().textContent()).toContain('"SOL"');
    await page.close();
  });

  it('follows an operator who types the token and pauses, and lights what that changed', async () => {
    const page = await open('#/operate');
    expect(await page.getByRole('button', { name: 'Pause' }).isDisabled()).toBe(true);
    await page.locator('.token input').fill(visualizer.token);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('button', { name: 'Resume' }).waitFor();
    expect(engine.status().operator).toBe('paused');
    await page.goto(`${visualizer.url}/#/machine/operator`);
    await expect.poll(() => page.locator('.bar .chip').textContent()).toBe('paused');
    await expect.poll(() => page.locator('.label.taken').textContent()).toContain('operator.pause');
    await page.close();
  });

  it('shows a position with the figures of the ledger', async () => {
    const page = await open('#/positions');
    const card = page.locator('.card');
    await card.waitFor();
    const [position] = engine.status().positions;
    const fees = engine.inspect.cycleParts(position?.coin ?? coinId(''))?.fees ?? NaN;
    expect(await card.locator('tr', { hasText: 'Fees' }).textContent()).toContain(`−${fees.toFixed(2)}`);
    expect(await card.textContent()).toContain('hedged exactly');
    expect(await page.locator('.lanes .span').count()).toBeGreaterThan(1);
    await page.close();
  });

  it('says why routes are refused, and opens a record from the journal', async () => {
    const page = await open('#/why-not');
    const refused = engine.status().routes.filter(({ verdict }) => verdict === 'refused');
    await expect.poll(() => page.locator('.why tbody tr').count()).toBe(refused.length);
    await page.goto(`${visualizer.url}/#/journal/1`);
    await expect.poll(() => page.locator('.detail h3').textContent()).toBe('engine.started');
    await page.close();
  });

  it('keeps its head on one line on a desk, and every view in sight on a telephone', async () => {
    const page = await open('#/fleet');
    const place = async (selector: string) =>
      (await page.locator(selector).boundingBox()) ?? { x: NaN, y: NaN, width: NaN, height: NaN };
    const [views, figures] = [await place('.tabs'), await place('.vitals')];
    expect(figures.y).toBeLessThan(views.y + views.height);
    expect(figures.height).toBeLessThan(50);
    await page.setViewportSize({ width: 390, height: 800 });
    for (const view of VIEWS) {
      const { x, width } = await place(`.tabs a[href="#/${view}"]`);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(390);
    }
    await page.close();
  });

  it('fits a telephone and a desk, light and dark, every view', async () => {
    const page = await open('#/fleet');
    for (const view of VIEWS) {
      await page.locator(`header nav a[href="#/${view}"]`).click();
      await page.locator('main .panel').first().waitFor();
      expect(await browser.looks(page, view)).toEqual([]);
    }
    await page.close();
  });

  it('can be walked by keyboard', async () => {
    const page = await open('#/fleet');
    for (let steps = 0; steps < 30 && !(await page.locator('.fleet:focus').count()); steps += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.locator('.detail h3').count()).toBe(1);
    await page.goto(`${visualizer.url}/#/machine/operator`);
    const chart = page.locator('.camera svg');
    const shot = (): Promise<string | null> => page.locator('.camera svg > g').getAttribute('transform');
    await chart.focus();
    const before = await shot();
    // a chart that is laid out anew meanwhile is another one
    const zoomed = async (): Promise<string | null> => {
      await chart.press('+');
      return shot();
    };
    await expect.poll(zoomed).not.toBe(before);
    await page.close();
  });

  it('shows names that are scripts as text in every view', { timeout: 120_000 }, async () => {
    const seq = hostile.intrude();
    const page = await open('#/fleet');
    const views = { Fleet: '', Positions: '', 'Why not': '', Journal: String(seq), Machine: `position/${SCRIPT}` };
    for (const [title, detail] of Object.entries({ ...views, Market: hostileRow(SCRIPT).market })) {
      const place = `${title.toLowerCase().replace(' ', '-')}/${encodeURIComponent(detail)}`;
      await page.goto(`${visualizer.url}/#/${place}`);
      await page.locator('nav a[aria-current="page"]', { hasText: title }).waitFor(PATIENCE);
      await page
        .getByText(SCRIPT)
        .first()
        .waitFor({ state: 'attached', ...PATIENCE });
      expect(await page.title(), place).toBe('Hedgerow');
      expect(await page.locator('img').count(), place).toBe(0);
    }
    await page.close();
  });

  it('weighs little', () => {
    const bytes = [...readStaticFiles(browser.pageDir).values()].reduce(
      (sum, { body }) => sum + gzipSync(body).length,
      0,
    );
    expect(bytes).toBeLessThan(150_000);
  });

  it('had no fault in any view and asked nobody else for anything', () => {
    expect(browser.faults).toEqual([]);
  });
});
