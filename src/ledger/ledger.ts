import type { MarketKey, VenueId } from '../domain/ids.ts';
import { decimal, text } from '../domain/money.ts';
import type { Decimal, DecimalText } from '../domain/money.ts';
import { PARTS, cycleAccounts, lotRow, rateRow, unvaluedRow, usdRow, walletAccount, wordsOf } from './account.ts';
import { attributionByCoin, attributionInUsd } from './attribution.ts';
import type { Attribution, UsdAttribution } from './attribution.ts';
import { balanceOf, changedBy } from './balances.ts';
import type { Balances } from './balances.ts';
import { booked } from './entry.ts';
import type { Entry } from './entry.ts';
import { equityOf } from './equity.ts';
import type { Equity } from './equity.ts';
import { LedgerFactError, LedgerRowError } from './ledger-error.ts';
import type { Lot } from './lot.ts';
import type { MoneyFact } from './money-fact.ts';
import { identityOf, postingOf } from './posting.ts';

export interface Posted {
  /** A fact counted before moves nothing. */
  readonly status: 'posted' | 'duplicate';
  readonly entries: readonly Entry[];
  /** Every row that changed, absolute: what a journal batch takes as `ledger`. */
  readonly changedBalances: Readonly<Record<string, string>>;
}

/** The single writer of money. Its whole state is its rows: what a journal's `balances()` gives back restores it. */
export interface Ledger {
  /** Books a fact once. Throws LedgerFactError, and then nothing has changed. */
  post(fact: MoneyFact): Posted;
  /** Every row, in name order. */
  rows(): Readonly<Record<string, string>>;
  balance(account: string): Decimal;
  wallet(venue: VenueId, coin: string): Decimal;
  /** What is held on a market; `undefined` when nothing is. */
  lot(market: MarketKey): Lot | undefined;
  /** Open lots in market order. */
  lots(): readonly Lot[];
  /** The USD rate of a coin as journaled last; 1 for USD itself and for nothing else. */
  usdRate(coin: string): Decimal | undefined;
  attribution(cycle: string): ReadonlyMap<string, Attribution>;
  attributionUsd(cycle: string): UsdAttribution;
  /** At the journaled rates and these marks. */
  equity(mark: (market: MarketKey) => Decimal | undefined): Equity;
}

/** A ledger over stored rows; none for a first start. Throws LedgerRowError for rows that are not a ledger's. */
export const createLedger = (stored: Readonly<Record<string, string>> = {}): Ledger => {
  const state = readRows(stored);
  const { accounts, wallets, cycles, rows, lots } = state;
  const ofCycle = (cycle: string): Balances => cycles.get(cycleAccounts(cycle)) ?? new Map();
  const usdRate = (coin: string): Decimal | undefined => {
    const rate = coin === 'USD' ? '1' : rows.get(rateRow(coin));
    return rate === undefined ? undefined : decimal(rate);
  };
  // many ask between two bookings
  let ordered: readonly Lot[] | undefined;
  const lotsInOrder = () => (ordered ??= [...lots.values()].sort((a, b) => (a.market < b.market ? -1 : 1)));
  return {
    post: (fact) => {
      ordered = undefined;
      return fact.kind === 'rate' ? postRate(state, fact) : postOnce(state, fact, usdRate);
    },
    rows: () => Object.fromEntries([...accounts, ...rows, ...state.seen].sort(([a], [b]) => (a < b ? -1 : 1))),
    balance: (account) => balanceOf(accounts, account),
    wallet: (venue, coin) => balanceOf(accounts, walletAccount(venue, coin)),
    lot: (market) => lots.get(market),
    lots: lotsInOrder,
    usdRate,
    attribution: (cycle) => attributionByCoin(ofCycle(cycle), cycle),
    attributionUsd: (cycle) => attributionInUsd(ofCycle(cycle), rows, { cycle, usdRate }),
    equity: (mark) => equityOf(wallets, lotsInOrder(), { usdRate, mark }),
  };
};

type Rows = Map<string, DecimalText>;

interface LedgerState {
  /** Double-entry accounts: each coin sums to zero over all of them. */
  readonly accounts: Rows;
  /** Those of them that equity and results are made of, so that nobody looks for them among all. */
  readonly wallets: Rows;
  readonly cycles: Map<string, Rows>;
  /** Lots, rates and USD sums: memos beside the books. */
  readonly rows: Rows;
  /** What was counted, and when. */
  readonly seen: Rows;
  readonly lots: Map<MarketKey, Lot>;
}

type BookedFact = Exclude<MoneyFact, { kind: 'rate' }>;

