import { kindOf, symbolOf, symbolParts, venueOf } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import { ZERO, decimal } from '../domain/money.ts';
import type { Decimal } from '../domain/money.ts';
import { capitalAccount, inventoryAccount, openAccount, partAccount, seenRow, walletAccount } from './account.ts';
import { balancedEntry, booked } from './entry.ts';
import type { Entry, Movement } from './entry.ts';
import { LedgerFactError } from './ledger-error.ts';
import { emptyLot, tradeLot } from './lot.ts';
import type { Lot, LotTrade } from './lot.ts';
import type { AdoptedFact, FillFact, MoneyFact } from './money-fact.ts';

/** A money fact as a balanced entry, and the lot it leaves where it trades. */
export interface Posting {
  readonly entry: Entry;
  readonly lot?: Lot;
}

type PostedFact = Exclude<MoneyFact, { kind: 'rate' }>;

/** The row that says a fact was counted: by trade id, payment id or its own id. */
export const identityOf = (fact: PostedFact): string => {
  if (fact.kind === 'fill') return seenRow('fill', fact.fill.market, fact.fill.tradeId);
  if (fact.kind === 'funding') return seenRow('funding', fact.payment.market, fact.payment.paymentId);
  if (fact.kind === 'adopted') return seenRow('adopted', fact.market, fact.id);
  if (fact.kind === 'transfer') return seenRow('transfer', fact.from, fact.id);
  return seenRow(fact.kind, fact.venue, fact.id);
};

/** Books a fact. Throws LedgerFactError for amounts that cannot be (a price of zero, a quantity that is not a number). */
export const postingOf = (fact: PostedFact, lotOf: (market: MarketKey) => Lot | undefined): Posting => {
  if (fact.kind === 'fill') return postFill(fact, lotOf(fact.fill.market));
  if (fact.kind === 'funding') return { entry: postFunding(fact) };
  if (fact.kind === 'capital') return { entry: postCapital(fact) };
  if (fact.kind === 'transfer') return { entry: postTransfer(fact) };
  if (fact.kind === 'adopted') return postAdopted(fact, lotOf(fact.market));
  return { entry: postCost(fact) };
};

const postFill = (fact: FillFact, held: Lot | undefined): Posting => {
  const { fill, cycle } = fact;
  const { market } = fill;
  const contractSize = positive(fact, 'contractSize', fact.contractSize);
  const { settle } = symbolParts(symbolOf(market));
  const lot = held === undefined || held.quantity.isZero() ? emptyLot(market, contractSize) : held;
  if (!lot.contractSize.equals(contractSize))
    throw new LedgerFactError(`the contract size of ${market} changed while it is held`, { fact });
  const amounts = fillAmounts(fact, lot);
  const wallet = walletAccount(venueOf(market), settle);
  const movements: readonly Movement[] = [
    { account: wallet, coin: settle, amount: amounts.cash },
    { account: openAccount(market, settle), coin: settle, amount: amounts.carried },
    { account: partAccount(cycle, 'slippage', settle), coin: settle, amount: amounts.slippage },
    { account: partAccount(cycle, 'basis', settle), coin: settle, amount: amounts.basis.neg() },
    ...amounts.coins,
    ...feeMovements(fact, amounts.feeInSettle),
  ];
  return {
    entry: balancedEntry({ id: identityOf(fact), atMs: fill.venueAtMs, what: `fill of ${market}` }, movements),
    lot: amounts.lot,
  };
};

interface FillAmounts {
  readonly lot: Lot;
  readonly cash: Decimal;
  readonly carried: Decimal;
  readonly slippage: Decimal;
  readonly basis: Decimal;
  /** A fee a spot venue took out of the coins themselves, in the quote at the decision mid; else `undefined`. */
  readonly feeInSettle: Decimal | undefined;
  /** Movements of the base coin, spot only. */
  readonly coins: readonly Movement[];
}

/** Where a fill's money goes, in the settle coin. Slippage is signed against the decision mid, on the whole quantity. */
const fillAmounts = (fact: FillFact, lot: Lot): FillAmounts => {
  const { fill } = fact;
  const price = positive(fact, 'price', fill.price);
  const decisionMid = positive(fact, 'decisionMid', fact.decisionMid);
  const quantity = positive(fact, 'quantity', fill.quantity).times(fill.side === 'buy' ? 1 : -1);
  const trade = { quantity, price, decisionMid };
  if (kindOf(fill.market) === 'spot') return spotAmounts(fact, lot, trade);
  const { lot: after, realised: cash, basis, value, midValue } = tradeLot(lot, trade);
  const carried = carriedAt(after).minus(carriedAt(lot));
  return { lot: after, cash, carried, slippage: value.minus(midValue), basis, feeInSettle: undefined, coins: [] };
};

const spotAmounts = (fact: FillFact, lot: Lot, trade: LotTrade): FillAmounts => {
  const { market, fee, feeCoin } = fact.fill;
  const { base } = symbolParts(symbolOf(market));
  const isFeeInBase = feeCoin === base;
  const feeQuantity = isFeeInBase ? number(fact, 'fee', fee).div(lot.contractSize) : ZERO;
  const kept = tradeLot(lot, { ...trade, quantity: trade.quantity.minus(feeQuantity) });
  // What was paid for is the whole quantity, the fee's share of it included.
  const whole = isFeeInBase ? tradeLot(emptyLot(market, lot.contractSize), trade) : kept;
  const coins = booked(kept.lot.quantity.minus(lot.quantity).times(lot.contractSize));
  return {
    lot: kept.lot,
    cash: whole.value.neg(),
    carried: carriedAt(kept.lot).minus(carriedAt(lot)),
    slippage: whole.value.minus(whole.midValue),
    basis: kept.basis,
    feeInSettle: isFeeInBase ? whole.midValue.minus(kept.midValue) : undefined,
    coins: [
      { account: walletAccount(venueOf(market), base), coin: base, amount: coins },
      { account: inventoryAccount(market, base), coin: base, amount: coins.neg() },
    ],
  };
};

