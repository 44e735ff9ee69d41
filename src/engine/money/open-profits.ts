import { kindOf } from '../../domain/ids.ts';
import type { Decimal } from '../../domain/money.ts';
import { signedValue } from '../../ledger/lot.ts';
import type { Lot } from '../../ledger/lot.ts';

/** Profit of what is open, USD: against the prices paid, and against the mids of the decisions (slippage is booked already). */
export interface OpenProfit {
  readonly sincePaidUsd: number;
  readonly sinceMidUsd: number;
}

/** The mark of a market, and USD for one of its settle coin. */
export interface LotPrice {
  readonly mark: Decimal;
  readonly rate: Decimal;
}

/** Open profits of lots. They are asked for more often than a price moves, so each lot's last one is kept. */
export class OpenProfits {
  /** A lot is never changed, it is replaced. */
  readonly #last = new WeakMap<Lot, LotPrice & { readonly profit: OpenProfit }>();

  of(lot: Lot, { mark, rate }: LotPrice): OpenProfit {
    const last = this.#last.get(lot);
    if (last !== undefined && last.mark.eq(mark) && last.rate.eq(rate)) return last.profit;
    const value = signedValue({ kind: kindOf(lot.market), contractSize: lot.contractSize }, lot.quantity, mark);
    const profit = {
      sincePaidUsd: value.minus(lot.cost).times(rate).toNumber(),
      sinceMidUsd: value.minus(lot.midCost).times(rate).toNumber(),
    };
    this.#last.set(lot, { mark, rate, profit });
    return profit;
  }
}
