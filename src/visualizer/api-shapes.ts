import { z } from 'zod';

/** What the API answers: checked against real answers by specs, served to clients as JSON schema. Times are ms since 1970, UTC. */

const figure = z.number().optional();
const instant = z.number().int();
const text = z.string();

const reason = z.looseObject({ code: text });
const leg = z.enum(['long', 'short']);

export const factSchema = z
  .strictObject({
    seq: z.number().int().positive(),
    atMs: instant,
    type: text,
    cause: z.number().int().nonnegative().describe('seq of the input that led to it'),
    actor: text,
    body: z.record(text, z.unknown()),
  })
  .describe('something that happened, as the journal holds it');

const feed = z.strictObject({
  venue: text,
  frames: z.number(),
  rejected: z.number(),
  lastFrameAtMs: instant.optional(),
  offsetMs: figure.describe('clock of the venue minus ours'),
  markets: z.record(text, z.number()),
});

const legStatus = z.looseObject({
  leg,
  market: text,
  coins: z.number().describe('signed, positive long'),
  entryPrice: figure,
  mark: figure.describe('the price it is valued at; what it is says pricedBy'),
  pricedBy: z.enum(['mark', 'mid', 'decision', 'fill']).optional(),
  pricedAtMs: instant.optional().describe('of a journal: when a decision or a fill told that price'),
  notionalUsd: z.number(),
  unrealizedUsd: figure,
  margin: z.looseObject({ distanceFraction: figure, marginRatio: figure }).optional(),
});

export const positionSchema = z.looseObject({
  coin: text,
  state: text,
  long: text.optional(),
  short: text.optional(),
  notionalUsd: z.number(),
  deltaCoins: z.number(),
  openedAtMs: instant.optional(),
  fundingUsd: z.number().describe('settled'),
  feesUsd: z.number(),
  unrealizedUsd: z.number(),
  netUsd: z.number(),
  breakEvenHours: z.union([z.number(), z.literal('never')]).optional(),
  naked: z.looseObject({ nakedUsd: z.number(), totalMs: z.number(), usdSeconds: z.number() }).optional(),
  legs: z.array(legStatus),
  parts: z.record(text, z.number()).optional(),
});

export const routeSchema = z.looseObject({
  coin: text,
  long: text,
  short: text,
  rank: z.number().int().describe('0 is the best'),
  verdict: z.enum(['candidate', 'refused']),
  reasons: z.array(reason),
  notionalUsd: z.number(),
  spreadPer8hBps: figure,
  aprSpread: figure.describe('simple annual, a fraction'),
  expectedCarryBps: figure,
  horizonHours: z.number(),
  costBps: figure,
  requiredBps: figure,
  netBps: figure,
  breakEvenHours: z.union([z.number(), z.literal('never')]).optional(),
  basisBps: figure,
  confidence: figure,
  atMs: instant,
});

const whatIf = z.strictObject({
  grossBps: z.number().describe('funding alone, bps of one leg, no costs'),
  charges: z.number().int().describe('of both legs'),
  estimated: z.number().int().describe('of them, not confirmed by the venue'),
  fromMs: instant.describe('held from here: later than asked for where charges are known only so far back'),
});

const refusedFrom = {
  sinceMs: instant,
  since: z
    .enum(['markets-known', 'candidate', 'held', 'told', 'recorded'])
    .describe('both markets were first known, it was last the best candidate, or held; `told`: it may be longer'),
  earned: whatIf.describe('since then, had it been held'),
};

export const coinRoutesSchema = z.strictObject({
  coin: text,
  routes: z.array(
    routeSchema.extend({
      heldForADay: whatIf.describe('of the last 24 hours'),
      refused: z.strictObject(refusedFrom).optional().describe('absent of a candidate and of a route that is held'),
    }),
  ),
  isComplete: z.boolean().describe('false where only the best route is known'),
});

export const refusalSchema = z.strictObject({
  coin: text,
  long: text,
  short: text,
  gate: z.enum(['screen', 'entry']).describe('by its figures, or a candidate when it was to be entered'),
  seq: z.number().int().describe('the last fact that says so'),
  times: z.number().int(),
  reasons: z.array(reason),
  ...refusedFrom,
});

export const marketSchema = z.looseObject({
  market: text,
  coin: text,
  venue: text,
  kind: z.enum(['linear', 'inverse', 'spot']),
  state: text,
  rate: figure.describe('fraction per intervalHours, the figure of the venue'),
  rateKind: text.optional(),
  intervalHours: figure,
  settlementAtMs: instant.optional(),
  per8hBps: figure,
  apr: figure.describe('simple annual, a fraction'),
  mark: figure,
  index: figure,
  mid: figure,
  spreadBps: figure,
  bookAtMs: instant.optional(),
  zScore: figure,
});

export const equitySchema = z.looseObject({ atMs: instant, totalUsd: z.number(), realizedUsd: z.number() });

export const actorSchema = z.strictObject({ id: text, state: text });

export const statusSchema = z.looseObject({
  nowMs: instant,
  world: text,
  seq: z.number().int(),
  operator: text,
  guard: text,
  failClosed: z.array(text),
  feeds: z.array(feed),
  markets: z.number(),
  openOrders: z.number(),
  counts: z.record(text, z.number()),
  routes: z.array(z.looseObject({ verdict: text, route: z.looseObject({ coin: text, long: text, short: text }) })),
  positions: z.array(positionSchema),
  account: z.looseObject({ equityUsd: figure, capitalUsd: z.number(), fundingUsd: z.number(), feesUsd: z.number() }),
});

export const kinSchema = z.strictObject({
  fact: factSchema,
  before: z.array(factSchema).describe('facts of the same input that were told before it'),
  after: z.array(factSchema),
});

export const readinessSchema = z.strictObject({ ready: z.boolean(), reasons: z.array(text) });

export const commandSchema = z.looseObject({
  command: z.enum(['arm', 'trade', 'pause', 'resume', 'stop', 'unwind', 'kill', 'adopt-balance', 'split']),
  coin: text.optional(),
  venue: text.optional(),
  shareFraction: figure,
  confirm: text.optional().describe('the phrase that a drastic command asks for'),
});

const seq = z.coerce.number().int().nonnegative();

export const factQuerySchema = z.strictObject({
  from: seq.optional(),
  to: seq.optional(),
  actor: text.max(200).optional(),
  type: text.max(200).optional(),
  text: text.max(200).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
  format: z.enum(['json', 'ndjson']).optional(),
});
