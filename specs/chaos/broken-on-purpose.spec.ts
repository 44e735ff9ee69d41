import { describe, expect, it } from 'vitest';
import type { ChaosChances } from '../../src/chaos/chaos-fault.ts';
import type { InvariantName } from '../../src/chaos/invariant.ts';
import { INVARIANTS } from '../../src/chaos/invariant.ts';
import type { ChaosDoubles } from '../../src/chaos/run-seed.ts';
import { runSeed } from '../../src/chaos/run-seed.ts';
import type { Input } from '../../src/domain/input.ts';
import { ms, usd } from '../../src/domain/units.ts';
import type { Config } from '../../src/engine/config/config.ts';
import { decimal, text } from '../../src/domain/money.ts';
import type { Fill } from '../../src/domain/order.ts';
import type { JournalBatch, JournalStore, World, WorldRequest } from '../../src/domain/ports.ts';

/** A seed whose stage leaves after each settlement and has a venue that settles every hour. */
const SEED = 4;

/** Something broken on purpose, and what then goes wrong. */
interface Broken extends ChaosDoubles {
  readonly seed?: number;
  readonly hours?: number;
  readonly chances?: ChaosChances;
}

const broken: Readonly<Record<string, readonly [InvariantName, Broken]>> = {
  'a line that sends every order twice': [
    'sent-once',
    { world: (line) => asked(line, (request, perform) => [request, request].forEach((one) => perform(one))) },
  ],
  'a journal that says flushed before it is': [
    'intended',
    { store: (store) => instead(store, { flushed: () => Promise.resolve() }) },
  ],
  'a line that lets orders be other than they were intended': [
    'intended',
    { world: (line) => asked(line, (request, perform) => perform(withOrder(request, { quantity: text(1) }))) },
  ],
  'a line that forgets what is reduce-only': [
    'reduce-only',
    { world: (line) => asked(line, (request, perform) => perform(withOrder(request, { reduceOnly: false }))) },
  ],
  'fills that are told to be a little more': ['owned', { world: (line) => told(line, more) }],
  'a line that loses what would hedge': [
    'naked-bound',
    { world: (line) => asked(line, (request, perform) => (isHedge(request) ? undefined : perform(request))) },
  ],
  'limits that are not kept': ['limits', { config: (config) => ({ ...config, limits: wide(config.limits) }) }],
  'data that may be of any age': [
    'decided-rightly',
    {
      seed: 12,
      chances: { stall: 0.5 },
      config: (config) => ({ ...config, limits: patient(config.limits) }),
      world: (line) => instead(line, { venues: line.venues.map((profile) => ({ ...profile, silenceMs: ms(1e9) })) }),
    },
  ],
  'an engine that hears no operator': ['decided-rightly', { isDeaf: true }],
  'a ledger row that is off': ['balanced', { store: (store) => committing(store, offBy) }],
  'a net that is off': ['attributed', { store: (store) => committing(store, netOff) }],
  'fees that are told too low': ['booked', { world: (line) => told(line, cheap) }],
  'a line that loses what would close': [
    'settled',
    { world: (line) => asked(line, (request, perform) => (isClosing(request) ? undefined : perform(request))) },
  ],
  'a journal that forgets positions': [
    'restart',
    { chances: { crash: 0.2 }, store: (store) => committing(store, withoutPositions) },
  ],
  'a world that throws': [
    'sound',
    {
      world: (line) =>
        asked(line, () => {
          throw new Error('out of order');
        }),
    },
  ],
};

describe('a run of chaos sees', () => {
  for (const [what, [invariant, { seed = SEED, hours = 1.75, chances = {}, ...doubles }]] of Object.entries(broken))
    it(`${what}: ${invariant}`, async () => {
      const { failure } = await runSeed({ seed, hours, chances, doubles });
      expect(failure?.invariant).toBe(invariant);
    });

  it('nothing where nothing is broken', async () => {
    const { failure, counts } = await runSeed({ seed: SEED, hours: 1.75, chances: {} });
    expect(failure).toBeUndefined();
    expect(counts.cycles).toBeGreaterThan(0);
  });

  it('every invariant broken once', () => {
    expect(new Set(Object.values(broken).map(([invariant]) => invariant))).toEqual(new Set(Object.keys(INVARIANTS)));
  });

  it('the same of a seed each time', async () => {
    const run = { seed: 3, hours: 1, chances: { crash: 0.05, refuse: 0.1, drop: 0.01, stall: 0.05 } };
    expect(await runSeed(run)).toEqual(await runSeed(run));
  });
});

