import type { Outlet, Session, VenueFace, VenueHouse, WireAnswer } from '../../../src/simulator/wire/venue-face.ts';
import { isRecord } from '../../../src/domain/codec.ts';
import { venueId } from '../../../src/domain/ids.ts';
import { text } from '../../../src/domain/money.ts';

/** The plainest protocol over the frames of a venue: what the house does by itself is seen through it. */
export const plainFace = (limits: Partial<VenueFace['limits']> = {}, name = 'binance'): VenueFace => ({
  venue: venueId(name),
  endpoints: ({ http, ws }) => ({ stream: `${ws}/stream`, rest: `${http}/rest` }),
  open: (target, outlet) =>
    target.startsWith('/stream') ? new PlainSession(outlet) : { status: 404, body: { error: 'no such stream' } },
  keysOf: ({ frame }) => (isRecord(frame) && typeof frame['stream'] === 'string' ? [frame['stream']] : []),
  extras: (markets, { wanted }) =>
    markets
      .map(({ instrument, lastId }) => ({ key: `extra ${instrument.nativeSymbol}`, frame: { extra: lastId } }))
      .filter(({ key }) => wanted.has(key)),
  privateFrames: (happening) => [{ key: 'private', frame: happening }],
  rest: ({ method, path, body }, house) => answer(`${method} ${path}`, { body, house }),
  weigh: ({ path }) => ({ bucket: 'all', weight: path === '/rest/book' ? 5 : 1 }),
  usedHeaders: (used) => ({ 'x-used': String(used['all']) }),
  refuse: (kind, seconds) => ({
    status: { 'rate-limited': 429, banned: 418, unavailable: 503, 'server-error': 500 }[kind],
    body: { refused: kind },
    headers: { 'retry-after': String(seconds) },
  }),
  limits: {
    rest: { all: { count: 100, perMs: 60_000 } },
    messages: { count: 10, perMs: 1000 },
    connects: { count: 20, perMs: 60_000 },
    topicsPerSocket: 50,
    ...limits,
  },
});

/** `{"subscribe":[…]}` and `{"order":{…}}`, answered by `{"ok":…}`; a book's whole ladder comes with its subscription. */
class PlainSession implements Session {
  readonly keys = new Set<string>();
  readonly #outlet: Outlet;

  constructor(outlet: Outlet) {
    this.#outlet = outlet;
    outlet.send({ welcome: true });
  }

  receive(message: string, house: VenueHouse): void {
    const asked = parsed(message);
    const topics = isRecord(asked) && Array.isArray(asked['subscribe']) ? asked['subscribe'] : undefined;
    if (topics === undefined) return this.#outlet.send({ error: 'not understood' });
    for (const topic of topics) this.keys.add(String(topic));
    this.#outlet.send({ ok: topics });
    for (const topic of topics) {
      const market = house.market(String(topic).split('@')[0]?.toUpperCase() ?? '', 'linear');
      if (market !== undefined) this.#outlet.send({ snapshot: topic, lastId: market.lastId });
    }
  }

  tick(): void {
    this.#outlet.send({ tick: true });
  }
}

const answer = (route: string, { body, house }: { body: string; house: VenueHouse }): WireAnswer => {
  if (route === 'GET /rest/time') return { status: 200, body: { time: house.nowMs } };
  if (route === 'GET /rest/book') return { status: 200, body: { lastId: house.markets[0]?.lastId } };
  if (route !== 'POST /rest/order') return { status: 404, body: { error: 'no such route' } };
  const asked = parsed(body);
  const members = isRecord(asked) ? asked : {};
  const market = house.market(String(members['symbol']), 'linear')?.instrument.market;
  if (market === undefined) return { status: 400, body: { error: 'no such symbol' } };
  const placed = house.desk.place({
    clientOrderId: String(members['id']),
    market,
    side: members['side'] === 'sell' ? 'sell' : 'buy',
    quantity: text(String(members['quantity'])),
    timeInForce: 'ioc',
    reduceOnly: false,
  });
  return placed.kind === 'accepted' ? { status: 200, body: placed.order } : { status: 400, body: placed };
};

const parsed = (message: string): unknown => {
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
};
