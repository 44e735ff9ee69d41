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
  mark: figure,
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

export interface ApiRoute {
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly says: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** A media type where it is no JSON. */
  readonly answer: z.ZodType | string;
  readonly needsToken?: true;
}

const json = 'application/json';

/** Every route there is, in the order of the page in API.md. */
export const API_ROUTES: readonly ApiRoute[] = [
  { method: 'get', path: '/healthz', says: 'whether the process answers', answer: 'text/plain' },
  {
    method: 'get',
    path: '/readyz',
    says: 'whether new risk could be taken; 503 with the reasons where not',
    answer: readinessSchema,
  },
  { method: 'get', path: '/metrics', says: 'figures for Prometheus', answer: 'text/plain; version=0.0.4' },
  { method: 'get', path: '/api/schema', says: 'this description', answer: json },
  { method: 'get', path: '/api/status', says: 'everything at one instant', answer: statusSchema },
  { method: 'get', path: '/api/markets', says: 'markets that a stream has fed', answer: z.array(marketSchema) },
  { method: 'get', path: '/api/markets/{market}', says: 'one market in depth', answer: json },
  { method: 'get', path: '/api/candles/{market}', says: 'its mid by the minute, as far as it was seen', answer: json },
  { method: 'get', path: '/api/routes', says: 'the best route of each coin, ranked', answer: z.array(routeSchema) },
  { method: 'get', path: '/api/refusals', says: 'what stands refused, and what it would have earned', answer: json },
  {
    method: 'get',
    path: '/api/positions',
    says: 'positions that are not merely scanning',
    answer: z.array(positionSchema),
  },
  { method: 'get', path: '/api/positions/{coin}', says: 'one of them', answer: positionSchema },
  { method: 'get', path: '/api/equity', says: 'what the guard saw, oldest first', answer: z.array(equitySchema) },
  { method: 'get', path: '/api/actors', says: 'actors and their states', answer: z.array(actorSchema) },
  { method: 'get', path: '/api/machine/{actor}', says: 'the machine an actor runs, laid out', answer: json },
  {
    method: 'get',
    path: '/api/facts',
    says: 'the journal, oldest first; all that matches as NDJSON',
    query: factQuerySchema,
    answer: z.array(factSchema),
  },
  { method: 'get', path: '/api/facts/{seq}', says: 'a fact and what came of the same input', answer: kinSchema },
  {
    method: 'get',
    path: '/api/inspect',
    says: 'inspection events of XState as NDJSON; off unless visualizer.inspect is on',
    answer: 'application/x-ndjson',
  },
  {
    method: 'post',
    path: '/api/command',
    says: 'what an operator may do',
    body: commandSchema,
    answer: z.looseObject({ sent: z.unknown() }),
    needsToken: true,
  },
];

/** The API as an OpenAPI 3.1 document. */
export const openApi = (): object => ({
  openapi: '3.1.0',
  info: {
    title: 'Hedgerow',
    version: '1',
    description: 'Loopback only. What changes anything needs the token printed at start.',
  },
  components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  paths: Object.fromEntries(API_ROUTES.map((route) => [route.path, { [route.method]: operationOf(route) }])),
});

const operationOf = ({ path, says, query, body, answer, needsToken }: ApiRoute): object => {
  const content = typeof answer === 'string' ? { [answer]: {} } : { [json]: { schema: z.toJSONSchema(answer) } };
  const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const asked = Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    schema: z.toJSONSchema(schema as z.ZodType, { io: 'input' }),
  }));
  return {
    summary: says,
    ...(named.length + asked.length === 0 ? {} : { parameters: [...named, ...asked] }),
    ...(body === undefined ? {} : { requestBody: { content: { [json]: { schema: z.toJSONSchema(body) } } } }),
    ...(needsToken === true ? { security: [{ token: [] }] } : {}),
    responses: { '200': { description: says, content } },
  };
};
