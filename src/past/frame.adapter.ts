import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { StateValue } from 'xstate';
import type { ActorId, CoinId, MarketKey } from '../domain/ids.ts';
import { positionCoin } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import type { Engine } from '../engine/engine.ts';
import type { BookLevels, CycleParts, Inspection, MarketRow } from '../engine/view/inspect.ts';
import type { ChargedRate, MarketDetail } from '../engine/view/market-detail.ts';
import type { Projection } from '../visualizer/projection.ts';

export type Scene = Pick<Engine, 'status' | 'signals' | 'inspect'>;
type FindInput = Inspection['input'];

/** A run at one of its instants, kept: nothing in it moves any more. Markets are packed: they are most of it. */
export interface Frame {
  readonly seq: number;
  readonly atMs: AtMs;
  readonly projection: Projection;
  readonly status: ReturnType<Engine['status']>;
  readonly signals: ReturnType<Engine['signals']>;
  readonly actors: readonly FrozenActor[];
  readonly cycles: ReadonlyMap<CoinId, CycleParts | undefined>;
  readonly drawdown: ReturnType<Inspection['drawdown']>;
  readonly markets: Uint8Array;
  /** Roughly what it takes to keep. */
  readonly bytes: number;
}

interface FrozenActor {
  readonly id: ActorId;
  readonly state: string;
  readonly machine: ReturnType<Inspection['machine']>;
  readonly value: StateValue | undefined;
  /** Machines make a new one for every change. */
  readonly context: unknown;
}

interface FrozenMarkets {
  readonly rows: readonly MarketRow[];
  readonly mids: readonly (readonly [MarketKey, number])[];
  readonly details: ReadonlyMap<MarketKey, MarketDetail | undefined>;
  readonly books: ReadonlyMap<MarketKey, BookLevels | undefined>;
  readonly charged: ReadonlyMap<MarketKey, readonly ChargedRate[]>;
}

/** Of each side of a book; a page shows fewer. */
const LEVELS_MAX = 15;
/** Three collections hold it, which a kept instant has for itself. */
const BYTES_PER_FACT = 128;

/** What a run tells of itself now, for later. */
export const frameOf = (
  { status, signals, inspect }: Scene,
  { seq, atMs, projection }: Pick<Frame, 'seq' | 'atMs' | 'projection'>,
): Frame => {
  const actors = inspect.actors().map(({ id, state }) => ({
    id,
    state,
    machine: inspect.machine(id),
    value: inspect.value(id),
    context: inspect.context(id),
  }));
  const markets = deflateRawSync(serialize(marketsOf(inspect)), { level: 1 });
  const coins = actors.flatMap(({ id }) => positionCoin(id) ?? []);
  return {
    seq,
    atMs,
    projection: projection.copy(),
    status: status(),
    signals: [...signals()],
    actors,
    cycles: new Map(coins.map((coin) => [coin, inspect.cycleParts(coin)])),
    drawdown: inspect.drawdown(),
    markets,
    bytes: markets.length + BYTES_PER_FACT * projection.facts().length,
  };
};

const marketsOf = (inspect: Inspection): FrozenMarkets => {
  const rows = inspect.marketRows();
  const mids: [MarketKey, number][] = [];
  inspect.eachMid((market, mid) => mids.push([market, mid]));
  const keys = [...new Set([...rows.map(({ market }) => market), ...mids.map(([market]) => market)])];
  const each = <Value>(of: (market: MarketKey) => Value) => new Map(keys.map((key) => [key, of(key)]));
  return {
    rows,
    mids,
    details: each((market) => inspect.marketDetail(market)),
    books: each((market) => inspect.book(market, LEVELS_MAX)),
    charged: each((market) => inspect.charged(market)),
  };
};

/** A kept instant as a page looks at it: markets are unpacked when somebody asks for one. */
export const sceneIn = (frame: Frame, input: FindInput): Scene => {
  const { status, signals, cycles, drawdown } = frame;
  const actors = new Map(frame.actors.map((actor) => [actor.id, actor]));
  let unpacked: FrozenMarkets | undefined;
  // packed above
  const markets = () => (unpacked ??= deserialize(inflateRawSync(frame.markets)) as FrozenMarkets);
  return {
    status: () => status,
    signals: () => signals,
    inspect: {
      actors: () => frame.actors.map(({ id, state }) => ({ id, state })),
      machine: (id) => actors.get(id)?.machine,
      value: (id) => actors.get(id)?.value,
      context: (id) => actors.get(id)?.context,
      marketRows: () => markets().rows,
      book: (market, levelsMax) => {
        const book = markets().books.get(market);
        return book && { bids: book.bids.slice(0, levelsMax), asks: book.asks.slice(0, levelsMax) };
      },
      marketDetail: (market) => markets().details.get(market),
      charged: (market) => markets().charged.get(market) ?? [],
      eachMid: (tell) => markets().mids.forEach(([market, mid]) => tell(market, mid)),
      cycleParts: (coin) => cycles.get(coin),
      input: (seq) => (seq <= status.seq ? input(seq) : undefined),
      drawdown: () => drawdown,
    },
  };
};
