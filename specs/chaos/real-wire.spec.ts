import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import type { AccountTruth } from '../../src/domain/order.ts';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { verifyJournal } from '../../src/journal/reader.adapter.ts';
import { Prng } from '../../src/simulator/prng.ts';
import { disagreements, keptPositions, nakedFractions } from '../support/chaos-agreement.ts';
import { ledToBy } from '../support/recorded-lives.ts';
import { onlyVenues } from '../support/served-venues.ts';
import { keysInEnvironment } from '../wire/live-room.ts';
import { Operator } from './support/operator.ts';
import { hasBuild, startCommand } from './support/processes.ts';
import type { Running } from './support/processes.ts';
import { WireVenues } from './support/wire-venues.ts';
import { RESTLESS_ENTRY } from '../support/restless-entry.ts';

const KILLS = Number(process.env['HEDGEROW_KILLS'] ?? 8);
const SEED = Number(process.env['HEDGEROW_SEED'] ?? 7);
/** Kills come up to so many facts into a life, and up to so many ms later; a life that says less is killed all the same. */
const KILL_WITHIN = { facts: 150, ms: 60, patienceMs: 8000 };
const REST_WITHIN_MS = 120_000;
/** The largest part of a leg that the other may differ by, as the default configuration has it. */
const TOLERANCE = 0.005;

/** Two stories side by side: while one starts, the other is at work. Venues whose budgets allow a start every few seconds. */
const STORIES = [
  { name: 'nothing else goes wrong', venues: ['bybit', 'okx'], faults: undefined },
  {
    name: 'orders go wrong',
    venues: ['bybit', 'okx'],
    faults: 'late-ack=0.3,timeout-filled=0.03,timeout-lost=0.03,partial=0.1,duplicate-report=0.1',
  },
] as const;
type Plot = (typeof STORIES)[number];

/** Enters whatever it nets, whenever it may; the caps that real orders need are written down. */
const configOf = (venues: readonly string[]): string =>
  JSON.stringify({
    engine: { evaluateEveryMs: 250, horizonHours: 1 },
    universe: { coins: ['BTC', 'ETH', 'SOL', 'DOGE', 'AVAX', 'LINK'], spotLegs: false },
    limits: { bookAgeMaxMs: 5000, legNotionalMaxUsd: 3000, grossNotionalMaxUsd: 200_000 },
    entry: { ...RESTLESS_ENTRY, opensPerHourMax: 1000 },
    exit: { minimumHold: 'none' },
    guard: { realizedPauseFraction: 1, unrealizedWarnFraction: 1, dailyHaltFraction: 1, dailyPauseFraction: 1 },
    visualizer: { port: 0 },
    venues: onlyVenues(venues),
  });

const running: Running[] = [];
const made: string[] = [];
afterAll(async () => {
  await Promise.all(running.map((one) => one.kill()));
  for (const path of made) rmSync(path, { recursive: true });
});

/** The real command on one journal, life after life, and its venues in a process that lives on. */
class WireStory {
  readonly venues: WireVenues;
  readonly killedIn: string[] = [];
  /** A recording a life, every second one compressed. */
  readonly recordings: string[] = [];
  readonly #plot: Plot;
  readonly #dir = mkdtempSync(join(tmpdir(), 'hedgerow-wire-'));

