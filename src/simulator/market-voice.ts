import type { Input } from '../domain/input.ts';
import type { SimMarket } from './sim-market.ts';
import type { MarketFeed, MarketListener } from './sim-markets.ts';

export interface Saying {
  readonly inputs: Input[];
  readonly frames: (out: Input[]) => void;
}

/** Says something of a market: into `inputs`, or to the listener where there is one and it wants to hear it. */
export const say =
  (listener: MarketListener | undefined) =>
  (market: SimMarket, feed: MarketFeed, { inputs, frames }: Saying): void => {
    if (listener === undefined) return frames(inputs);
    if (!listener.wants(market, feed)) return;
    const out: Input[] = [];
    frames(out);
    listener.heard(market, feed, out);
  };
