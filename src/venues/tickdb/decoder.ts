import { isRecord } from '../../domain/codec.ts';
import type { MarketEvent } from '../../domain/market-event.ts';
import type { VenueDecoder } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { RelayLimits, RelayLookup } from '../relay.ts';
import type { RelayName } from '../relay-record.ts';
import { RelayRecords } from '../relay-record.ts';
import { requestLine } from '../request-line.ts';
import type { Fields } from '../wire-value.ts';
import { shown } from '../wire-value.ts';
import { codeOf } from './codes.ts';
import { FundingAnswers } from './funding-answers.ts';
import type { TickDbPreset } from './presets.ts';
import { TICKDB } from './presets.ts';

/** Reads TickDB's frames and answers in one of their two forms. */
export class TickDbDecoder implements VenueDecoder {
  readonly #preset: TickDbPreset;
  readonly #records: RelayRecords;
  readonly #answers: FundingAnswers;

  constructor(preset: TickDbPreset, lookup: RelayLookup, limits: RelayLimits) {
    this.#preset = preset;
    this.#records = new RelayRecords(TICKDB, lookup, limits);
    this.#answers = new FundingAnswers(this.#records);
  }

  frame(
    frame: unknown,
    { atMs, dir }: { readonly conn: string; readonly atMs: AtMs; readonly dir?: 'out' },
  ): readonly MarketEvent[] {
    const { refusals } = this.#records;
    if (dir === 'out') return [refusals.control('outgoing', shown(frame))];
    if (typeof frame === 'string') return [refusals.refuse('frame.not-json', `the text ${shown(frame)}`)];
    if (!isRecord(frame)) return [refusals.refuse('frame.missing-field', `the frame is ${shown(frame)}`)];
    const { cmd, channel, data } = frame;
    const said = codeOf(frame);
    if (said !== undefined && said.meaning !== 'ok')
      return [refusals.control('error', `${said.code}, ${said.words}: ${shown(frame)}`)];
    if (cmd === 'ping' || cmd === 'pong') return [refusals.control('pong', cmd)];
    // T1 names the channel and holds the fields, T2 names the command and nests them.
    const name = this.#preset.form === 'flat' ? channel : cmd;
    const record = this.#preset.form === 'flat' ? frame : data;
    if (name === 'funding' || name === 'ticker' || name === 'depth')
      return isRecord(record)
        ? this.#ofChannel(name, record, atMs)
        : [refusals.refuse('frame.missing-field', `${name}: data is ${shown(record)}`)];
    if (name === 'trade') return [refusals.control('unused', 'trade')];
    return said !== undefined || cmd === 'subscribe' || cmd === 'unsubscribe'
      ? [refusals.control('ack', shown(frame))]
      : [refusals.refuse('frame.unknown-channel', `the frame ${shown(frame)}`)];
  }

  rest(frame: unknown, { rest, atMs }: { readonly rest: string; readonly atMs: AtMs }): readonly MarketEvent[] {
    const { refusals } = this.#records;
    const { funding, depth, unnamed, kind } = this.#preset;
    if (typeof frame === 'string') return [refusals.refuse('frame.not-json', shown(frame))];
    if (!isRecord(frame)) return [refusals.refuse('frame.missing-field', `the answer is ${shown(frame)}`)];
    const { path, query } = requestLine(rest);
    const said = codeOf(frame);
    if ((said !== undefined && said.meaning !== 'ok') || frame['success'] === false)
      return [refusals.refuse('frame.venue-error', `${path}: ${said?.words ?? 'refused'}: ${shown(frame)}`)];
    const { data } = frame;
    const name = { where: path, exchange: query('exchange') ?? unnamed, symbol: query('symbol'), kind };
    switch (path) {
      case funding?.history:
        return this.#answers.history(name, data);
      case funding?.schedule:
        return [this.#answers.schedule(name, data, atMs)];
      case funding?.current:
        return [this.#answers.current(name, data, atMs)];
      case depth?.path:
        return isRecord(data)
          ? [this.#book(name, data, atMs)]
          : [refusals.refuse('frame.missing-field', `${path}: data is ${shown(data)}`)];
      default:
        return [refusals.refuse('frame.unknown-channel', `the path of ${shown(rest)}`)];
    }
  }

  /** Every record stands for itself; schedules hold over any connection. */
  lost(): readonly MarketEvent[] {
    return [];
  }

  #ofChannel(channel: 'funding' | 'ticker' | 'depth', record: Fields, arrivedAtMs: AtMs): readonly MarketEvent[] {
    const { unnamed, kind } = this.#preset;
    const name = { where: channel, exchange: record.exchange ?? unnamed, symbol: record.symbol, kind };
    switch (channel) {
      case 'funding':
        return this.#funding({ ...name, kind: 'perpetual' }, record, arrivedAtMs);
      case 'ticker':
        return [this.#ticker(name, record)];
      case 'depth':
        return [this.#book(name, record, arrivedAtMs)];
      default:
        return channel satisfies never;
    }
  }

  /** A rate, and the index where the frame names it. `premium` and `interest_rate` are not needed. */
  #funding(name: RelayName, record: Fields, arrivedAtMs: AtMs): readonly MarketEvent[] {
    const found = this.#records.find(name);
    if ('type' in found) return [found];
    const { where } = name;
    const { rate, next_funding_time: next, timestamp: sourceTime, index_price: price } = record;
    const events = [
      this.#records.fundingOf(this.#answers.scheduled(found.known), where, { rate, next, sourceTime, arrivedAtMs }),
    ];
    if ((price ?? null) !== null)
      events.push(
        this.#records.price('index', found.known, { where, field: 'index_price', price, venueAtMs: undefined }),
      );
    return events;
  }

  /** A mark where there is one; a last price is none. */
  #ticker(name: RelayName, { mark_price: price, symbol }: Fields): MarketEvent {
    const { where } = name;
    if ((price ?? null) === null)
      return this.#records.refusals.control('unused', `ticker ${shown(symbol)}: a last price alone`);
    const found = this.#records.find(name);
    if ('type' in found) return found;
    return this.#records.price('mark', found.known, { where, field: 'mark_price', price, venueAtMs: undefined });
  }

  #book(name: RelayName, record: Fields, arrivedAtMs: AtMs): MarketEvent {
    return this.#records.book(
      { ...name, symbol: record.symbol ?? name.symbol },
      { bids: record.bids, asks: record.asks, sourceTime: record.timestamp, arrivedAtMs },
    );
  }
}
