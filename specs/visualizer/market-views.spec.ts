import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MarketKey } from '../../src/domain/ids.ts';
import type { Engine } from '../../src/engine/engine.ts';
import type { CoinRoutes } from '../../src/visualizer/coin-routes.ts';
import { startVisualizer } from '../../src/visualizer/server.adapter.ts';
import type { Visualizer } from '../../src/visualizer/server.adapter.ts';
import { readStaticFiles } from '../../src/visualizer/static-files.adapter.ts';
import { bpsText, decimals, percent, priceText, spanText } from '../../src/visualizer/ui/format.ts';
import { browserStage, canBrowse, inBrowser } from './browser-stage.ts';
import type { BrowserStage, Look } from './browser-stage.ts';
import { engineOnStage } from './engine-on-stage.ts';

const PATIENCE = { timeout: 60_000 };

/** An engine whose figures stand still from `hold` on, so that page and engine can be compared; it runs on behind them. */
const holding = () => {
  let isHeld = false;
  const once = <Value>(ask: () => Value): (() => Value) => {
    let kept: { readonly value: Value } | undefined;
    return () => (isHeld ? (kept ??= { value: ask() }).value : ask());
  };
  return {
    hold: (): void => {
      isHeld = true;
    },
    held: (real: Engine): Engine => {
      const details = new Map<MarketKey, () => ReturnType<Engine['inspect']['marketDetail']>>();
      const detailOf = (market: MarketKey) => details.get(market) ?? once(() => real.inspect.marketDetail(market));
      return {
        ...real,
        status: once(() => real.status()),
        signals: once(() => real.signals()),
        inspect: {
          ...real.inspect,
          marketRows: once(() => real.inspect.marketRows()),
          marketDetail: (market) => {
            details.set(market, detailOf(market));
            return detailOf(market)();
          },
        },
      };
    },
  };
};

const coinsShown = (page: Page): Promise<readonly string[]> => page.locator('.coin-name').allTextContents();

