import { isRecord } from '../../../domain/codec.ts';
import type { SimMarket } from '../../sim-market.ts';
import { parseJson } from '../json-text.ts';
import { bookSnapshot, fundingFrame, indexFrame, markFrame } from './wire.ts';
import { bookRow, tickerRow } from './public.ts';
import { accountRow } from './private.ts';
import { indexOf } from './rest.ts';
import { positionRow } from './rows.ts';
import type { Outlet, Session, VenueHouse } from '../venue-face.ts';
import { API_KEY, API_PASSPHRASE } from '../venue-face.ts';
import type { FrameTime } from '../venue-wire.ts';

/** All arguments of one connection together, bytes. */
const ARGUMENT_BYTES_MAX = 65_536;
/** Subscribing, unsubscribing and logging in, of one connection. */
const REQUESTS_PER_HOUR = 480;
const HOUR_MS = 3_600_000;
/** A connection on which nothing is subscribed, or nothing was said, is closed after this. */
const IDLE_MS = 30_000;

/** The argument of a channel as clients write it and frames repeat it. */
export type ChannelArgument = Readonly<Record<string, unknown>>;

/** The key of a channel: its name and what it is of. */
export const keyOf = ({ channel, instId, instType }: ChannelArgument): string =>
  [channel, instType, instId].filter((part) => typeof part === 'string').join(' ');

/** One argument of a request may be refused while the others stand: that is the refusal. */
interface Refused {
  readonly code: string;
  readonly msg: string;
}

const unknown = (arg: ChannelArgument): Refused => ({
  code: '60018',
  msg:
    `Wrong URL or channel:${String(arg.channel)},instId:${String(arg.instId ?? arg.instType)} doesn't exist. ` +
    'Please use the correct URL, channel and parameters referring to API document.',
});

/** What both kinds of sockets do: bare pings, arguments one by one, budgets. */
abstract class OkxSession implements Session {
  readonly keys = new Set<string>();
  protected readonly outlet: Outlet;
  protected readonly connId: string;
  readonly #bytes = new Map<string, number>();
  #requestsAtMs: number[] = [];
  #heardAtMs: number;

  constructor(outlet: Outlet, house: VenueHouse) {
    this.outlet = outlet;
    this.connId = `simulated${house.nextId()}`;
    this.#heardAtMs = house.nowMs;
  }

  receive(text: string, house: VenueHouse): void {
    this.#heardAtMs = house.nowMs;
    // Bare text, no JSON.
    if (text === 'ping') return this.outlet.send('pong');
    const request = parseJson(text);
    const id = isRecord(request) && typeof request.id === 'string' ? { id: request.id } : {};
    if (!isRecord(request) || !Array.isArray(request.args) || !request.args.every(isRecord))
      return this.#fail({ code: '60012', msg: `Invalid request: ${text.slice(0, 200)}` }, id);
    if (this.#isTooMuch(house.nowMs)) return this.#fail({ code: '60014', msg: 'Requests too frequent.' }, id);
    const args: readonly ChannelArgument[] = request.args;
    switch (request.op) {
      case 'subscribe':
        return this.#each(args, id, (arg) => this.#subscribe(arg, house));
      case 'unsubscribe':
        return this.#each(args, id, (arg) => this.#unsubscribe(arg));
      case 'login':
        return this.login(args[0] ?? {}, house);
      default:
        return this.#fail({ code: '60012', msg: `Invalid request: ${text.slice(0, 200)}` }, id);
    }
  }

  tick(house: VenueHouse): void {
    if (this.keys.size === 0 && house.nowMs - this.#heardAtMs >= IDLE_MS)
      this.outlet.close(4004, 'No data received in 30s.');
  }

  /** Why an argument cannot be subscribed; `undefined` where it can. */
  protected abstract faultOf(arg: ChannelArgument, house: VenueHouse): Refused | undefined;
  /** What a channel begins with. */
  protected abstract firstFrames(arg: ChannelArgument, house: VenueHouse): readonly unknown[];

  protected login(_arg: ChannelArgument, _house: VenueHouse): void {
    this.#fail({ code: '60018', msg: 'Wrong URL for login.' }, {});
  }

  protected refuse({ code, msg }: Refused): void {
    this.#fail({ code, msg }, {});
  }

  #each(args: readonly ChannelArgument[], id: object, act: (arg: ChannelArgument) => Refused | Acknowledged): void {
    for (const arg of args) {
      const outcome = act(arg);
      if ('code' in outcome) this.#fail(outcome, id);
      else {
        this.outlet.send({ ...id, event: outcome.event, arg, connId: this.connId });
        for (const frame of outcome.first) if (frame !== undefined) this.outlet.send(frame);
      }
    }
  }

  #subscribe(arg: ChannelArgument, house: VenueHouse): Refused | Acknowledged {
    const fault = this.faultOf(arg, house);
    if (fault !== undefined) return fault;
    const key = keyOf(arg);
    this.#bytes.set(key, JSON.stringify(arg).length);
    let bytes = 0;
    for (const one of this.#bytes.values()) bytes += one;
    if (bytes > ARGUMENT_BYTES_MAX) {
      this.#bytes.delete(key);
      return { code: '60012', msg: 'Invalid request: the arguments of the connection exceed 64 KB' };
    }
    this.keys.add(key);
    return { event: 'subscribe', first: this.firstFrames(arg, house) };
  }

  #unsubscribe(arg: ChannelArgument): Acknowledged {
    this.keys.delete(keyOf(arg));
    this.#bytes.delete(keyOf(arg));
    return { event: 'unsubscribe', first: [] };
  }