const postOnce = (state: LedgerState, fact: BookedFact, usdRate: Ledger['usdRate']): Posted => {
  const id = identityOf(fact);
  if (state.seen.has(id)) return { status: 'duplicate', entries: [], changedBalances: {} };
  const { entry, lot } = postingOf(fact, (market) => state.lots.get(market));
  const changedAccounts = changedBy(state.accounts, entry);
  const changedRows = [...(lot === undefined ? [] : lotRows(lot)), ...usdRows(state.rows, entry, usdRate)];
  const counted = [id, text(entry.atMs)] as const;
  for (const [account, balance] of changedAccounts) keepAccount(state, account, balance);
  for (const [row, value] of changedRows) state.rows.set(row, value);
  state.seen.set(...counted);
  if (lot !== undefined) keepLot(state.lots, lot);
  return {
    status: 'posted',
    entries: [entry],
    changedBalances: Object.fromEntries([...changedAccounts, ...changedRows, counted]),
  };
};

const postRate = (state: LedgerState, fact: Extract<MoneyFact, { kind: 'rate' }>): Posted => {
  const usd = Number(fact.usd);
  if (!(usd > 0) || !Number.isFinite(usd))
    throw new LedgerFactError(`the USD rate of ${fact.coin} must be above zero: "${fact.usd}"`, { fact });
  const row = rateRow(fact.coin);
  state.rows.set(row, text(fact.usd));
  return { status: 'posted', entries: [], changedBalances: { [row]: text(fact.usd) } };
};

const keepAccount = ({ accounts, wallets, cycles }: LedgerState, account: string, balance: DecimalText): void => {
  accounts.set(account, balance);
  const [kind, cycle] = wordsOf(account);
  if (kind === 'wallet') wallets.set(account, balance);
  if (kind !== 'cycle' || cycle === undefined) return;
  const name = `${kind} ${cycle}`;
  cycles.set(name, (cycles.get(name) ?? new Map()).set(account, balance));
};

const keepLot = (lots: Map<MarketKey, Lot>, lot: Lot): void => {
  if (lot.quantity.isZero()) lots.delete(lot.market);
  else lots.set(lot.market, lot);
};

const LOT_FIELDS = ['quantity', 'contractSize', 'cost', 'midCost'] as const;

const lotRows = (lot: Lot): readonly [string, DecimalText][] =>
  LOT_FIELDS.map((field) => [lotRow(lot.market, field), text(lot[field])]);

/** The parts an entry books, summed up in USD at the rate of this instant, or marked as having had none. */
const usdRows = (rows: Balances, entry: Entry, usdRate: Ledger['usdRate']): readonly [string, DecimalText][] => {
  const changed = new Map<string, DecimalText>();
  for (const { account, coin, amount } of entry.lines) {
    const [kind, cycle, word] = wordsOf(account);
    const part = PARTS.find((known) => known === word);
    if (kind !== 'cycle' || cycle === undefined || part === undefined) continue;
    const rate = usdRate(coin);
    if (rate === undefined) {
      changed.set(unvaluedRow(cycle, coin), text(1));
      continue;
    }
    const row = usdRow(cycle, part);
    const before = decimal(changed.get(row) ?? rows.get(row) ?? '0');
    changed.set(row, text(before.plus(booked(decimal(amount).times(rate)))));
  }
  return [...changed];
};

const ACCOUNT_KINDS = ['wallet', 'capital', 'open', 'inventory', 'cycle'];
// 'fees' are the engine's own notes of volumes: kept with the books, not read here
const MEMO_KINDS = ['lot', 'rate', 'usd', 'unvalued', 'fees'];

const emptyState = (): LedgerState => ({
  accounts: new Map(),
  wallets: new Map(),
  cycles: new Map(),
  rows: new Map(),
  seen: new Map(),
  lots: new Map(),
});

const readRows = (stored: Readonly<Record<string, string>>): LedgerState => {
  const state: LedgerState = emptyState();
  const markets = new Set<MarketKey>();
  for (const [row, value] of Object.entries(stored)) {
    const [kind = '', market = ''] = wordsOf(row);
    if (ACCOUNT_KINDS.includes(kind)) keepAccount(state, row, readAmount(row, value));
    else tableOf(state, kind, { row, value }).set(row, readAmount(row, value));
    if (kind === 'lot') markets.add(market as MarketKey);
  }
  for (const market of markets) {
    const [quantity, contractSize, cost, midCost] = LOT_FIELDS.map((field) =>
      balanceOf(state.rows, lotRow(market, field)),
    );
    if (quantity !== undefined && contractSize !== undefined && cost !== undefined && midCost !== undefined)
      keepLot(state.lots, { market, quantity, contractSize, cost, midCost });
  }
  return state;
};

const tableOf = (state: LedgerState, kind: string, context: { row: string; value: string }): Rows => {
  if (MEMO_KINDS.includes(kind)) return state.rows;
  if (kind === 'seen') return state.seen;
  throw new LedgerRowError(`"${context.row}" is no row of a ledger`, context);
};

const readAmount = (row: string, value: string): DecimalText => {
  try {
    return text(value);
  } catch {
    throw new LedgerRowError(`the balance of "${row}" is not a number: "${value}"`, { row, value });
  }
};
