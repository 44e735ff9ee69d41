import type { VenueId } from '../../domain/ids.ts';
import { ZERO, decimal, sum, text } from '../../domain/money.ts';
import type { Decimal, DecimalText } from '../../domain/money.ts';
import type { AccountTransfer, AccountTruth } from '../../domain/order.ts';
import type { Outbox } from '../outbox.ts';
import type { Treasury } from './treasury.ts';

/** A wallet of which we have booked another amount than the venue says. */
export interface BalanceDifference {
  readonly coin: string;
  readonly booked: DecimalText;
  readonly venue: DecimalText;
}

export interface CapitalDeskParts {
  readonly outbox: Outbox;
  readonly treasury: Treasury;
  /** So much came in (positive) or went out, USD: neither gain nor loss. */
  readonly transferred: (amountUsd: DecimalText) => void;
}

/**
 * What is put into the venues' wallets and taken out of them. The first report of a venue opens its wallets; transfers that a
 * venue lists are booked once by their id. What differs after that is not explained by anything we know: it stays as it is
 * until it agrees again, or until the operator says that it was put in or taken out.
 */
export class CapitalDesk {
  readonly #parts: CapitalDeskParts;
  readonly #differing = new Map<VenueId, readonly BalanceDifference[]>();

  constructor(parts: CapitalDeskParts) {
    this.#parts = parts;
  }

  /** Books what a report tells of capital and returns where it still differs from the books. */
  meet(report: AccountTruth): readonly BalanceDifference[] {
    const { venue, transfers } = report;
    if (this.#parts.treasury.walletCoins(venue).length === 0) this.#open(report);
    for (const transfer of transfers) this.#move(venue, transfer, 'venue');
    const differing = this.#differences(report);
    this.#differing.set(venue, differing);
    return differing;
  }

  /** The operator's word: what differed at a venue was put in or taken out. False where nothing differs. */
  adopt(venue: VenueId): boolean {
    const { outbox } = this.#parts;
    const differing = this.#differing.get(venue) ?? [];
    this.#differing.delete(venue);
    for (const { coin, booked, venue: told } of differing) {
      const transferId = `adopted-${outbox.nowMs}-${coin}`;
      const amount = text(decimal(told).minus(booked));
      this.#move(venue, { transferId, coin, amount, venueAtMs: outbox.nowMs }, 'operator');
    }
    return differing.length > 0;
  }

  /** What is listed beside the first balances came or went before they were looked at: it is booked as such. */
  #open({ venue, balances, transfers }: AccountTruth): void {
    const { outbox, treasury } = this.#parts;
    for (const { coin, total } of balances) {
      const moved = sum(transfers.filter((one) => one.coin === coin).map(({ amount }) => decimal(amount)));
      const amount = text(decimal(total).minus(moved));
      if (decimal(amount).isZero()) continue;
      const opening = { id: `opening-${venue}-${coin}`, atMs: outbox.nowMs, venue, coin, amount };
      if (treasury.bookCapital(opening, 'capital.opened', { venue, coin, amount })) this.#tell(coin, amount);
    }
  }

  #move(venue: VenueId, { transferId, coin, amount, venueAtMs }: AccountTransfer, by: 'venue' | 'operator'): void {
    const id = `transfer-${transferId}`;
    const body = { venue, coin, amount, id, venueAtMs, by };
    const isNew = this.#parts.treasury.bookCapital({ id, atMs: venueAtMs, venue, coin, amount }, 'capital.moved', body);
    if (isNew) this.#tell(coin, amount);
  }

  #tell(coin: string, amount: DecimalText): void {
    const { treasury, transferred } = this.#parts;
    transferred(text(decimal(amount).times(treasury.usdPer(coin))));
  }

  /** A coin of ours that a venue does not name any more is gone. */
  #differences({ venue, balances }: AccountTruth): readonly BalanceDifference[] {
    const { treasury } = this.#parts;
    const told = new Map<string, Decimal>(balances.map(({ coin, total }) => [coin, decimal(total)]));
    const coins = new Set([...told.keys(), ...treasury.walletCoins(venue)]);
    return [...coins].flatMap((coin) => {
      const [booked, total] = [treasury.ledger.wallet(venue, coin), told.get(coin) ?? ZERO];
      return booked.equals(total) ? [] : [{ coin, booked: text(booked), venue: text(total) }];
    });
  }
}
