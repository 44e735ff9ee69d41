import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { VenueDecoder } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { RelayLimits, RelayLookup } from '../relay.ts';
import { RelayRecords } from '../relay-record.ts';
import { requestLine } from '../request-line.ts';
import type { Fields } from '../wire-value.ts';
import { shown } from '../wire-value.ts';
import type { HolySheepPreset } from './presets.ts';
import { HOLYSHEEP } from './presets.ts';

/** Rates read of one answer: every contract of every venue, with room. */
const RATES_MAX = 20_000;

/** What a request line says of the records in its answer. */
interface Asked {
  readonly where: string;
  readonly exchange: unknown;
  readonly symbol: unknown;
}

/** Reads HolySheep's answers and stream. An error is told apart from an empty list: the latter says so. */
export class HolySheepDecoder implements VenueDecoder {
  readonly #preset: HolySheepPreset;
  readonly #records: RelayRecords;

  constructor(preset: HolySheepPreset, lookup: RelayLookup, limits: RelayLimits) {
    this.#preset = preset;
    this.#records = new RelayRecords(HOLYSHEEP, lookup, limits);
  }

  frame(
    frame: unknown,
    { atMs, dir }: { readonly conn: string; readonly atMs: AtMs; readonly dir?: 'out' },
  ): readonly MarketEvent[] {
    const { refusals } = this.#records;
    if (dir === 'out') return [refusals.control('outgoing', shown(frame))];
    if (typeof frame === 'string') return [refusals.refuse('frame.not-json', `the text ${shown(frame)}`)];
    if (!isRecord(frame)) return [refusals.refuse('frame.missing-field', `the frame is ${shown(frame)}`)];
    if (frame['type'] === 'heartbeat') return [refusals.control('pong', 'heartbeat')];
    if (saysError(frame)) return [refusals.control('error', shown(frame))];
    if (listOf(frame) !== undefined) return this.#rates(frame, unnamed('stream'), atMs);
    if ('funding_rate' in frame || 'current_rate' in frame || 'symbol' in frame)
      return [this.#rate(frame, unnamed('stream'), atMs)];
    if ('action' in frame || 'status' in frame || 'type' in frame) return [refusals.control('ack', shown(frame))];
    return [refusals.refuse('frame.unknown-channel', `the frame ${shown(frame)}`)];
  }

  rest(frame: unknown, { rest, atMs }: { readonly rest: string; readonly atMs: AtMs }): readonly MarketEvent[] {
    const { refusals } = this.#records;
    const { funding, book } = this.#preset;
    if (typeof frame === 'string') return [refusals.refuse('frame.not-json', shown(frame))];
    if (!isRecord(frame)) return [refusals.refuse('frame.missing-field', `the answer is ${shown(frame)}`)];
    const { path, query } = requestLine(rest);
    const local = withoutVersion(path);
    if (saysError(frame)) return [refusals.refuse('frame.venue-error', `${local}: ${shown(frame)}`)];
    const asked = { where: local, exchange: query('exchange'), symbol: query('symbol') };
    if (book !== undefined && local.startsWith(book.path)) {
      const [exchange, symbol] = book.asked === 'path' ? local.slice(book.path.length + 1).split('/') : [];
      return [
        this.#book(frame, book.asked === 'path' ? { where: local, exchange, symbol: decoded(symbol) } : asked, atMs),
      ];
    }
    if (!local.startsWith(funding.path))
      return [refusals.refuse('frame.unknown-channel', `the path of ${shown(rest)}`)];
    if (funding.asked === 'each') return [this.#rate(frame, asked, atMs)];
    const exchange = funding.asked === 'venue' ? local.slice(funding.path.length + 1) : undefined;
    return this.#rates(frame, { where: local, exchange, symbol: undefined }, atMs);
  }

  /** Every record stands for itself: nothing is merged over a connection. */
  lost(): readonly MarketEvent[] {
    return [];
  }

  #rates(answer: Fields, asked: Asked, atMs: AtMs): readonly MarketEvent[] {
    const { refusals } = this.#records;
    const list = listOf(answer);
    if (list === undefined)
      return [
        refusals.refuse('frame.missing-field', `${asked.where}: neither data nor rates is a list in ${shown(answer)}`),
      ];
    if (list.length === 0) return [refusals.control('unused', `${asked.where}: an empty list`)];
    if (list.length > RATES_MAX)
      return [
        refusals.refuse('frame.too-large', `${asked.where}: ${list.length} rates, at most ${RATES_MAX} are read`),
      ];
    return list.map((row) =>
      isRecord(row)
        ? this.#rate(row, asked, atMs)
        : refusals.refuse('frame.missing-field', `${asked.where}: a rate is ${shown(row)}`),
    );
  }

  #rate(row: Fields, asked: Asked, arrivedAtMs: AtMs): MarketEvent {
    const { estimate, unnamed: venue } = this.#preset;
    const stated = row.funding_rate ?? row.current_rate;
    const estimated = row.funding_rate_estimated;
    return this.#records.funding(
      {
        where: asked.where,
        exchange: row.exchange ?? asked.exchange ?? venue,
        symbol: row.symbol ?? asked.symbol,
        kind: 'perpetual',
      },
      {
        rate: estimate === 'funding_rate' ? (stated ?? estimated) : (estimated ?? stated),
        next: row.next_funding_time,
        sourceTime: row.timestamp,
        arrivedAtMs,
      },
    );
  }

  #book(answer: Fields, { where, exchange, symbol }: Asked, arrivedAtMs: AtMs): MarketEvent {
    return this.#records.book(
      { where, exchange: exchange ?? this.#preset.unnamed, symbol: answer.symbol ?? symbol, kind: 'perpetual' },
      { bids: answer.bids, asks: answer.asks, sourceTime: answer.timestamp, arrivedAtMs },
    );
  }
}

const unnamed = (where: string): Asked => ({ where, exchange: undefined, symbol: undefined });

const listOf = ({ data, rates }: Fields): readonly unknown[] | undefined =>
  Array.isArray(data) ? data : Array.isArray(rates) ? rates : undefined;

/** A body that reports a failure in place of records. */
const saysError = (body: Fields): boolean => (body.error ?? null) !== null || body.success === false;

/** Recordings made through a host of other spelling have the version in the path. */
const withoutVersion = (path: string): string => (path.startsWith('/v1/') ? path.slice(3) : path);

const decoded = (part: string | undefined): string | undefined => {
  try {
    return part === undefined ? undefined : decodeURIComponent(part);
  } catch {
    return part;
  }
};
