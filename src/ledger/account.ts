import type { MarketKey, VenueId } from '../domain/ids.ts';
import { remembering } from '../domain/remembering.ts';

/** The parts a position's result is made of; with fx they add up to its net. */
export const PARTS = ['funding', 'basis', 'fees', 'slippage', 'financing', 'fixed'] as const;
export type Part = (typeof PARTS)[number];

/** Coins we hold at a venue: for a perpetual's margin coin the wallet balance, for spot the coins themselves. */
export const walletAccount = (venue: VenueId, coin: string): string => name('wallet', venue, coin);
/** What was put in, negative. */
export const capitalAccount = (coin: string): string => name('capital', coin);
/** What open lots are carried at beyond the wallet: at their decision mids. Zero once the market is flat. */
export const openAccount = (market: MarketKey, coin: string): string => name('open', market, coin);
/** The other side of spot coins held. */
export const inventoryAccount = (market: MarketKey, coin: string): string => name('inventory', market, coin);
/** One part of the result of one position cycle; costs positive, income negative. */
export const partAccount = (cycle: string, part: Part, coin: string): string => name('cycle', cycle, part, coin);

/** What the names of a cycle's accounts begin with. */
export const cycleAccounts = (cycle: string): string => name('cycle', cycle);

/** Rows beside the accounts: lots, what was counted, journaled rates, parts at the rate of their booking. */
export const lotRow = (market: MarketKey, field: string): string => name('lot', market, field);
export const seenRow = (kind: string, owner: string, id: string): string => name('seen', kind, owner, id);
export const rateRow = remembering((coin) => name('rate', coin), 4096);
export const usdRow = (cycle: string, part: Part): string => name('usd', cycle, part);
export const unvaluedRow = (cycle: string, coin: string): string => name('unvalued', cycle, coin);

/** What was traded at a venue, USD by UTC day, since which day it is counted, and the fee tiers told last. */
export const feeDayRow = (venue: VenueId, day: number): string => name('fees', venue, 'day', String(day));
export const feeSinceRow = (venue: VenueId): string => name('fees', venue, 'since');
export const feeTierRow = (venue: VenueId, kind: string): string => name('fees', venue, 'tier', kind);

/** The words of a row's name, first its kind. */
export const wordsOf = remembering((row): readonly string[] => row.split(' '), 16_384);

// Markets hold slashes and colons, so a space parts the words; whatever an id of a venue holds stays one word.
const name = (...words: readonly string[]): string => words.map((word) => asWord(word)).join(' ');

const asWord = (word: string): string =>
  /[% ]/.test(word) ? word.replaceAll('%', '%25').replaceAll(' ', '%20') : word;
