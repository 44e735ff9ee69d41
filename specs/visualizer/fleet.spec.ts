import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { browserStage, canBrowse, inBrowser } from './browser-stage.ts';
import type { BrowserStage } from './browser-stage.ts';
import { coinName, marketName, wideFleet } from './wide-fleet.ts';
import type { WideFleet } from './wide-fleet.ts';

const PATIENCE = { timeout: 50_000 };
const COINS = 200;

const coinsThere = (page: Page): Promise<readonly string[]> => page.locator('.coin-name').allTextContents();
const firstCoins = async (page: Page, count: number): Promise<readonly string[]> =>
  (await coinsThere(page)).slice(0, count);
const lettersAt = async (page: Page, coin: number): Promise<number> => {
  const { letters } = await page.evaluate(drawnAt, marketName(coin, 'alpha'));
  return letters;
};
const focused = (page: Page): Promise<unknown> => page.evaluate('document.activeElement?.dataset.market');

/** Runs in the page: what the canvas of a market's row has where the market's cell is. */
const drawnAt = (market: string) => {
  const cell = document.querySelector(`[data-market="${market}"]`)?.parentElement;
  const canvas = cell?.parentElement?.querySelector('canvas');
  const copy = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  if (cell == null || canvas == null || canvas.width === 0 || copy === null)
    return { ground: { red: 0, blue: 0 }, letters: 0 };
  const left = Math.round(cell.getBoundingClientRect().left - canvas.getBoundingClientRect().left);
  copy.drawImage(canvas, -left, 0);
  const { data, width } = copy.getImageData(0, 0, cell.clientWidth, canvas.height);
  const pixels = Array.from({ length: data.length / 4 }, (_, at) => data.slice(4 * at, 4 * at + 4));
  const [red = 0, , blue = 0] = pixels[4 * width + 6] ?? [];
  // light letters on a dark page: solid, where the ground lets the panel through
  return { ground: { red, blue }, letters: pixels.filter(([, , , opacity = 0]) => opacity > 240).length };
};

describe.skipIf(!canBrowse)(inBrowser('a fleet of more coins than there is room for'), () => {
  let stage: BrowserStage;
  let fleet: WideFleet;
  beforeAll(async () => {
    stage = await browserStage();
    fleet = await wideFleet(stage.pageDir, COINS, { netBps: (coin) => -coin, per8hBps: (coin) => coin - 100 });
  }, 120_000);
  afterAll(async () => {
    await stage.close();
    fleet.close();
  });

  it('has rows for what is in sight only, and draws what is scrolled in', async () => {
    const page = await stage.open(`${fleet.url}/#/fleet/sort%3Dcoin`);
    await expect.poll(() => lettersAt(page, 0), PATIENCE).toBeGreaterThan(20);
    expect((await coinsThere(page)).length).toBeLessThan(40);
    expect(await page.locator('.count').textContent()).toBe('200 coins, 533 markets');
    await page.locator('.fleet').evaluate((pane) => pane.scrollTo(0, pane.scrollHeight));
    await expect.poll(async () => (await coinsThere(page)).at(-1), PATIENCE).toBe(coinName(199));
    await expect.poll(() => lettersAt(page, 199), PATIENCE).toBeGreaterThan(20);
    expect((await coinsThere(page)).length).toBeLessThan(40);
    await page.close();
  });

  it('is orange where longs pay and blue where shorts do, at every row in sight', async () => {
    const page = await stage.open(`${fleet.url}/#/fleet/sort%3Dcoin`);
    await page.getByRole('searchbox', { name: 'Find a coin' }).fill('C1');
    await expect.poll(() => lettersAt(page, 110), PATIENCE).toBeGreaterThan(20);
    for (const [coin, sign] of [
      [101, 1],
      [110, 1],
    ] as const) {
      const { ground } = await page.evaluate(drawnAt, marketName(coin, 'beta'));
      expect(Math.sign(ground.red - ground.blue), coinName(coin)).toBe(sign);
    }
    await page.getByRole('searchbox', { name: 'Find a coin' }).fill('C0');
    await expect.poll(() => lettersAt(page, 10), PATIENCE).toBeGreaterThan(20);
    const { ground } = await page.evaluate(drawnAt, marketName(10, 'gamma'));
    expect(ground.blue).toBeGreaterThan(ground.red);
    await page.close();
  });

  it('is walked by keyboard beyond what is in sight; P pins and goes with the coin', async () => {
    const page = await stage.open(`${fleet.url}/#/fleet/sort%3Dcoin`);
    await page.locator('.fleet [data-market]').first().waitFor(PATIENCE);
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page), PATIENCE).toBe(marketName(0, 'alpha'));
    for (const rank of [10, 20, 30, 40]) {
      await page.keyboard.press('PageDown');
      await expect.poll(() => focused(page), PATIENCE).toBe(marketName(rank, 'alpha'));
    }
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page), PATIENCE).toBe(marketName(41, 'gamma'));
    await page.keyboard.press('ArrowDown');
    // the 42nd, a third of three, has no market at gamma: it is passed over
    await expect.poll(() => focused(page), PATIENCE).toBe(marketName(43, 'gamma'));
    await page.keyboard.press('p');
    await expect.poll(() => firstCoins(page, 2), PATIENCE).toEqual([coinName(43), coinName(0)]);
    await expect.poll(() => focused(page), PATIENCE).toBe(marketName(43, 'gamma'));
    await page.keyboard.press('p');
    await expect.poll(() => page.evaluate('localStorage.getItem("hedgerow-pins")')).toBe('[]');
    await page.close();
  });

  it('comes to a new order by itself, while nobody points at it', async () => {
    const page = await stage.open(`${fleet.url}/#/fleet`);
    await expect.poll(() => firstCoins(page, 3), PATIENCE).toEqual([0, 1, 2].map(coinName));
    fleet.tell({ netBps: (coin) => coin, per8hBps: (coin) => 100 - coin });
    await expect
      .poll(() => firstCoins(page, 18), PATIENCE)
      .toEqual(Array.from({ length: 18 }, (_, at) => coinName(199 - at)));
    const label = page.locator(`[data-market="${marketName(199, 'beta')}"]`).getAttribute('aria-label');
    expect(await label).toBe('C199 at beta, live, −99.00');
    await expect.poll(() => lettersAt(page, 199), PATIENCE).toBeGreaterThan(20);
    await page.close();
  });

  it('had no fault nor asked anybody else', () => {
    expect(stage.faults).toEqual([]);
  });
});