/** A perpetual's price never left the wallet, so only the entry slippage is carried; spot carries its whole cost. */
const carriedAt = (lot: Lot): Decimal => (kindOf(lot.market) === 'spot' ? lot.midCost : lot.midCost.minus(lot.cost));

const feeMovements = (fact: FillFact, feeInSettle: Decimal | undefined): readonly Movement[] => {
  const { fill, cycle } = fact;
  if (feeInSettle !== undefined) {
    const { settle } = symbolParts(symbolOf(fill.market));
    return [{ account: partAccount(cycle, 'fees', settle), coin: settle, amount: feeInSettle }];
  }
  const fee = number(fact, 'fee', fill.fee);
  return [
    { account: walletAccount(venueOf(fill.market), fill.feeCoin), coin: fill.feeCoin, amount: fee.neg() },
    { account: partAccount(cycle, 'fees', fill.feeCoin), coin: fill.feeCoin, amount: fee },
  ];
};

const postFunding = (fact: Extract<MoneyFact, { kind: 'funding' }>): Entry => {
  const { payment, cycle } = fact;
  const { market, coin, settlementAtMs } = payment;
  const amount = number(fact, 'amount', payment.amount);
  return balancedEntry({ id: identityOf(fact), atMs: settlementAtMs, what: `funding of ${market}` }, [
    { account: walletAccount(venueOf(market), coin), coin, amount },
    { account: partAccount(cycle, 'funding', coin), coin, amount: amount.neg() },
  ]);
};

const postCost = (fact: Extract<MoneyFact, { kind: 'financing' | 'fixed' }>): Entry => {
  const { kind, venue, coin, cycle, atMs } = fact;
  const amount = number(fact, 'amount', fact.amount);
  return balancedEntry({ id: identityOf(fact), atMs, what: kind }, [
    { account: walletAccount(venue, coin), coin, amount: amount.neg() },
    { account: partAccount(cycle, kind, coin), coin, amount },
  ]);
};

const postCapital = (fact: Extract<MoneyFact, { kind: 'capital' }>): Entry => {
  const { venue, coin, atMs } = fact;
  const amount = number(fact, 'amount', fact.amount);
  return balancedEntry({ id: identityOf(fact), atMs, what: amount.isNegative() ? 'withdrawal' : 'deposit' }, [
    { account: walletAccount(venue, coin), coin, amount },
    { account: capitalAccount(coin), coin, amount: amount.neg() },
  ]);
};

const postTransfer = (fact: Extract<MoneyFact, { kind: 'transfer' }>): Entry => {
  const { from, to, coin, atMs } = fact;
  const amount = number(fact, 'amount', fact.amount);
  return balancedEntry({ id: identityOf(fact), atMs, what: `transfer from ${from} to ${to}` }, [
    { account: walletAccount(from, coin), coin, amount: amount.neg() },
    { account: walletAccount(to, coin), coin, amount },
  ]);
};

/**
 * What is held already. The capital of a perpetual's wallet knows nothing of it, so nothing moves; coins were opened as capital in
 * coins, and become inventory that was paid for.
 */
const postAdopted = (fact: AdoptedFact, held: Lot | undefined): Posting => {
  const { market, atMs } = fact;
  if (held !== undefined && !held.quantity.isZero())
    throw new LedgerFactError(`${market} is held in these books already`, { fact });
  const { base, settle } = symbolParts(symbolOf(market));
  const contractSize = positive(fact, 'contractSize', fact.contractSize);
  const cost = number(fact, 'cost', fact.cost);
  const lot: Lot = { market, quantity: number(fact, 'quantity', fact.quantity), contractSize, cost, midCost: cost };
  const coins = kindOf(market) === 'spot' ? booked(lot.quantity.times(contractSize)) : ZERO;
  const carried = carriedAt(lot);
  const movements: readonly Movement[] = [
    { account: openAccount(market, settle), coin: settle, amount: carried },
    { account: capitalAccount(settle), coin: settle, amount: carried.neg() },
    { account: capitalAccount(base), coin: base, amount: coins },
    { account: inventoryAccount(market, base), coin: base, amount: coins.neg() },
  ];
  return { entry: balancedEntry({ id: identityOf(fact), atMs, what: `${market} as it was found` }, movements), lot };
};

const number = (fact: MoneyFact, field: string, value: string): Decimal => {
  try {
    return booked(decimal(value));
  } catch {
    throw new LedgerFactError(`${field} of a ${fact.kind} is not a number: "${value}"`, { fact });
  }
};

const positive = (fact: MoneyFact, field: string, value: string): Decimal => {
  const parsed = number(fact, field, value);
  if (parsed.isPositive() && !parsed.isZero()) return parsed;
  throw new LedgerFactError(`${field} of a ${fact.kind} must be above zero: "${value}"`, { fact });
};