  constructor(plot: Plot) {
    this.#plot = plot;
    made.push(this.#dir);
    mkdirSync(this.#dir, { recursive: true });
    writeFileSync(join(this.#dir, 'config.yaml'), configOf(plot.venues));
    this.venues = new WireVenues({ ...plot, seed: SEED, dir: this.#dir });
    running.push(this.venues.running);
  }

  get data(): string {
    return join(this.#dir, 'data');
  }

  begin(): Running {
    const files = ['--config', join(this.#dir, 'config.yaml'), '--endpoints', this.venues.endpointsFile];
    const at = this.recordings.length;
    const recording = join(this.#dir, `life-${at}.ndjson${at % 2 === 0 ? '' : '.gz'}`);
    this.recordings.push(recording);
    const kept = ['--data', this.data, '--record', recording];
    const args = ['start', '--world', 'live', '--live', ...files, ...kept, '--json'];
    const life = startCommand(args, Object.assign({}, ...this.#plot.venues.map(keysInEnvironment)));
    running.push(life);
    return life;
  }

  /** A life that enters and leaves as often as it can, until it is killed. */
  async dieAt(facts: number, laterMs: number): Promise<void> {
    const life = this.begin();
    void new Operator(life).keepBusy();
    await life.line('engine.started');
    await Promise.race([life.printed(facts), sleep(KILL_WITHIN.patienceMs)]);
    await sleep(laterMs);
    expect(await life.kill()).toBe('SIGKILL');
    this.killedIn.push(stateOf(life));
  }

  /** A life that opens nothing, or closes everything; it ends by a signal once that is done. */
  async endAt(end: 'hedged or flat' | 'flat'): Promise<void> {
    const life = this.begin();
    const operator = new Operator(life);
    if (end === 'flat') await operator.say({ command: 'unwind', coin: 'all', confirm: 'unwind all' });
    else await operator.say({ command: 'pause' });
    await operator.untilAtRest(end, REST_WITHIN_MS);
    life.process.kill('SIGTERM');
    expect(await life.ended).toBe('exit 0');
  }

  /** Journal and venues side by side, with nobody running. */
  async wrong(): Promise<readonly string[]> {
    const { accounts, ...sent } = await this.venues.truth();
    const truth = { ...sent, accounts: accounts.map(linearMoney) };
    const journal = openJournal({ dir: this.data, durability: 'power-safe' });
    try {
      const naked = Object.entries(nakedFractions(journal)).filter(([, fraction]) => fraction > TOLERANCE);
      return [...disagreements(journal, truth), ...naked.map(([coin, fraction]) => `${fraction} of ${coin} naked`)];
    } finally {
      await journal.close();
    }
  }

  /** Client ids that a venue received more than once, by its own count. */
  async sentTwice(): Promise<readonly string[]> {
    return [...(await this.venues.truth()).sends].filter(([, times]) => times > 1).map(([id]) => id);
  }

  /** Coins that the journal still holds. */
  async held(): Promise<readonly string[]> {
    const journal = openJournal({ dir: this.data, durability: 'power-safe' });
    const kept = keptPositions(journal).filter(({ position }) => position.legs !== null);
    await journal.close();
    return kept.map(({ position, state }) => `${position.coin} ${state}`);
  }
}

/** Real orders are for linear perpetuals: coins in other pockets are none of the engine's business. */
const linearMoney = (account: AccountTruth): AccountTruth => ({
  ...account,
  balances: account.balances.filter(({ coin }) => coin.startsWith('USD')),
});

/** What the positions were doing when a life ended, each state once. */
const stateOf = ({ lines }: Running): string => {
  const last = new Map<unknown, string>();
  for (const { type, actor } of lines)
    if (type.startsWith('position.')) last.set(actor, type.slice('position.'.length));
  return [...new Set(last.values())].toSorted().join(' & ') || 'starting';
};

const tally = (words: readonly string[]): string =>
  [...new Set(words)].map((word) => `${word} ${words.filter((one) => one === word).length}`).join(', ');

const stories = STORIES.map((plot, at) => ({ plot, at, kills: Math.floor((KILLS + at) / STORIES.length) }));

describe.skipIf(!hasBuild)(
  'the real command on real sockets, killed with SIGKILL, its venues a process of their own',
  () => {
    it.concurrent.for(stories)(
      '$plot.name: $kills kills at random, nothing sent twice, no leg forgotten (skipped where dist is not built)',
      { timeout: 120_000 + KILLS * 15_000 },
      async ({ plot, at, kills }, { expect }) => {
        const story = new WireStory(plot);
        await story.venues.open();
        const dice = new Prng(SEED, `wire ${at}`);
        for (let kill = 0; kill < kills; kill += 1) {
          await story.dieAt(1 + dice.integer(KILL_WITHIN.facts), dice.integer(KILL_WITHIN.ms));
          expect(await story.sentTwice()).toEqual([]);
        }
        await story.endAt('hedged or flat');
        expect(await story.wrong()).toEqual([]);
        await story.endAt('flat');
        expect(await story.wrong()).toEqual([]);
        expect(await story.held()).toEqual([]);
        const { accounts, sends } = await story.venues.truth();
        expect(accounts.flatMap(({ positions }) => positions)).toEqual([]);
        const verdict = await verifyJournal(story.data);
        const { headHash, said } = await ledToBy(story.recordings);
        // whatever was committed, the recordings lead to
        expect([verdict, said]).toEqual([expect.objectContaining({ kind: 'intact', headHash }), '']);
        process.stdout.write(
          `${plot.name}, seed ${SEED}: ${kills} kills, ${sends.size} orders; killed in ${tally(story.killedIn)}\n`,
        );
      },
    );
  },
);