/** The same but for some members; the rest goes through, getters and all. */
const instead = <Whole extends object>(whole: Whole, members: Partial<Whole>): Whole =>
  new Proxy(whole, {
    get: (target, key) => {
      const own: unknown = Reflect.get(key in members ? members : target, key);
      return typeof own === 'function' ? (own.bind(key in members ? members : target) as unknown) : own;
    },
  });

const asked = (line: World, perform: (request: WorldRequest, pass: (one: WorldRequest) => void) => void): World =>
  instead(line, {
    perform: (request) =>
      request.kind === 'submit' ? perform(request, (one) => line.perform(one)) : line.perform(request),
  });

const told = (line: World, change: (input: Input) => readonly Input[]): World =>
  instead(line, {
    next: async (deadlineAtMs) => {
      const inputs = await line.next(deadlineAtMs);
      return inputs === 'ended' ? inputs : inputs.flatMap((input) => change(input));
    },
  });

const committing = (store: JournalStore, change: (batch: JournalBatch) => JournalBatch): JournalStore =>
  instead(store, { commit: (batch) => store.commit(change(batch)) });

const withOrder = (request: WorldRequest, over: { quantity?: ReturnType<typeof text>; reduceOnly?: boolean }) =>
  request.kind === 'submit' ? { ...request, order: { ...request.order, ...over } } : request;

const isClosing = (request: WorldRequest): boolean => request.kind === 'submit' && request.order.purpose === 'close';

/** All of the short leg, and what would leave the long one. */
const isHedge = (request: WorldRequest): boolean =>
  request.kind === 'submit' && (request.order.leg === 'short' || request.order.purpose !== 'open');

const ofFill = (input: Input, change: (fill: Fill) => readonly Fill[]): readonly Input[] => {
  if (input.kind !== 'report' || input.report.kind !== 'fill') return [input];
  const { report } = input;
  return change(report.fill).map((fill) => ({ ...input, report: { ...report, fill } }));
};

/** Too little for a limit, too much for dust. */
const more = (input: Input): readonly Input[] =>
  ofFill(input, (fill) => [
    fill,
    { ...fill, tradeId: `${fill.tradeId}-more`, quantity: text(decimal(fill.quantity).times(0.004)) },
  ]);

const cheap = (input: Input): readonly Input[] =>
  ofFill(input, (fill) => [{ ...fill, fee: text(decimal(fill.fee).div(2)) }]);

const wide = (limits: Config['limits']): Config['limits'] => ({
  ...limits,
  legNotionalMaxUsd: usd(1e6),
  grossNotionalMaxUsd: usd(1e7),
});

const patient = (limits: Config['limits']): Config['limits'] => ({
  ...limits,
  bookAgeMaxMs: ms(1e9),
  fundingAgeMaxMs: ms(1e9),
});

const offBy = (batch: JournalBatch): JournalBatch => {
  const row = Object.keys(batch.ledger).find((name) => name.startsWith('wallet '));
  if (row === undefined) return batch;
  return { ...batch, ledger: { ...batch.ledger, [row]: text(decimal(batch.ledger[row] ?? '0').plus('0.01')) } };
};

const netOff = (batch: JournalBatch): JournalBatch => ({
  ...batch,
  facts: batch.facts.map((fact) =>
    fact.type === 'cycle.closed' ? { ...fact, body: { ...fact.body, net: '123.456' } } : fact,
  ),
});

const withoutPositions = (batch: JournalBatch): JournalBatch => ({
  ...batch,
  snapshots: batch.snapshots.filter(({ actor }) => !actor.startsWith('position/')),
});
