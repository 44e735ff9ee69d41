import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { asJson, canonicalJson } from '../../src/domain/codec.ts';
import { venueId } from '../../src/domain/ids.ts';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { openJournalReader, verifyJournal } from '../../src/journal/reader.adapter.ts';
import { Prng } from '../../src/simulator/prng.ts';
import { connectWorld } from '../../src/simulator/remote-world.adapter.ts';
import { atMs } from '../../src/domain/units.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { disagreements, keptPositions, nakedFractions } from '../support/chaos-agreement.ts';
import type { VenuesTruth } from '../support/chaos-agreement.ts';
import { ledToBy } from '../support/recorded-lives.ts';
import { hasBuild, startEngine, startVenues } from './support/processes.ts';
import type { EngineOptions, Line, Running } from './support/processes.ts';
import { restlessEntry } from '../support/restless-entry.ts';

const KILLS = Number(process.env['HEDGEROW_KILLS'] ?? 12);
const SEED = Number(process.env['HEDGEROW_SEED'] ?? 7);
/** Random kills come up to so many facts into a life, and then up to so many real ms later. */
const KILL_WITHIN = { facts: 150, ms: 30 };
const VENUES = ['bybit', 'hyperliquid'];

/** Enters whatever it nets, whenever it may; a guard that lets it lose. */
const CONFIG = `
engine: { evaluateEveryMs: 1000, horizonHours: 24 }
universe: { coins: [SOL, AVAX], spotLegs: false }
entry: ${restlessEntry({ opensPerHourMax: 1000 })}
exit: { minimumHold: none }
guard: { realizedPauseFraction: 1, unrealizedWarnFraction: 1, dailyHaltFraction: 1, dailyPauseFraction: 1 }
venues: { okx: { enabled: false }, binance: { enabled: false } }
`;

/** Slow enough that most instants find an order on its way, and everything goes wrong now and then. */
const WORLD = {
  seed: SEED,
  venues: VENUES,
  // the hour turns twenty seconds in: what is held then is halved by its venue
  startAtMs: atMs(Date.UTC(2026, 0, 5, 6, 59, 40)),
  latency: {
    sendMs: { minMs: 20, maxMs: 300 },
    ackMs: { minMs: 20, maxMs: 300 },
    fillMs: { minMs: 10, maxMs: 200 },
    accountMs: { minMs: 50, maxMs: 500 },
  },
  faults: {
    probabilities: {
      refuse: 0.05,
      partial: 0.1,
      'timeout-filled': 0.05,
      'timeout-lost': 0.05,
      'late-ack': 0.05,
      'duplicate-report': 0.05,
      'probe-failed': 0.2,
      adl: 1,
    },
  },
};

type Death = NonNullable<EngineOptions['dieAt']>;
const HOLD_MS = 500;

/** States in which an engine dies by its own hand, at once after the fact that names them is on disk. */
const STATES: readonly (readonly [string, Death, holdMs?: number])[] = [
  ['hedged rebalancing', { type: 'position.hedged', to: 'hedged.rebalancing', nth: 1 }, 60_000],
  ['scanning asking', { type: 'position.scanning', to: 'scanning.asking', nth: 1 }],
  ['entering legs', { type: 'position.entering', to: 'entering.legs(long: working, short: working)', nth: 1 }],
  ['entering legs, one done', { type: 'position.entering', to: 'entering.legs(long: done', nth: 1 }],
  ['entering balancing', { type: 'position.entering', to: 'entering.balancing', nth: 1 }],
  ['hedged carrying', { type: 'position.hedged', to: 'hedged.carrying', nth: 1 }],
  ['unwinding closing', { type: 'position.unwinding', to: 'unwinding.closing', nth: 1 }],
  ['unwinding verifying', { type: 'position.unwinding', to: 'unwinding.verifying', nth: 1 }],
  ['an order intended', { type: 'order.intended', nth: 1 }],
  ['an order sent', { type: 'order.sent', nth: 2 }],
  ['an order in doubt', { type: 'order.in-doubt', nth: 1 }],
];

const running: Running[] = [];
const made: string[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.kill()));
  for (const path of made.splice(0)) rmSync(path, { recursive: true });
});

/** Facts as they were acknowledged by all lives, by their seq. */
class Story {
  readonly dir = mkdtempSync(join(tmpdir(), 'hedgerow-kill-'));
  readonly acknowledged = new Map<number, string>();
  readonly killedIn: string[] = [];
  /** A recording a life, every second one compressed. */
  readonly recordings: string[] = [];
  readonly port: number;

  constructor(port: number) {
    this.port = port;
    made.push(this.dir);
  }

  begin(options: Pick<EngineOptions, 'role'> & Partial<EngineOptions>): Running {
    const { port, dir } = this;
    const life = this.recordings.length;
    const record = join(dir, `life-${life}.ndjson${life % 2 === 0 ? '' : '.gz'}`);
    this.recordings.push(record);
    const engine = startEngine({ port, dir, record, config: CONFIG, holdMs: HOLD_MS, forMs: 600_000, ...options });
    running.push(engine);
    return engine;
  }

