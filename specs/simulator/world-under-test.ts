import type { MarketKey, Side } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import type { ApprovedOrder } from '../../src/domain/order.ts';
import type { World } from '../../src/domain/ports.ts';
import type { SimulatedWorld, SimulatedWorldOptions } from '../../src/simulator/sim-world.adapter.ts';
import { ceilTo, decimal, floorTo, text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { createSimulatedWorld } from '../../src/simulator/sim-world.adapter.ts';
import { knownVenues } from '../../src/venues/registry.ts';
import { orderOf } from './venue-under-test.ts';

/** Half a minute before an 8-hour boundary. */
export const BEFORE_EIGHT = atMs(Date.UTC(2026, 9, 2, 8) - 30_000);

/** The default scenario on every known venue from seed 7, unless told otherwise. */
export const worldOf = (change: Partial<SimulatedWorldOptions> = {}): SimulatedWorld =>
  createSimulatedWorld({ seed: 7, profiles: knownVenues, startAtMs: BEFORE_EIGHT, ...change });

/** The inputs of so many instants. */
export const inputsOf = async (world: World, instants: number): Promise<Input[]> => {
  const all: Input[] = [];
  for (let n = 0; n < instants; n++) {
    const inputs = await world.next(undefined);
    if (inputs === 'ended') break;
    all.push(...inputs);
  }
  return all;
};

/** Where two runs of inputs part, in a line; `none` where they are the same. */
export const firstDifference = (one: readonly Input[], two: readonly Input[]): string => {
  for (let at = 0; at < Math.max(one.length, two.length); at++) {
    const [a, b] = [JSON.stringify(one[at]), JSON.stringify(two[at])];
    if (a !== b) return `at ${at}: ${a?.slice(0, 300)} and ${b?.slice(0, 300)}`;
  }
  return 'none';
};

/** An order of about 100 USD that crosses the book of the moment by half a percent. */
export const marketOrder = (
  world: Pick<SimulatedWorld, 'markets'>,
  { market, side, id }: { readonly market: MarketKey; readonly side: Side; readonly id: string },
): ApprovedOrder => {
  const instrument = world.markets.instruments().find((one) => one.market === market);
  if (instrument === undefined) throw new Error(`the scenario has no ${market}`);
  const mark = decimal(world.markets.markPrice(market));
  const limit = mark.times(side === 'buy' ? '1.005' : '0.995');
  const round = side === 'buy' ? ceilTo : floorTo;
  return orderOf({
    market,
    side,
    clientOrderId: id,
    quantity: text(ceilTo(decimal(100).div(mark).div(instrument.contractSize), instrument.lotSize)),
    limitPrice: text(round(limit, instrument.tickSize)),
    decisionMid: text(mark),
  });
};