  #isTooMuch(nowMs: number): boolean {
    this.#requestsAtMs = this.#requestsAtMs.filter((atMs) => atMs > nowMs - HOUR_MS);
    this.#requestsAtMs.push(nowMs);
    return this.#requestsAtMs.length > REQUESTS_PER_HOUR;
  }

  #fail({ code, msg }: Refused, id: object): void {
    this.outlet.send({ ...id, event: 'error', code, msg, connId: this.connId });
  }
}

interface Acknowledged {
  readonly event: 'subscribe' | 'unsubscribe';
  readonly first: readonly unknown[];
}

/** Channels of one instrument; the faster books want a tier that nobody has here. */
const SWAP_CHANNELS: ReadonlySet<unknown> = new Set(['funding-rate', 'mark-price', 'open-interest']);
const ALL_CHANNELS: ReadonlySet<unknown> = new Set(['books', 'books5', 'bbo-tbt', 'trades', 'tickers', 'price-limit']);
const TIERED: ReadonlySet<unknown> = new Set(['books-l2-tbt', 'books50-l2-tbt']);

/** The public socket: swaps, spot and indices. */
export class PublicSession extends OkxSession {
  protected faultOf(arg: ChannelArgument, house: VenueHouse): Refused | undefined {
    const { channel, instType } = arg;
    if (channel === 'liquidation-orders') return instType === 'SWAP' ? undefined : unknown(arg);
    if (channel === 'instruments') return instType === 'SWAP' || instType === 'SPOT' ? undefined : unknown(arg);
    const market = marketOf(arg, house);
    if (market === undefined) return unknown(arg);
    if (TIERED.has(channel)) return { code: '64003', msg: `Your trading fee tier is too low for ${String(channel)}.` };
    const isSwap = market.funding !== undefined;
    if (channel === 'index-tickers' || ALL_CHANNELS.has(channel)) return undefined;
    return isSwap && SWAP_CHANNELS.has(channel) ? undefined : unknown(arg);
  }

  protected firstFrames(arg: ChannelArgument, house: VenueHouse): readonly unknown[] {
    const market = marketOf(arg, house);
    return market === undefined ? [] : [firstFrame(arg, market, { atMs: house.nowMs, venueAtMs: house.nowMs })];
  }
}

const firstFrame = (arg: ChannelArgument, market: SimMarket, time: FrameTime): unknown => {
  switch (arg.channel) {
    case 'books':
      return bookSnapshot(market, time);
    case 'funding-rate':
      return fundingFrame(market, market.published, time);
    case 'mark-price':
      return markFrame(market, market.published, time);
    case 'index-tickers':
      return indexFrame(market, market.published, time);
    default:
      return extraFrame(arg, market, time);
  }
};

/** The market that an argument speaks of: by its name, or by the index it follows. */
const marketOf = ({ channel, instId }: ChannelArgument, house: VenueHouse): SimMarket | undefined => {
  if (typeof instId !== 'string') return undefined;
  if (channel !== 'index-tickers') return house.market(instId);
  return house.markets.find((market) => market.funding !== undefined && indexOf(market) === instId);
};

/** Frames of channels that are whole each time: price ticker, five levels, the touch. */
export const extraFrame = (arg: ChannelArgument, market: SimMarket, time: FrameTime): unknown => {
  const of = { channel: arg.channel, instId: market.instrument.nativeSymbol };
  switch (arg.channel) {
    case 'tickers':
      return { arg: of, data: [tickerRow(market, time.venueAtMs)] };
    case 'books5':
      return { arg: of, data: [{ ...bookRow(market, 5, time), instId: of.instId }] };
    case 'bbo-tbt':
      return { arg: of, data: [bookRow(market, 1, time)] };
    default:
      return undefined;
  }
};

const PRIVATE_CHANNELS: ReadonlySet<unknown> = new Set(['orders', 'positions', 'account', 'balance_and_position']);

/** The account's socket: nothing without a login. Orders begin with nothing, positions and balances with what is held. */
export class PrivateSession extends OkxSession {
  #isKnown = false;

  protected override login({ apiKey, passphrase, timestamp }: ChannelArgument, house: VenueHouse): void {
    if (apiKey !== API_KEY) return this.refuse({ code: '60005', msg: 'Invalid apiKey' });
    if (passphrase !== API_PASSPHRASE) return this.refuse({ code: '60024', msg: 'Wrong passphrase' });
    // Seconds here, and an instant of ISO 8601 over REST.
    if (!(Math.abs(Number(timestamp) * 1000 - house.nowMs) <= 30_000))
      return this.refuse({ code: '60006', msg: 'Timestamp request expired' });
    this.#isKnown = true;
    this.outlet.send({ event: 'login', code: '0', msg: '', connId: this.connId });
  }

  protected faultOf(arg: ChannelArgument): Refused | undefined {
    if (!this.#isKnown) return { code: '60011', msg: 'Please log in' };
    return PRIVATE_CHANNELS.has(arg.channel) ? undefined : unknown(arg);
  }

  protected firstFrames(arg: ChannelArgument, house: VenueHouse): readonly unknown[] {
    const count = { event: 'channel-conn-count', channel: arg.channel, connCount: '1', connId: this.connId };
    if (arg.channel === 'account') return [count, { arg, data: [accountRow(house)] }];
    if (arg.channel !== 'positions') return [count];
    const rows = house.desk.positions().flatMap((position) => {
      const market = house.markets.find(({ instrument }) => instrument.market === position.market);
      return market === undefined ? [] : [positionRow(position, market, house)];
    });
    return [count, { arg, data: rows }];
  }
}
