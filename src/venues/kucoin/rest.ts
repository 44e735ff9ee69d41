import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { AtMs } from '../../domain/units.ts';
import { requestLine } from '../request-line.ts';
import type { Fields } from '../wire-value.ts';
import { shown, wireInstant } from '../wire-value.ts';
import { restBookEvents } from './book.ts';
import { priceEvents } from './frames.ts';
import { historyEvents } from './history.ts';
import { readContract, spotListEvents } from './instruments.ts';
import { currentEvents, runningEvents, unifiedListEvents } from './running-rates.ts';
import type { KucoinMarket, KucoinSymbols } from './symbols.ts';
import { KUCOIN, refusals } from './symbols.ts';

/** The code of every answer that is one; refusals often come with HTTP 200. */
const SUCCESS = '200000';

interface Asked {
  readonly path: string;
  readonly query: (name: string) => string | undefined;
  readonly atMs: AtMs;
}

/** Any REST answer of the futures API, and the books and pairs of the spot API; the request line says of what. */
export const restEvents = (
  symbols: KucoinSymbols,
  frame: unknown,
  { rest, atMs }: { readonly rest: string; readonly atMs: AtMs },
): readonly MarketEvent[] => {
  const line = requestLine(rest);
  if (!line.path.startsWith('/api/')) return [refusals.refuse('frame.unknown-channel', `the path of ${shown(rest)}`)];
  if (!isRecord(frame)) return [refusals.refuse('frame.not-json', shown(frame))];
  if (frame.code !== SUCCESS)
    return [refusals.refuse('frame.venue-error', `${line.path}: ${shown(frame.code)} ${shown(frame.msg)}`)];
  return answerEvents(symbols, frame.data, { ...line, atMs });
};

const answerEvents = (symbols: KucoinSymbols, data: unknown, asked: Asked): readonly MarketEvent[] => {
  const { path, query, atMs } = asked;
  switch (path) {
    case '/api/v1/timestamp':
      return timeEvents(data);
    case '/api/v1/contracts/active':
      return contractListEvents(symbols, data, atMs);
    case '/api/v1/contract/funding-rates':
      return historyEvents(symbols, data);
    case '/api/v1/level2/snapshot':
    case '/api/v1/level2/depth20':
    case '/api/v1/level2/depth100':
      return ofMarket(symbols, [isRecord(data) ? data.symbol : undefined, data], (market, row) =>
        restBookEvents(market, row, path.endsWith('snapshot') ? 'full' : 'part'),
      );
    case '/api/v3/market/orderbook/level2':
      return ofMarket(symbols, [query('symbol'), data], (market, row) => restBookEvents(market, row, 'full'));
    case '/api/ua/v2/market/funding-rate':
      return Array.isArray(data) ? unifiedListEvents(symbols, data, atMs) : [notRows(path, data)];
    case '/api/v1/symbols':
    case '/api/v2/symbols':
      return Array.isArray(data) ? spotListEvents(symbols, data) : [notRows(path, data)];
    default:
      return namedPathEvents(symbols, data, asked);
  }
};

/** Paths that hold a symbol. */
const namedPathEvents = (symbols: KucoinSymbols, data: unknown, { path, atMs }: Asked): readonly MarketEvent[] => {
  const [, funded] = /^\/api\/v1\/funding-rate\/([^/]+)\/current$/.exec(path) ?? [];
  // The row names the rate's own symbol (`.XBTUSDTMFPI8H`), not the contract.
  if (funded !== undefined) return ofMarket(symbols, [funded, data], (market, row) => currentEvents(market, row, atMs));
  const [, marked] = /^\/api\/v1\/mark-price\/([^/]+)\/current$/.exec(path) ?? [];
  if (marked !== undefined)
    return ofMarket(symbols, [marked, data], (market, { value: mark, indexPrice: index, timePoint }) =>
      priceEvents(market, { mark, index }, { where: 'mark-price', venueAtMs: wireInstant(timePoint) }),
    );
  if (/^\/api\/v1\/contracts\/[^/]+$/.test(path)) return contractListEvents(symbols, [data], atMs);
  return [refusals.control('unused', `REST ${path.slice(0, 80)}`)];
};

const notRows = (where: string, data: unknown): MarketEvent =>
  refusals.refuse('frame.missing-field', `${where}: data is ${shown(data)}`);

const ofMarket = (
  symbols: KucoinSymbols,
  [native, data]: readonly [unknown, unknown],
  read: (market: KucoinMarket, data: Fields) => readonly MarketEvent[],
): readonly MarketEvent[] => {
  if (!isRecord(data)) return [notRows(shown(native), data)];
  const events: MarketEvent[] = [];
  const market = symbols.find(native, events);
  return market === undefined ? events : [...events, ...read(market, data)];
};

const timeEvents = (data: unknown): readonly MarketEvent[] => {
  const venueAtMs = wireInstant(data);
  if (venueAtMs === undefined) return [refusals.number('timestamp', 'data', data)];
  return [{ type: 'venue.time', venue: KUCOIN, venueAtMs }];
};

/** Every contract of every family: terms, mark, index and the running estimate in one row; rows carry no time. */
const contractListEvents = (symbols: KucoinSymbols, data: unknown, atMs: AtMs): readonly MarketEvent[] => {
  if (!Array.isArray(data)) return [notRows('contracts', data)];
  const tooMany = refusals.tooMany('contracts', data);
  if (tooMany !== undefined) return [tooMany];
  const events: MarketEvent[] = [];
  let skipped = 0;
  for (const row of data as readonly unknown[]) {
    const read = isRecord(row) ? readContract(symbols, row, events) : { fault: `a row is ${shown(row)}` };
    if (read === 'skipped') skipped += 1;
    else if ('fault' in read) events.push(refusals.refuse('frame.missing-field', `contracts: ${read.fault}`));
    else if (isRecord(row)) events.push(...runningEvents(read, row, atMs));
  }
  if (skipped > 0)
    events.push(
      refusals.control('unused', `contracts: ${skipped} that are dated, not opened, self-indexed or on no coin`),
    );
  if (data.length === 0) events.push(refusals.control('ack', 'contracts: an empty list'));
  return events;
};
