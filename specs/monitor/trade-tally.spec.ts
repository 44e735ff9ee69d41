import { describe, expect, it } from 'vitest';
import { decimal, text } from '../../src/domain/money.ts';
import { TradeTally } from '../../src/monitor/trade-tally.ts';
import { INVERSE, fact, fill, journalOf } from './support/journal.ts';
import type { Sketch } from './support/journal.ts';

const tally = (...sketches: readonly Sketch[]): TradeTally => {
  const rates: Readonly<Record<string, string>> = { USDT: '1', USD: '1', EUR: '1.2' };
  const trades = new TradeTally((coin) => (rates[coin] === undefined ? undefined : decimal(rates[coin])));
  for (const one of journalOf(sketches)) trades.fold(one);
  return trades;
};

const shown = (trades: TradeTally) =>
  trades.assets().map(({ coin, fills, tradedUsd, slippageBps }) => [coin, fills, text(tradedUsd), slippageBps]);

describe('slippage and turnover of an asset', () => {
  it('weigh fills by size at the mid: 30 at 10 bps and 10 at -6 bps are 6 bps', () => {
    const bought = fill(1, { quantity: '30', price: '100.1', decisionMid: '100' });
    const improved = fill(2, { quantity: '10', price: '100.06', decisionMid: '100', side: 'sell' });
    expect(shown(tally(bought, improved))).toEqual([['SOL', 2, '4003.6', expect.closeTo(6, 10)]]);
  });

  it('are in dollars by the rate of the quote, contract size included, in coin order', () => {
    const euro = fill(1, { coin: 'ADA', market: 'alpha:ADA/EUR:EUR', quantity: '2', price: '101', contractSize: '10' });
    expect(shown(tally(fill(1), euro))).toEqual([
      ['ADA', 1, '2424', expect.closeTo(100, 10)],
      ['SOL', 1, '1001', expect.closeTo(10, 10)],
    ]);
  });

  it('take an inverse contract for its size in the quote, whatever the price', () => {
    const inverse = fill(1, { market: INVERSE, quantity: '7', contractSize: '100', price: '99', side: 'sell' });
    expect(shown(tally(inverse))).toEqual([['SOL', 1, '700', expect.closeTo(100, 10)]]);
  });

  it('count a trade of the venue in turnover only: it had no decision', () => {
    const own = fill(1, { tradeId: 'mine' });
    const forced = fill(2, { tradeId: 'forced', price: '90', decisionMid: '90' });
    const said = fact(2, 'fill.unasked', { actor: 'orders', market: 'alpha:SOL/USDT:USDT', tradeId: 'forced' });
    expect(shown(tally(own, forced, said))).toEqual([['SOL', 2, '1901', expect.closeTo(10, 10)]]);
    expect(shown(tally(forced, said))).toEqual([['SOL', 1, '900', undefined]]);
    expect(shown(tally(own, fact(2, 'fill.unasked', {})))).toHaveLength(1);
  });

  it('say how many fills could not be valued, and leave out what is not whole', () => {
    const unvalued = tally(fill(1, { market: 'alpha:SOL/XYZ:XYZ' }), fact(1, 'fill.booked', {}));
    expect([unvalued.unvalued, unvalued.assets()]).toEqual([1, []]);
  });
});
