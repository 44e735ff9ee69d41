import type { AnyStateMachine, StateValue } from 'xstate';
import { aprOf, per8hRate } from '../../domain/funding.ts';
import type { FundingKind } from '../../domain/funding.ts';
import { actorId, symbolOf, symbolParts } from '../../domain/ids.ts';
import type { ActorId, CoinId, MarketKey, MarketKind, VenueId } from '../../domain/ids.ts';
import type { World } from '../../domain/ports.ts';
import type { AtMs } from '../../domain/units.ts';
import type { UsdAttribution } from '../../ledger/attribution.ts';
import type { Market } from '../../market/market.ts';
import { cycleOf } from '../../position/position.ts';
import type { Desks } from '../desks.ts';
import type { InputLog, RememberedInput } from './input-log.ts';
import { marketInspection } from './market-detail.ts';
import type { MarketInspection } from './market-detail.ts';
import { stateText } from './state-text.ts';
import type { DrawdownStatus } from './status.ts';

/** One market as a window shows it; a figure that is not known is `undefined`. Prices in quote units. */
export interface MarketRow {
  readonly market: MarketKey;
  readonly coin: CoinId;
  readonly venue: VenueId;
  readonly kind: MarketKind;
  /** State of its actor. */
  readonly state: string;
  /** Fraction per `intervalHours`; the venue's own figure. */
  readonly rate: number | undefined;
  readonly rateKind: FundingKind | undefined;
  readonly intervalHours: number | undefined;
  readonly settlementAtMs: AtMs | undefined;
  readonly per8hBps: number | undefined;
  /** Simple annual rate, a fraction. */
  readonly apr: number | undefined;
  readonly mark: number | undefined;
  readonly index: number | undefined;
  readonly mid: number | undefined;
  /** Width of the touch over mid, bps. */
  readonly spreadBps: number | undefined;
  /** When the last word on its book arrived. */
  readonly bookAtMs: AtMs | undefined;
}

/** Price levels of both sides, best first, copied: `[price, size]` in the venue's unit. */
export interface BookLevels {
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
}

/** What a cycle earned by part, USD as a signal; the ledger keeps the decimals. Costs positive. */
export type CycleParts = Readonly<
  Record<'funding' | 'basis' | 'fx' | 'fees' | 'slippage' | 'financing' | 'fixed' | 'net', number>
>;

/** A view into a running engine for whoever draws it. Looking changes nothing. */
export interface Inspection extends MarketInspection {
  actors(): readonly { readonly id: ActorId; readonly state: string }[];
  /** The machine an actor runs. */
  machine(id: ActorId): AnyStateMachine | undefined;
  value(id: ActorId): StateValue | undefined;
  context(id: ActorId): unknown;
  /** Markets that a stream has fed. */
  marketRows(): readonly MarketRow[];
  book(market: MarketKey, levelsMax: number): BookLevels | undefined;
  /** The parts of a coin's cycle in hand; `undefined` when there is none or a coin cannot be valued. */
  cycleParts(coin: CoinId): CycleParts | undefined;
  /** The input that led to facts, while it is remembered. */
  input(seq: number): RememberedInput | undefined;
  /** What the drawdown guard saw at its last look. */
  drawdown(): DrawdownStatus | undefined;
}

export interface InspectionParts {
  readonly desks: Desks;
  readonly inputs: Pick<InputLog, 'find'>;
  readonly world: Pick<World, 'machines'>;
}

export const inspectionOf = ({ desks, inputs, world }: InspectionParts): Inspection => {
  const { registry, feeds } = desks;
  const outside = (id: ActorId) => world.machines?.().find((one) => one.id === id);
  return {
    actors: () => [
      ...registry.ids().map((id) => ({ id, state: registry.state(id) ?? '' })),
      // a world says what its values are, the compiler cannot know
      ...(world.machines?.() ?? []).map(({ id, value }) => ({ id, state: stateText(value as StateValue) })),
    ],
    machine: (id) => registry.machine(id) ?? (outside(id)?.machine as AnyStateMachine | undefined),
    value: (id) => (registry.value(id) ?? outside(id)?.value) as StateValue | undefined,
    context: (id) => (registry.has(id) ? registry.context(id) : outside(id)?.context),
    marketRows: () =>
      [...feeds.markets.all()]
        .filter(({ isFed }) => isFed)
        .map((market) => marketRow(market, registry.state(actorId(`market/${market.key}`)) ?? 'awaiting')),
    book: (market, levelsMax) => {
      const depth = feeds.markets.find(market)?.depth();
      return depth === undefined
        ? undefined
        : { bids: copied(depth.bids, levelsMax), asks: copied(depth.asks, levelsMax) };
    },
    cycleParts: (coin) => cycleParts(desks, coin),
    input: (seq) => inputs.find(seq),
    drawdown: () => desks.guards.standing(),
    ...marketInspection(desks),
  };
};

const marketRow = (market: Market, state: string): MarketRow => {
  const { key, venue, kind, funding, mark, index, mid } = market;
  const top = mid === undefined ? undefined : market.book.top();
  return {
    market: key,
    coin: market.instrument?.coin ?? (symbolParts(symbolOf(key)).base as CoinId),
    venue,
    kind,
    state,
    rate: funding?.rate,
    rateKind: funding?.kind,
    intervalHours: funding?.intervalHours,
    settlementAtMs: funding?.settlementAtMs,
    per8hBps: funding === undefined ? undefined : per8hRate(funding) * 1e4,
    apr: funding === undefined ? undefined : aprOf(funding),
    mark,
    index,
    mid,
    spreadBps: top === undefined || mid === undefined ? undefined : ((top.ask - top.bid) / mid) * 1e4,
    bookAtMs: market.bookTime?.arrivedAtMs,
  };
};

const copied = (
  side: { readonly prices: ArrayLike<number>; readonly sizes: ArrayLike<number>; readonly count: number },
  levelsMax: number,
): BookLevels['bids'] =>
  Array.from({ length: Math.min(side.count, levelsMax) }, (_, at) => [side.prices[at] ?? NaN, side.sizes[at] ?? NaN]);

const cycleParts = ({ positions, treasury }: Desks, coin: CoinId): CycleParts | undefined => {
  const position = positions.position(coin);
  if (position?.legs == null) return undefined;
  return cyclePartsOf(treasury.attribution(cycleOf(position)));
};

export const cyclePartsOf = (parts: UsdAttribution): CycleParts | undefined => {
  if (parts.kind === 'unvalued') return undefined;
  const { funding, basis, fx, fees, slippage, financing, fixed, net } = parts;
  return {
    funding: funding.toNumber(),
    basis: basis.toNumber(),
    fx: fx.toNumber(),
    fees: fees.toNumber(),
    slippage: slippage.toNumber(),
    financing: financing.toNumber(),
    fixed: fixed.toNumber(),
    net: net.toNumber(),
  };
};
