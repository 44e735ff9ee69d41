import { z } from 'zod';
import {
  actorSchema,
  coinRoutesSchema,
  commandSchema,
  equitySchema,
  factQuerySchema,
  factSchema,
  kinSchema,
  marketSchema,
  positionSchema,
  readinessSchema,
  refusalSchema,
  routeSchema,
  statusSchema,
} from './api-shapes.ts';

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
  {
    method: 'get',
    path: '/api/routes/{coin}',
    says: 'every route of a coin as it was judged last',
    answer: coinRoutesSchema,
  },
  {
    method: 'get',
    path: '/api/refusals',
    says: 'what stands refused, and what it would have earned',
    answer: z.array(refusalSchema),
  },
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
