import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fact } from '../../src/domain/fact.ts';
import { actorId, venueId } from '../../src/domain/ids.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { positionMachine } from '../../src/position/position.machine.ts';
import { chartOf } from '../../src/visualizer/machine-chart.ts';
import { decimals, priceText } from '../../src/visualizer/ui/format.ts';
import { startVisualizer } from '../../src/visualizer/server.adapter.ts';
import type { Visualizer } from '../../src/visualizer/server.adapter.ts';
import { browserStage, canBrowse, inBrowser } from './browser-stage.ts';
import type { BrowserStage, Look } from './browser-stage.ts';
import { engineOnStage } from './engine-on-stage.ts';

const PATIENCE = { timeout: 60_000 };

const RELAYED = venueId('okx');
const RELAY = venueId('some-relay');

/** As if a relay served half of one venue's markets. */
const relayed = (real: Engine): Engine => ({
  ...real,
  status: () => {
    const status = real.status();
    const share = { relay: RELAY, shareFraction: 0.5, state: 'well' as const };
    return { ...status, feeds: status.feeds.map((feed) => (feed.venue === RELAYED ? { ...feed, share } : feed)) };
  },
});

const boundsOf = async (page: Page, of: string): Promise<{ readonly left: number; readonly right: number }> => {
  const { x = NaN, width = NaN } = (await page.locator(of).first().boundingBox()) ?? {};
  return { left: x, right: x + width };
};

