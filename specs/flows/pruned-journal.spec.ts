import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyJournalCommand } from '../../src/cli/journal.ts';
import { runReport } from '../../src/cli/report.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { MS_PER_DAY, atMs } from '../../src/domain/units.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { Retention } from '../../src/engine/watches/retention.ts';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { openJournalReader } from '../../src/journal/reader.adapter.ts';
import { JournalFilm } from '../../src/past/journal-film.adapter.ts';
import { createSimulatedWorld } from '../../src/simulator/sim-world.adapter.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { simulatedProfiles } from '../../src/worlds/simulated.ts';
import { batch, draft } from '../journal/support/batches.ts';
import { playLife } from '../support/chaos-lives.ts';
import { restlessEntry } from '../support/restless-entry.ts';

const MINUTE = 60_000;
/** 2026-01-05 16:00 UTC: both venues settle. */
const SIXTEEN = Date.UTC(2026, 0, 5, 16);
const OLD_FACTS = 250;

const configOf = (retentionDays: number) =>
  parseConfig({
    knownVenues: knownVenues.map(({ venue }) => venue),
    text: `
engine: { evaluateEveryMs: 5000, horizonHours: 1 }
universe: { coins: [SOL], spotLegs: false }
entry: ${restlessEntry({ opensPerHourMax: 1000 })}
exit: { minimumHold: none }
venues: { okx: { enabled: false }, binance: { enabled: false } }
storage: { retentionDays: ${retentionDays} }
`,
  });

interface Twin {
  readonly dir: string;
  readonly facts: readonly Fact[];
  readonly headHash: string;
}

const openStore = (dir: string) => openJournal({ dir, birthId: 'twin', durability: 'process-safe' });

/**
 * Two lives in one invented world, on a journal that begins with facts of three days before. The first closes a position and
 * enters another; the second finds it, is paid, and closes it.
 */
const playTwin = async (dir: string, retentionDays: number, between: (dir: string) => Promise<void>): Promise<Twin> => {
  const config = configOf(retentionDays);
  const fromMs = SIXTEEN - 1.2 * MINUTE;
  const world = createSimulatedWorld({ seed: 7, profiles: simulatedProfiles(config), startAtMs: atMs(fromMs) });
  const store = openStore(dir);
  for (let n = 1; n <= OLD_FACTS; n += 1)
    store.commit(
      batch(n, { facts: [{ ...draft(n), type: 'note', body: {}, atMs: atMs(fromMs - 3 * MS_PER_DAY + n) }] }),
    );
  const facts: Fact[] = [];
  let hedged = 0;
  await playLife(
    { world, store },
    {
      config,
      forMs: MINUTE,
      onFact: (fact, hand) => {
        facts.push(fact);
        if (fact.type === 'position.hedged' && ++hedged === 1) {
          hand.send({ type: 'operator.unwind', coin: 'all' });
        }
        if (fact.type === 'cycle.closed') hand.send({ type: 'operator.resume' });
      },
    },
  );
  await between(dir);
  const second = openStore(dir);
  await playLife(
    { world, store: second },
    {
      config,
      forMs: MINUTE,
      onFact: (fact, hand) => {
        facts.push(fact);
        if (fact.type === 'funding.paid') hand.send({ type: 'operator.unwind', coin: 'all' });
      },
    },
  );
  return { dir, facts, headHash: second.headHash };
};

/** The rest of a day goes by with nobody there but the retention: all that may go goes. */
const removeAll = async (dir: string): Promise<void> => {
  const store = openStore(dir);
  const retention = new Retention({ store, retentionDays: 1, heldCoins: () => new Set(['SOL']) });
  const [last] = store.facts(store.lastSeq);
  for (let step = 0; step < 200; step += 1) retention.keep(atMs((last?.atMs ?? 0) + MS_PER_DAY + 1000 + 250 * step));
  await store.close();
};

const written = async (run: (io: Parameters<typeof verifyJournalCommand>[1]) => Promise<number>) => {
  const texts: string[] = [];
  const sink = { write: (text: string) => (texts.push(text), Promise.resolve('open' as const)) };
  const code = await run({ stdout: sink, stderr: sink });
  return { code, text: texts.join('') };
};