describe.skipIf(!canBrowse)(inBrowser('markets in a browser'), () => {
  let stage: BrowserStage;
  let engine: Engine;
  let visualizer: Visualizer;
  const { held, hold } = holding();
  const open = async (place: string, look?: Look): Promise<Page> => stage.open(`${visualizer.url}/${place}`, look);

  beforeAll(async () => {
    stage = await browserStage();
    const acting = await engineOnStage(held);
    engine = acting.engine;
    const options = { port: 0, host: '127.0.0.1', pageDir: stage.pageDir, log: () => undefined };
    const started = await startVisualizer({ engine, ...options });
    if (started === undefined) throw new Error('no visualizer');
    visualizer = started;
    await acting.run();
    hold();
  }, 120_000);
  afterAll(async () => {
    await stage.close();
    await visualizer.close();
    await engine.stop();
  });

  it('stand in the fleet with the figure of the engine by each scale, and open by a click', async () => {
    const page = await open('#/fleet');
    const rows = engine.inspect.marketRows().filter(({ kind }) => kind === 'linear');
    await expect
      .poll(() => page.locator('.fleet [data-market]').count(), PATIENCE)
      .toBe(engine.inspect.marketRows().length);
    for (const [name, text] of [
      ['bps per 8 h', ({ per8hBps }: (typeof rows)[number]) => bpsText(per8hBps)],
      ['APR', ({ apr }: (typeof rows)[number]) => percent(apr)],
    ] as const) {
      await page.getByRole('button', { name, exact: true }).click();
      for (const row of rows)
        await expect
          .poll(() => page.locator(`[data-market="${row.market}"]`).getAttribute('aria-label'), PATIENCE)
          .toBe(`${row.coin} at ${row.venue}, ${row.state}, ${text(row)}`);
    }
    const [first] = rows;
    await page.locator(`[data-market="${first?.market ?? ''}"]`).click();
    await expect.poll(() => page.locator('.market h2').textContent(), PATIENCE).toContain(first?.venue);
    await page.close();
  });

  it('are sorted, found and pinned; the address holds how they are looked at, the browser what is pinned', async () => {
    const page = await open('#/fleet/sort%3Dcoin%26by%3Dz');
    const coins = [...new Set(engine.inspect.marketRows().map(({ coin }): string => coin))].sort();
    await expect.poll(() => coinsShown(page), PATIENCE).toEqual(coins);
    expect(await page.getByRole('button', { name: 'z-score' }).getAttribute('aria-pressed')).toBe('true');
    const last = coins.at(-1) ?? '';
    await page.getByRole('button', { name: `Pin ${last}` }).click();
    await expect.poll(() => coinsShown(page), PATIENCE).toEqual([last, ...coins.slice(0, -1)]);
    await page.getByRole('searchbox', { name: 'Find a coin' }).fill(last.toLowerCase());
    await expect.poll(() => coinsShown(page), PATIENCE).toEqual([last]);
    await page.reload();
    await expect.poll(() => coinsShown(page), PATIENCE).toEqual([last]);
    await page.getByRole('searchbox', { name: 'Find a coin' }).fill('');
    await page.getByLabel('Sort by').selectOption('net');
    const nets = new Map(engine.status().routes.map(({ route, netBps }) => [route.coin as string, netBps ?? -1e9]));
    const byNet = coins.slice(0, -1).sort((a, b) => (nets.get(b) ?? -1e9) - (nets.get(a) ?? -1e9) || (a < b ? -1 : 1));
    await expect.poll(() => coinsShown(page), PATIENCE).toEqual([last, ...byNet]);
    await page.close();
  });

  it('are walked by keyboard: figures on focus, P pins, Enter opens', async () => {
    const page = await open('#/fleet/sort%3Dcoin');
    await page.locator('.fleet [data-market]').first().waitFor(PATIENCE);
    await page.getByRole('grid').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const market = (await page.locator('.cell button:focus').getAttribute('data-market')) ?? '';
    const row = engine.inspect.marketRows().find((one) => one.market === market);
    await expect.poll(() => page.locator('.fleet-side').textContent(), PATIENCE).toContain(priceText(row?.mid));
    await page.keyboard.press('p');
    await expect.poll(() => page.locator('.pin[aria-pressed="true"]').count(), PATIENCE).toBe(1);
    await page.locator(`[data-market="${market}"]`).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.ladder tbody tr').count(), PATIENCE).toBeGreaterThan(2);
    await page.close();
  });

  it('are shown in depth as the engine knows them: book, premium, adjustment, z-score, settlements and candles', async () => {
    const [position] = engine.status().positions;
    const market = position?.short as MarketKey;
    const detail = engine.inspect.marketDetail(market);
    const row = engine.inspect.marketRows().find((one) => one.market === market);
    if (detail === undefined || row === undefined) throw new Error('no market');
    const page = await open(`#/market/${encodeURIComponent(market)}`);
    const sides = [...(detail.ladder?.asks.toReversed() ?? []), ...(detail.ladder?.bids ?? [])];
    const prices = page.locator('.ladder tr:not(.touch) td:first-child');
    await expect.poll(() => prices.count(), PATIENCE).toBe(sides.length);
    expect((await prices.allTextContents()).map((text) => Number(text.replaceAll(',', '')))).toEqual(
      sides.map(([price]) => price),
    );
    const tile = (name: string): Promise<string | null> =>
      page
        .locator('.tiles > div', { has: page.getByText(name, { exact: true }) })
        .locator('dd')
        .textContent();
    expect(await tile('Mark')).toBe(priceText(row.mark));
    expect(await tile('Premium')).toBe(`${bpsText(detail.premiumBps)} bps`);
    expect(await tile('Funding predicted')).toBe(percent(row.rate, 4));
    expect(await tile('Settled last')).toBe(percent(detail.charged.at(-1)?.rate, 4));
    const figure = page.locator('.figures > div', { has: page.getByText('Adjustment', { exact: true }) });
    expect(await figure.textContent()).toContain(decimals(detail.spread?.adjustment, 2));
    const zone = Math.abs(detail.zScore ?? NaN) > 2 ? 'hot' : 'not hot';
    expect(await page.locator('.zones figcaption').textContent()).toContain(zone);
    await page.locator('.price-chart canvas').first().waitFor(PATIENCE);
    const candles = (await (await fetch(`${visualizer.url}/api/candles/${encodeURIComponent(market)}`)).json()) as {
      readonly low: number;
      readonly high: number;
      readonly close: number;
    }[];
    expect(candles.length).toBeGreaterThan(0);
    expect(candles.every(({ low, high, close }) => low <= close && close <= high)).toBe(true);
    await page.close();
  });

  it('say of what is not known why, and never a zero', async () => {
    const page = await open('#/market/nobody%3ANONE%2FUSDT%3AUSDT');
    await expect.poll(() => page.locator('.hint').textContent(), PATIENCE).toContain('No stream has told');
    const spot = engine.inspect.marketRows().find(({ kind }) => kind === 'spot');
    await page.goto(`${visualizer.url}/#/why-not`);
    const uncosted = engine.status().routes.filter(({ netBps }) => netBps === undefined);
    expect(uncosted.length).toBeGreaterThan(0);
    await expect.poll(() => page.locator('.why [title^="not costed"]').count(), PATIENCE).toBe(uncosted.length);
    await page.goto(`${visualizer.url}/#/market/${encodeURIComponent(spot?.market ?? '')}`);
    await expect.poll(() => page.locator('.tiles dt').allTextContents(), PATIENCE).toEqual(['Mid', 'Spread']);
    await page.close();
  });

  it('are refused with each reason, its threshold and by how much it missed; one gate alone on demand', async () => {
    const page = await open('#/why-not');
    const refused = engine.status().routes.filter(({ verdict }) => verdict === 'refused');
    const rows = page.locator('.why tbody tr');
    await expect.poll(() => rows.count(), PATIENCE).toBe(refused.length);
    const screened = refused.filter(({ reasons }) => reasons.some(({ code }) => code === 'below-screen'));
    const [reason] = screened[0]?.reasons ?? [];
    if (reason === undefined || !('limit' in reason)) throw new Error('no reason with figures');
    const line = page.locator('.why tr', {
      has: page.getByRole('rowheader', { name: screened[0]?.route.coin ?? '', exact: true }),
    });
    const text = await line.locator('.because').textContent();
    expect(text).toContain(`needs ${decimals(reason.limit, 2)} bps`);
    expect(text).toContain(`${decimals(reason.limit - reason.actual, 2)} bps short`);
    await page.getByRole('group', { name: 'Only one gate' }).getByRole('button', { name: 'below screen' }).click();
    await expect.poll(() => rows.count(), PATIENCE).toBe(screened.length);
    await page.close();
  });

  it('unfold every route of a coin, each with what refused it', async () => {
    const page = await open('#/why-not');
    const coin = engine.status().routes.find(({ verdict }) => verdict === 'refused')?.route.coin ?? '';
    const judged = engine.signals().filter(({ route }) => route.coin === coin);
    expect(judged.length).toBeGreaterThan(1);
    await page.getByRole('button', { name: `Every route of ${coin}` }).click();
    const lines = page.locator('.every-route tbody tr');
    await expect.poll(() => lines.count(), PATIENCE).toBe(judged.length);
    const refused = judged.filter(({ verdict }) => verdict === 'refused');
    await expect.poll(() => page.locator('.every-route tr.refused .reasons').count(), PATIENCE).toBe(refused.length);
    const [best] = judged;
    expect(await lines.first().locator('.long').getAttribute('title')).toBe(best?.route.long);
    const told = async (): Promise<readonly string[]> => {
      const { routes } = (await (await fetch(`${visualizer.url}/api/routes/${coin}`)).json()) as CoinRoutes;
      const { nowMs } = engine.status();
      return routes.map(({ refused: from }) => (from === undefined ? '–' : spanText(nowMs - from.sinceMs)));
    };
    const shown = async () =>
      (await page.locator('.every-route [data-label="Refused for"]').allTextContents()).map((text) =>
        text === 'held' ? '–' : text,
      );
    expect((await told()).some((text) => text !== '–')).toBe(true);
    // the engine goes on to decide meanwhile
    await expect.poll(async () => (await shown()).join() === (await told()).join(), PATIENCE).toBe(true);
    expect(await stage.looks(page, 'why-not-every-route')).toEqual([]);
    await page.getByRole('button', { name: `Every route of ${coin}` }).press('Enter');
    await expect.poll(() => lines.count(), PATIENCE).toBe(0);
    await page.close();
  });

  it('fit a telephone and a desk, light and dark', async () => {
    const page = await open(`#/market/${encodeURIComponent(engine.status().positions[0]?.short ?? '')}`);
    await page.locator('.price-chart canvas').first().waitFor(PATIENCE);
    expect(await stage.looks(page, 'market-in-depth')).toEqual([]);
    await page.close();
  });

  it('weigh less than 150 KB with the chart, and had no fault nor asked anybody else', () => {
    const bytes = [...readStaticFiles(stage.pageDir).values()].reduce(
      (sum, { body }) => sum + gzipSync(body).length,
      0,
    );
    expect(bytes).toBeLessThan(150_000);
    expect(stage.faults).toEqual([]);
  });
});
