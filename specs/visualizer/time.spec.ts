import { once } from 'node:events';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JournalFilm } from '../../src/past/journal-film.adapter.ts';
import { stageOf } from '../../src/past/stage-of.adapter.ts';
import type { PastStage } from '../../src/past/stage-of.adapter.ts';
import { startVisualizer } from '../../src/visualizer/server.adapter.ts';
import type { Visualizer } from '../../src/visualizer/server.adapter.ts';
import { replayed } from '../past/replayed-run.ts';
import type { ReplayedRun } from '../past/replayed-run.ts';
import { browserStage, canBrowse, inBrowser } from './browser-stage.ts';
import type { BrowserStage } from './browser-stage.ts';

/** Patience for a busy machine. */
const SOON = { timeout: 60_000 };

const showsState = (page: Page, state: string): Promise<void> =>
  expect.poll(() => page.locator('.bar .chip').textContent(), SOON).toBe(state);

describe.skipIf(!canBrowse)(inBrowser('time in a browser'), () => {
  let run: ReplayedRun;
  let past: PastStage;
  let visualizer: Visualizer;
  let browser: BrowserStage;

  beforeAll(async () => {
    run = await replayed('sol-settlement');
    const { store } = run;
    const head = { seq: store.lastSeq, hash: store.headHash };
    const journal = { head, facts: (seq: number) => store.facts(seq), snapshots: () => store.snapshots() };
    past = stageOf(await JournalFilm.open('a finished run', journal, () => undefined));
    browser = await browserStage();
    const { pageDir } = browser;
    const started = await startVisualizer({
      engine: past.stage,
      port: 0,
      host: '127.0.0.1',
      pageDir,
      log: () => undefined,
    });
    if (started === undefined) throw new Error('no visualizer');
    visualizer = started;
  });
  afterAll(async () => {
    await browser.close();
    await visualizer.close();
    await past.close();
  });

  const seqOf = (type: string): number => run.facts.find((fact) => fact.type === type)?.seq ?? NaN;
  const stateAt = (seq: number): string => {
    const { body } =
      run.facts.findLast((fact) => fact.actor === 'position/SOL' && fact.seq <= seq && 'to' in fact.body) ?? {};
    return typeof body?.['to'] === 'string' ? body['to'] : '';
  };
  const isAt = (page: Page, seq: number): Promise<void> =>
    expect.poll(() => page.locator('.time-now .count').textContent(), SOON).toBe(`fact ${seq} of ${run.facts.length}`);

  it('follows a link to an instant, shows the state the journal has there, and says the same after a reload', async () => {
    const entering = seqOf('position.entering');
    const page = await browser.open(`${visualizer.url}/#/machine/position%2FSOL?at=${entering}`);
    await isAt(page, entering);
    await showsState(page, stateAt(entering));
    expect(stateAt(entering)).toContain('entering');
    await page.reload();
    await isAt(page, entering);
    await showsState(page, stateAt(entering));
    expect(page.url()).toContain(`?at=${entering}`);
    // another link in the same tab, and the way back
    await page.evaluate("location.hash = '#/machine/position%2FSOL?at=12'");
    await isAt(page, 12);
    expect(page.url()).toContain('?at=12');
    await page.goBack();
    await isAt(page, entering);
    await showsState(page, stateAt(entering));
    await page.close();
  });

  it('shows the same to who follows a link, and leaves a colleague where he looks', async () => {
    const entering = seqOf('position.entering');
    const one = await browser.open(`${visualizer.url}/#/machine/position%2FSOL?at=${entering}`);
    await isAt(one, entering);
    const other = await browser.open(one.url());
    await isAt(other, entering);
    await showsState(other, stateAt(entering));
    await other.getByLabel('Instant').press('End');
    await isAt(other, run.facts.length);
    await isAt(one, entering);
    await showsState(one, stateAt(entering));
    for (const page of [one, other]) await page.close();
  });

  it('steps, jumps to the next fill and back, by keyboard alone, the address following', async () => {
    const page = await browser.open(`${visualizer.url}/#/journal?at=10`);
    await isAt(page, 10);
    await page.keyboard.press('ArrowRight');
    await isAt(page, 11);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await isAt(page, 9);
    await page.getByLabel('Jump to').selectOption('fill');
    await page.locator('.time-now').click();
    await page.keyboard.press('Shift+ArrowRight');
    const fill = seqOf('fill.booked');
    await isAt(page, fill);
    await expect.poll(() => page.url(), SOON).toContain(`?at=${fill}`);
    await page.getByLabel('Instant').press('Home');
    await isAt(page, 0);
    await expect.poll(() => page.locator('.facts li').count(), SOON).toBe(0);
    // before the first fill there is none to go back to
    await expect.poll(() => page.getByLabel('Previous fill').isDisabled(), SOON).toBe(true);
    expect(await page.getByLabel('Next fill').isDisabled()).toBe(false);
    await page.close();
  });

  it('is scrubbed: what was there then is shown, and nothing that came later', async () => {
    const page = await browser.open(`${visualizer.url}/#/journal`);
    const bar = await page.locator('.track').boundingBox();
    if (bar === null) throw new Error('no bar');
    await page.mouse.move(bar.x + 5, bar.y + 10);
    await page.mouse.down();
    await page.mouse.move(bar.x + bar.width * 0.5, bar.y + 10, { steps: 4 });
    await page.mouse.up();
    const { fromMs, toMs } = past.stage.past?.state() ?? { fromMs: NaN, toMs: NaN };
    const shownSeq = async (): Promise<number> =>
      Number(/^fact (\d+) of/.exec((await page.locator('.time-now .count').textContent()) ?? '')?.[1]);
    const middleMs = (fromMs + toMs) / 2;
    const near = run.facts
      .filter(({ atMs }) => Math.abs(atMs - middleMs) <= (toMs - fromMs) / 500)
      .map(({ seq }) => seq);
    const before = run.facts.findLast(({ atMs }) => atMs <= middleMs)?.seq ?? NaN;
    await expect.poll(async () => [before, ...near].includes(await shownSeq()), SOON).toBe(true);
    const seq = await shownSeq();
    await expect.poll(() => page.locator('.facts li').count(), SOON).toBe(seq);
    await page.close();
  });

  it('plays to the end and begins anew from there', async () => {
    const page = await browser.open(`${visualizer.url}/#/positions?at=5`);
    await isAt(page, 5);
    await page.getByLabel('Speed').selectOption('max');
    await page.locator('.time-now').click();
    await page.keyboard.press('Space');
    await isAt(page, run.facts.length);
    await expect.poll(() => page.getByLabel('Play', { exact: true }).count(), SOON).toBe(1);
    await expect.poll(() => page.locator('.card').count(), SOON).toBe(1);
    await page.getByLabel('Speed').selectOption('1');
    await page.getByLabel('Play', { exact: true }).click();
    await page.getByLabel('Pause', { exact: true }).click({ timeout: 60_000 });
    await expect.poll(() => page.getByLabel('Play', { exact: true }).count(), SOON).toBe(1);
    expect(await page.locator('.time-now .count').textContent()).not.toBe(
      `fact ${run.facts.length} of ${run.facts.length}`,
    );
    await page.close();
  });

  it('takes no orders, and says so', async () => {
    const page = await browser.open(`${visualizer.url}/#token=${visualizer.token}`);
    await page.goto(`${visualizer.url}/#/operate`);
    expect(await page.locator('.recorded-note').textContent()).toBe('A recorded world is over: it takes no commands.');
    const controls = await page.locator('main :is(button, input, select)').all();
    expect(controls.length).toBeGreaterThan(2);
    for (const control of controls) expect(await control.isDisabled()).toBe(true);
    expect(await browser.looks(page, 'operate-of-the-past')).toEqual([]);
    const headers = { authorization: `Bearer ${visualizer.token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${visualizer.url}/api/command`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ command: 'pause' }),
    });
    expect(answer.status).toBe(409);
    await page.close();
  });

  it('says of an actor that is not there at an instant that it is not, also where its machine was asked for before', async () => {
    const page = await browser.open(`${visualizer.url}/#/journal`);
    await isAt(page, run.facts.length);
    const gone = new AbortController();
    await page.route('**/api/machine/**', async (route) => {
      if (!gone.signal.aborted) await once(gone.signal, 'abort');
      await route.continue();
    });
    const asked = page.waitForRequest('**/api/machine/**');
    await page.evaluate("location.hash = '#/machine/position%2FSOL'");
    await asked;
    await page.evaluate("location.hash = '#/machine/position%2FSOL?at=2'");
    await isAt(page, 2);
    const answered = page.waitForResponse('**/api/machine/**');
    gone.abort();
    expect([(await answered).status(), await (await answered).json()]).toEqual([200, null]);
    await expect.poll(() => page.locator('.stage .hint').textContent(), SOON).toContain('No actor of that name');
    await showsState(page, '');
    await page.close();
    expect((await fetch(`${visualizer.url}/api/machine/nobody`)).status).toBe(404);
  });

  it('says that a journal knows no more than the best route of a coin', async () => {
    const page = await browser.open(`${visualizer.url}/#/why-not`);
    await page.locator('.unfold').first().click();
    await expect
      .poll(() => page.locator('.every-route .hint').textContent(), SOON)
      .toContain('the others are not known');
    expect(await page.locator('.every-route tbody tr').count()).toBe(1);
    await page.close();
  });

  it('fits a telephone and a desk, light and dark', async () => {
    const page = await browser.open(`${visualizer.url}/#/positions`);
    await page.locator('.time').waitFor();
    // a journal holds no marks
    await expect.poll(() => page.locator('.pnl-net').textContent(), SOON).toContain('at the last decision of');
    expect(await browser.looks(page, 'positions-of-the-past')).toEqual([]);
    await page.close();
  });

  it('had no fault in any view and asked nobody else for anything', () => {
    expect(browser.faults).toEqual([]);
  });
});