describe.skipIf(!canBrowse)(inBrowser('views of a running engine'), () => {
  let stage: BrowserStage;
  let engine: Engine;
  let visualizer: Visualizer;
  const facts: Fact[] = [];

  const serve = async (port: number): Promise<Visualizer> => {
    const { pageDir } = stage;
    const started = await startVisualizer({ engine, port, host: '127.0.0.1', pageDir, log: () => undefined });
    if (started === undefined) throw new Error('no visualizer');
    return started;
  };
  const open = async (place: string, look?: Look): Promise<Page> => stage.open(`${visualizer.url}/${place}`, look);

  beforeAll(async () => {
    // its server is taken away once, its token is another then, and an export is a file made by the page
    stage = await browserStage([/ERR_CONNECTION_REFUSED/, /asks blob:/, /status of 401/]);
    const acting = await engineOnStage(relayed);
    engine = acting.engine;
    engine.facts$.subscribe((fact) => facts.push(fact));
    visualizer = await serve(0);
    await acting.run();
  }, 120_000);
  afterAll(async () => {
    await stage.close();
    await visualizer.close();
    await engine.stop();
  });

  it('show of a position what the engine knows: its legs, their margin, costs and where the guard acts', async () => {
    const page = await open('#/positions');
    const card = page.locator('.card');
    await card.waitFor(PATIENCE);
    // a margin is known from the first look at what is held
    await expect.poll(() => engine.status().positions[0]?.legs[0]?.margin, PATIENCE).toBeDefined();
    const [position] = engine.status().positions;
    const { drawdown } = engine.status();
    await expect.poll(() => page.locator('.leg-box').count(), PATIENCE).toBe(position?.legs.length);
    for (const { leg, entryPrice, coins } of position?.legs ?? []) {
      const box = page.locator(`.leg-${leg}`);
      expect(await box.textContent()).toContain(priceText(entryPrice));
      expect(await box.textContent()).toContain(decimals(Math.abs(coins), 4));
    }
    const costs = decimals(position?.clock?.costsUsd, 2);
    expect(await page.locator('.clock').textContent()).toContain(`${costs} USD`);
    await expect.poll(() => page.locator('.leg-short').textContent(), PATIENCE).toMatch(/% away|at no price/);
    await expect.poll(() => page.locator('.plot').count(), PATIENCE).toBe(2);
    expect(await page.locator('.equity-words').first().textContent()).toContain(decimals(drawdown?.dailyHaltUsd, 2));
    await page.close();
  });

  it('split a result into parts that add up to its net', async () => {
    const page = await open('#/positions');
    await page.locator('.pnl-net').waitFor(PATIENCE);
    const rows = await page.locator('.pnl tbody:not(.pnl-estimate) td.num').allTextContents();
    const cents = rows.map((text) => Math.round(Number(text.replaceAll(',', '').replace('−', '-')) * 100));
    const net = cents.pop();
    // each part is rounded to a cent
    expect(Math.abs(cents.reduce((sum, one) => sum + one, 0) - (net ?? NaN))).toBeLessThanOrEqual(cents.length);
    await page.close();
  });

  it('fold a large machine around what is active, and open and close states by keyboard', async () => {
    const page = await open('#/machine/position%2FSOL');
    await page.locator('.box.active.atomic').waitFor(PATIENCE);
    const names = () => page.locator('.chart .name').allTextContents();
    expect(await names()).toEqual(expect.arrayContaining(['hedged', 'carrying', 'entering']));
    expect(await names()).not.toContain('quoting');
    const entering = page.getByRole('button', { name: 'Open entering' });
    await entering.focus();
    await page.keyboard.press('Enter');
    await expect.poll(names, PATIENCE).toContain('quoting');
    await page.getByRole('button', { name: 'Close entering' }).press('Enter');
    await expect.poll(names, PATIENCE).not.toContain('quoting');
    await page.getByRole('button', { name: 'Whole' }).click();
    await expect.poll(async () => (await names()).length, PATIENCE).toBe(chartOf(positionMachine).nodes.length);
    expect(await page.locator('.edge.taken').count()).toBeGreaterThan(0);
    // it follows the active state into a window of another size
    const shot = () => page.locator('.camera svg > g').getAttribute('transform');
    const wide = await shot();
    await page.setViewportSize({ width: 640, height: 800 });
    await expect.poll(shot, PATIENCE).not.toBe(wide);
    const [frame, box] = await Promise.all(['.camera svg', '.box.active.atomic'].map((of) => boundsOf(page, of)));
    expect(box?.left).toBeGreaterThanOrEqual(frame?.left ?? NaN);
    expect(box?.right).toBeLessThanOrEqual(frame?.right ?? NaN);
    await page.close();
  });

  it('light the state of every kind of actor as the engine has it', async () => {
    const market = engine.inspect.actors().find(({ id }) => id.startsWith('market/'))?.id ?? '';
    for (const id of ['guard', 'operator', market]) {
      const page = await open(`#/machine/${encodeURIComponent(id)}`);
      await page.locator('.box.active').first().waitFor(PATIENCE);
      const state = engine.inspect.actors().find((one) => one.id === id)?.state;
      await expect.poll(() => page.locator('.bar .chip').textContent(), PATIENCE).toBe(state);
      await page.close();
    }
  });

  it('walk a record back to the order it came from and on to what it brought, and export what is shown', async () => {
    const booked = facts.find(({ type }) => type === 'fill.booked');
    const page = await open(`#/journal/${booked?.seq ?? 0}`);
    await expect.poll(() => page.locator('.record h3').textContent(), PATIENCE).toBe('fill.booked');
    await expect
      .poll(() => page.locator('.input summary').first().textContent(), PATIENCE)
      .toContain('a word of the venue');
    const before = page.locator('section', { hasText: 'Before, about the same' });
    await before.locator('a', { hasText: 'order.intended' }).first().click();
    await expect.poll(() => page.locator('.record h3').textContent(), PATIENCE).toBe('order.intended');
    const id = facts.find(({ seq }) => page.url().endsWith(`/${seq}`))?.actor.slice('order/'.length) ?? '?';
    expect(await page.locator('.record').textContent()).toContain(id);
    const after = page.locator('section', { hasText: 'After, about the same' });
    await expect.poll(() => after.textContent(), PATIENCE).toContain('order.sent');
    await page.getByLabel('Filter by type').fill('order.intended');
    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    const lines = readFileSync(await (await downloading).path(), 'utf8')
      .trim()
      .split('\n');
    const intended = facts.filter(({ type }) => type === 'order.intended');
    expect(lines.map((line) => (JSON.parse(line) as Fact).seq)).toEqual(intended.map(({ seq }) => seq));
    await page.close();
  });

  it('fit a telephone and a desk with a record open and a state lit', async () => {
    const page = await open('#/journal/1');
    await page.locator('.record').waitFor(PATIENCE);
    expect(await stage.looks(page, 'record')).toEqual([]);
    await page.goto(`${visualizer.url}/#/machine/position%2FSOL`);
    await page.locator('.box.active.atomic').waitFor(PATIENCE);
    expect(await stage.looks(page, 'position')).toEqual([]);
    await page.close();
  });

  it('tell how much a relay serves, and hand the operator’s share to the engine', async () => {
    const page = await open(`#/operate`);
    const line = page.locator('.split-line');
    await expect.poll(() => line.locator('small').textContent(), PATIENCE).toBe(`${RELAY} serves 50 % of the markets`);
    const share = page.getByLabel(`Percent of ${RELAYED} that ${RELAY} serves`);
    expect(await share.isDisabled()).toBe(true);
    await page.locator('.token input').fill(visualizer.token);
    await share.fill('101');
    expect(await line.getByRole('button', { name: 'Set' }).isDisabled()).toBe(true);
    await share.fill('25');
    expect(await stage.looks(page, 'operate-with-a-relay')).toEqual([]);
    await share.press('Enter');
    // there is no relay behind it, which the engine says of the very venue
    await expect
      .poll(() => facts.filter(({ type }) => type === 'source.split-refused').map(({ actor }) => actor), PATIENCE)
      .toEqual([`venue/${RELAYED}`]);
    await page.close();
  });

  it('come back by themselves when the server does', async () => {
    const page = await open(`#token=${visualizer.token}`);
    const port = Number(new URL(visualizer.url).port);
    await page.locator('a[href="#/operate"]').click();
    expect(await page.locator('.lost-note').count()).toBe(0);
    await visualizer.close();
    await expect.poll(() => page.locator('.badge').textContent(), PATIENCE).toBe('connection lost');
    // what still stands there is not taken for what is
    const shownAt = (await page.locator('.vitals dd').first().textContent()) ?? 'no time';
    expect(await page.locator('.lost-note').textContent()).toContain(`${shownAt} UTC`);
    visualizer = await serve(port);
    await expect.poll(() => page.locator('.badge').textContent(), PATIENCE).toBe('simulated world');
    expect(await page.locator('.lost-note').count()).toBe(0);
    // the token it holds is that of another life: where the words were typed it is told
    await page.getByRole('button', { name: 'Kill switch …' }).click();
    await page.keyboard.type('kill');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.confirm .outcome').textContent(), PATIENCE).toMatch(/token is not this/);
    expect(engine.status().operator).toBe('trading');
    await page.close();
  });

  it('fit a telephone with text at 150 %', { timeout: 120_000 }, async () => {
    const page = await open('#/positions');
    await page.setViewportSize({ width: 260, height: 560 });
    await page.locator('.card').waitFor(PATIENCE);
    for (const view of ['positions', 'operate', 'market', 'machine', 'journal']) {
      await page.locator(`header nav a[href="#/${view}"]`).click();
      await page.locator('main .panel').first().waitFor(PATIENCE);
      // a chart takes its new width when it is told of it
      await expect.poll(() => page.evaluate('document.documentElement.scrollWidth'), PATIENCE).toBe(260);
    }
    await page.close();
  });

  it('ask for the words before a kill, and then kill', async () => {
    const page = await open('#/operate');
    const kill = page.getByRole('button', { name: 'Kill switch …' });
    expect(await kill.isDisabled()).toBe(true);
    await page.locator('.token input').fill(visualizer.token);
    await kill.click();
    const act = page.getByRole('button', { name: 'Kill switch', exact: true });
    expect(await act.isDisabled()).toBe(true);
    await page.keyboard.type('kil');
    expect(await act.isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await act.count()).toBe(0);
    expect(engine.status().operator).toBe('trading');
    await kill.press('Enter');
    await page.keyboard.type('kill');
    await page.keyboard.press('Enter');
    await expect.poll(() => engine.status().operator, PATIENCE).toMatch(/killing|stopped/);
    await expect
      .poll(() => engine.inspect.actors().find(({ id }) => id === actorId('position/SOL'))?.state, PATIENCE)
      .not.toBe('hedged.carrying');
    await page.close();
  });

  it('had no fault', () => {
    expect(stage.faults).toEqual([]);
  });
});