const room = mkdtempSync(join(tmpdir(), 'hedgerow-twins-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

describe('an engine whose older facts are removed', () => {
  let whole: Twin;
  let pruned: Twin;
  const anchorsSeen: number[] = [];
  beforeAll(async () => {
    whole = await playTwin(join(room, 'whole'), 36_500, () => Promise.resolve());
    pruned = await playTwin(join(room, 'pruned'), 1, async (dir) => {
      const before = openJournalReader(dir);
      anchorsSeen.push(before.anchor()?.seq ?? 0);
      await before.close();
      await removeAll(dir);
    });
  }, 240_000);

  it('goes on as its twin that has them all: the same facts, to the byte', () => {
    expect(pruned.facts).toEqual(whole.facts);
    expect(pruned.headHash).toBe(whole.headHash);
    const types = whole.facts.map(({ type }) => type);
    expect(types.filter((type) => type === 'cycle.closed')).toHaveLength(2);
    expect(types.filter((type) => type === 'engine.started')).toHaveLength(2);
    expect(types).toContain('funding.paid');
  });

  it('removed what was too old while it ran, and kept the position it held from its opening on', async () => {
    expect(anchorsSeen).toEqual([OLD_FACTS]);
    const reader = openJournalReader(pruned.dir);
    const [first] = reader.facts(1);
    expect(first?.seq).toBe((reader.anchor()?.seq ?? 0) + 1);
    await reader.close();
    const ofInput = whole.facts.filter(({ cause }) => cause === first?.cause);
    expect(ofInput.map(({ type }) => type)).toContain('cycle.opened');
    expect(ofInput.find(({ type }) => type === 'cycle.opened')?.body).toEqual({ cycle: 'SOL-2' });
    expect(ofInput[0]).toEqual(first);
  });

  it('has a journal that verifies from there, and says so', async () => {
    const { code, text } = await written((io) => verifyJournalCommand(pruned.dir, io));
    expect([code, text]).toEqual([
      0,
      expect.stringMatching(
        /: facts 1\.\.\d+, until 2026-01-05 15:\d\d:\d\d UTC, were removed by retention on 2026-01-06 .*; chain verified from there: \d+ facts, intact/,
      ),
    ]);
    expect(text).toContain(whole.headHash);
  });

  it('has a report whose money is that of the whole run, and which says since when its figures are', async () => {
    const reports = await Promise.all(
      [whole, pruned].map(({ dir }) => written((stderr) => runReport(dir, { json: true }, stderr))),
    );
    const [all, since] = reports.map(({ text }) =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line): Record<string, unknown> => JSON.parse(line)),
    );
    expect(reports.map(({ code }) => code)).toEqual([0, 0]);
    const coins = (lines: typeof all) =>
      lines
        ?.filter(({ type }) => type === 'coin')
        .map(({ coin, putIn, wallets, result, carried }) => [coin, putIn, wallets, result, carried]);
    expect(coins(since)).toEqual(coins(all));
    const cyclesOf = (lines: typeof all) => lines?.filter(({ type }) => type === 'cycle');
    expect(cyclesOf(since)).toEqual(cyclesOf(all)?.slice(1));
    expect(since?.at(-1)).toMatchObject({
      capitalUsd: all?.at(-1)?.['capitalUsd'],
      checks: 'hold',
      earlier: { cycles: 1 },
    });
    const page = await written((io) => runReport(pruned.dir, {}, io));
    expect(page.text).toMatch(
      /retention removed \d+ older facts, from 2026-01-02 .* UTC on: all figures are since 2026-01-05 15:/,
    );
    expect(page.text).toContain('net before');
  });

  it('is shown as a past run from there on, with the money and the states of the whole at its end', async () => {
    const [all, since] = await Promise.all(
      [whole, pruned].map(async ({ dir }) => {
        const reader = openJournalReader(dir);
        const film = await JournalFilm.open(dir, reader, () => undefined);
        const end = film.scene();
        const told = { status: end.status(), actors: end.inspect.actors(), source: film.source };
        await film.reach({ seq: 0 }, { isGivenUp: () => false, told: () => undefined });
        const begin = { at: film.at().seq, status: film.scene().status() };
        await reader.close();
        return { ...told, begin };
      }),
    );
    expect(since?.status.account).toEqual(all?.status.account);
    expect(since?.status.operator).toBe(all?.status.operator);
    const states = (told: typeof all) => [...(told?.actors ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(states(since)).toEqual(states(all));
    expect(since?.source).toMatch(/, from fact \d+ on: retention removed all until 2026-01-05T15:/);
    // before the first fact that is left: what had been left by those that are gone
    expect(since?.begin.at).toBeGreaterThan(OLD_FACTS);
    expect(since?.begin.status).toMatchObject({ operator: 'trading', account: { closedCycles: 1 } });
    expect(since?.begin.status.account.capitalUsd).toBe(all?.status.account.capitalUsd);
  });
});