  /** A life is over: what it told is kept, and where it was. */
  async over({ ended, lines }: Running): Promise<string> {
    const how = await ended;
    const last = new Map<unknown, string>();
    for (const fact of lines) {
      if (typeof fact['seq'] !== 'number') continue;
      this.acknowledged.set(fact['seq'], canonicalJson(asJson(fact)));
      if (fact.type.startsWith('position.')) last.set(fact['actor'], stateIn(fact));
    }
    if (how === 'SIGKILL')
      this.killedIn.push([...last.values()].sort((a, b) => (a < b ? -1 : 1)).join(' & ') || 'starting');
    return how;
  }
}

const stateIn = ({ body }: Line): string => {
  const to = typeof body === 'object' && body !== null && 'to' in body ? String(body.to) : 'unknown';
  return to.replace(/\.waiting$|\(.*$/, '');
};

const truthAt = async (port: number): Promise<VenuesTruth> => {
  const venues = await connectWorld({ port, profiles: knownVenues });
  const accounts = await Promise.all(VENUES.map((venue) => venues.venueTruth(venueId(venue))));
  const { ids, duplicates } = await venues.receivedClientIds();
  await venues.stop();
  return { accounts, sends: ids, duplicates };
};

const openWorld = async (): Promise<number> => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hedgerow-kill-venues-'));
  made.push(dataDir);
  const venues = startVenues({ ...WORLD, dataDir });
  running.push(venues);
  return Number((await venues.line('listening'))['port']);
};

/** Journal and venues side by side, once an engine ended by itself. */
const compare = async ({
  dir,
  port,
}: Story): Promise<{ faults: readonly string[]; states: readonly string[]; naked: number }> => {
  const truth = await truthAt(port);
  const journal = openJournal({ dir, durability: 'process-safe' });
  try {
    return {
      faults: disagreements(journal, truth),
      states: keptPositions(journal).map(({ state }) => state),
      naked: Math.max(0, ...Object.values(nakedFractions(journal))),
    };
  } finally {
    await journal.close();
  }
};

/** Acknowledged facts that the journal does not hold as they were acknowledged. */
const lostFacts = async ({ dir, acknowledged }: Story): Promise<readonly number[]> => {
  const reader = openJournalReader(dir);
  const held = new Map<number, string>();
  for (const fact of reader.facts(1)) held.set(fact.seq, canonicalJson(asJson(fact)));
  await reader.close();
  return [...acknowledged].filter(([seq, fact]) => held.get(seq) !== fact).map(([seq]) => seq);
};

const headHashOf = async ({ dir }: Story): Promise<string> => {
  const reader = openJournalReader(dir);
  await reader.close();
  return reader.head.hash;
};

const tally = (words: readonly string[]): string =>
  [...new Set(words)].map((word) => `${word} ${words.filter((one) => one === word).length}`).join(', ');

describe.skipIf(!hasBuild)(
  'an engine killed with SIGKILL, its venues living on (skipped where dist is not built)',
  () => {
    it(
      `loses no acknowledged fact, sends nothing twice and forgets no leg: every state, then ${KILLS} kills at random`,
      { timeout: 120_000 + KILLS * 15_000 },
      async () => {
        const story = new Story(await openWorld());
        for (const [state, dieAt, holdMs = HOLD_MS] of STATES) {
          const how = await story.over(story.begin({ role: 'restless', dieAt, holdMs }));
          expect(how, state).toBe('SIGKILL');
        }
        const dice = new Prng(SEED, 'kills');
        for (let kill = 0; kill < KILLS; kill += 1) {
          const engine = story.begin({ role: 'restless' });
          await engine.printed(1 + dice.integer(KILL_WITHIN.facts));
          await sleep(dice.integer(KILL_WITHIN.ms));
          await engine.kill();
          expect(await story.over(engine)).toBe('SIGKILL');
        }
        expect(await story.over(story.begin({ role: 'settling' }))).toBe('exit 0');
        const settled = await compare(story);
        expect(settled.faults).toEqual([]);
        expect(settled.states.filter((state) => !/watching|carrying|paused/.test(state))).toEqual([]);
        expect(settled.naked).toBeLessThanOrEqual(0.005);

        expect(await story.over(story.begin({ role: 'leaving' }))).toBe('exit 0');
        const left = await compare(story);
        expect(left).toMatchObject({ faults: [], naked: 0 });
        expect(left.states.filter((state) => !/watching|paused/.test(state))).toEqual([]);
        expect((await truthAt(story.port)).accounts.flatMap(({ positions }) => positions)).toEqual([]);
        expect(await lostFacts(story)).toEqual([]);
        expect(await verifyJournal(story.dir)).toMatchObject({ kind: 'intact' });
        const { acknowledged, killedIn, recordings } = story;
        // whatever was committed, each recording leads to: no kill came between a fact and its inputs
        expect(await ledToBy(recordings)).toEqual({ headHash: await headHashOf(story), said: '' });
        process.stdout.write(
          `seed ${SEED}: ${killedIn.length} kills, ${recordings.length} lives, ${acknowledged.size} facts acknowledged; killed in ${tally(killedIn)}\n`,
        );
      },
    );
  },
);
