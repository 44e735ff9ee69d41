import type { CoinId, MarketKey } from '../domain/ids.ts';
import { actorId, kindOf, symbolOf, symbolParts } from '../domain/ids.ts';
import { decimal } from '../domain/money.ts';
import type { AtMs } from '../domain/units.ts';
import { OpenProfits } from '../engine/money/open-profits.ts';
import type { PositionRooms } from '../engine/view/status-view.ts';
import type { Position } from '../position/position.ts';
import type { FoldedRun } from './folded-run.ts';

export interface PositionRoomsParts {
  readonly run: FoldedRun;
  readonly nowMs: AtMs;
  readonly coins: readonly CoinId[];
  readonly positionOf: (coin: CoinId) => Position | undefined;
}

/** What the engine asks of its rooms to tell how positions stand, answered from facts; what they do not hold is unknown. */
export const positionRooms = ({ run, nowMs, coins, positionOf }: PositionRoomsParts): PositionRooms => {
  const { actors, books, decisions } = run;
  const { ledger } = books;
  const profits = new OpenProfits();
  const priceOf = (market: MarketKey): number | undefined => {
    const prices = decisions.prices(market);
    return prices?.mark ?? prices?.mid;
  };
  return {
    positions: { coins: () => coins, position: positionOf },
    registry: { state: (id) => actors.get(actorId(id))?.state },
    feeds: { markets: { find: (market) => decisions.prices(market) } },
    treasury: {
      ledger,
      attribution: (cycle) => books.attribution(cycle),
      notionalUsd: (market) => {
        const [lot, price] = [ledger.lot(market), priceOf(market)];
        if (lot === undefined || price === undefined) return 0;
        const size = lot.quantity.abs().times(lot.contractSize).toNumber();
        return kindOf(market) === 'inverse' ? size : size * price;
      },
      openProfit: (market) => {
        const lot = ledger.lot(market);
        if (lot === undefined) return { sincePaidUsd: 0, sinceMidUsd: 0 };
        const [price, rate] = [priceOf(market), ledger.usdRate(symbolParts(symbolOf(market)).settle)];
        return price === undefined || rate === undefined ? undefined : profits.of(lot, { mark: decimal(price), rate });
      },
    },
    risk: { naked: () => undefined, margin: () => undefined },
    fundings: { coming: () => undefined },
    outbox: { nowMs },
    scout: { view: () => undefined },
  };
};
