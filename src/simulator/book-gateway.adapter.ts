import type { BookDepth } from '../domain/book.ts';
import type { ClientOrderId, MarketKey, VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { AccountTruth } from '../domain/order.ts';
import type { VenueProfile, WorldRequest } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { CoinAmounts } from './account.ts';
import type { FaultSettings } from './faults.ts';
import type { LatencySettings } from './latency.ts';
import type { MarginRules } from './margin.ts';
import type { SimSettlement } from './sim-markets.ts';
import type { VenueStore } from './venue-store.ts';
import { SimExchange } from './sim-exchange.ts';

export interface BookGatewayOptions {
  readonly profiles: readonly VenueProfile[];
  /** The books the engine keeps; asked only inside `advanceTo` and `followBooks`. */
  readonly books: (market: MarketKey) => BookDepth | undefined;
  readonly instruments: (market: MarketKey) => Instrument | undefined;
  /** Marks in quote units; where unknown the entry price stands in for margin. */
  readonly marks: (market: MarketKey) => number | undefined;
  /** Latencies and faults follow from it. */
  readonly seed: number;
  readonly nowMs: AtMs;
  readonly capitalUsd?: number;
  readonly openings?: Readonly<Record<string, CoinAmounts>>;
  readonly faults?: FaultSettings;
  readonly latency?: Partial<LatencySettings>;
  readonly margin?: MarginRules;
  /** Where the accounts are kept over a restart; nowhere when absent. */
  readonly store?: VenueStore;
}

/** Counts the engine's connections over all lives of a store. */
const SESSION = 'gateway|session';

/** Orders against books that are not ours to move: the gateway of recorded and paper worlds. */
export interface BookGateway {
  /** Requests other than orders, look-ups and accounts are not its business and are ignored. */
  perform(request: WorldRequest, nowMs: AtMs): void;
  /** When something is due; Infinity when nothing is. */
  nextAtMs(): number;
  /** Does all that is due by `atMs`, against the books as they stand now, and returns what the engine hears of it. */
  advanceTo(atMs: AtMs): Input[];
  /** The books moved: resting orders may fill, margins are checked once a second. Call after the market data of an instant. */
  followBooks(atMs: AtMs): void;
  /** A settlement came: payments for what is held, at the settlement's own instant. */
  settle(settlement: SimSettlement): Input[];
  truth(venue: VenueId): AccountTruth;
  receivedClientIds(): ReadonlyMap<ClientOrderId, number>;
  close(): Promise<void>;
}

/** The simulated venues' matching, accounts and latency, against lent books. What changed is stored before it is told. */
export const createBookGateway = ({
  books,
  instruments,
  marks,
  store,
  ...options
}: BookGatewayOptions): BookGateway => {
  const rows = store === undefined ? [] : [...store.rows()];
  const session = 1 + Number(rows.find(({ key }) => key === SESSION)?.value ?? 0);
  store?.write([{ key: SESSION, value: session }]);
  const markets = { instrument: instruments, book: books, mark: marks };
  const exchange = new SimExchange({ ...options, markets, rows, session });
  const kept = <Result>(result: Result): Result => {
    const changed = exchange.takeRows();
    if (changed.length > 0) store?.write(changed);
    return result;
  };
  return {
    perform: (request, nowMs) => {
      if (request.kind !== 'resync') kept(exchange.perform(request, nowMs));
    },
    nextAtMs: () => exchange.nextAtMs(),
    advanceTo: (atMs) => kept(exchange.advanceTo(atMs)),
    followBooks: (atMs) => kept(exchange.followBooks(atMs)),
    settle: (settlement) => kept(exchange.settle([settlement])),
    truth: (venue) => exchange.truth(venue),
    receivedClientIds: () => exchange.receivedClientIds(),
    close: async () => store?.close(),
  };
};
