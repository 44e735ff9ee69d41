import { describe, expect, it } from 'vitest';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import { atMs, ms } from '../../src/domain/units.ts';
import { approveEntry } from '../../src/risk/gate.ts';
import { entryAsk, otherLeg, reasonsOf } from './entry-sample.ts';
import { BTC, NOW, instrument, legView } from './sample-market.ts';
import { freeUsdt } from './sample-pools.ts';

const freeAtBeta = (beta: number) => ({
  freeMarginUsd: freeUsdt({ alpha: 50_000, beta }),
});

describe('the door for new risk', () => {
  it('mints both orders with their price, identity and instant, and tells what it saw', () => {
    const verdict = approveEntry(entryAsk());
    expect(verdict).toMatchObject({
      kind: 'approved',
      orders: [
        {
          leg: 'long',
          side: 'buy',
          quantity: '60',
          limitPrice: '100.04',
          decisionMid: '100',
          timeInForce: 'ioc',
          clientOrderId: 'id-long-1',
          decidedAtMs: NOW,
        },
        { leg: 'short', side: 'sell', quantity: '60', limitPrice: '99.96', clientOrderId: 'id-short-1' },
      ],
      evidence: [
        { market: 'alpha:BTC/USDT:USDT', mid: 100, rate: 0.0001, bookAgeMs: 40, levels: [[100.01, 1000]] },
        { market: 'beta:BTC/USDT:USDT', rate: 0.003, levels: [[99.99, 1000]] },
      ],
    });
    if (verdict.kind !== 'approved') throw new Error('refused');
    expect(verdict.evidence[0].slippageBps).toBeCloseTo(1, 9);
    expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
  });

  it('never lets an order reach farther than the slippage limit', () => {
    expect(approveEntry(entryAsk({ longOrder: { slippageMaxBps: 400 } }))).toMatchObject({
      orders: [{ limitPrice: '100.04', slippageMaxBps: 4 }, {}],
    });
    expect(approveEntry(entryAsk({ longOrder: { slippageMaxBps: 2 } }))).toMatchObject({
      orders: [{ limitPrice: '100.02' }, {}],
    });
  });

  it('stays shut when the settlement the rate is for has passed', () => {
    const { funding } = legView();
    if (funding === undefined) throw new Error('the sample has a rate');
    const late = { ...funding, settlementAtMs: atMs(NOW - 250) };
    expect(reasonsOf({ long: { funding: late } })).toEqual([
      { code: 'settlement-passed', limit: 0, actual: 250, market: 'alpha:BTC/USDT:USDT' },
    ]);
  });

  it('stays shut when a venue lacks margin for the leg, its fees and its way out', () => {
    // beta needs 1 + 2 x 0.0005 + 2.5 x 1 bp = 1.00125 of 6,000; the cap is on the larger leg, 6,002.40
    expect(reasonsOf({ portfolio: freeAtBeta(6010) })).toEqual([]);
    const [reason] = reasonsOf({ portfolio: freeAtBeta(6009) });
    expect(reason).toMatchObject({ code: 'free-margin', actual: 6002.4, venue: 'beta' });
    expect(Number(reason?.limit)).toBeCloseTo(6009 / 1.00125, 6);
    const held = otherLeg({ market: marketKey(venueId('beta'), symbolId('ETH/USDT:USDT')), closeCostUsd: 2 });
    expect(reasonsOf({ portfolio: { ...freeAtBeta(6010), legs: [held] } })).toMatchObject([{ code: 'free-margin' }]);
    expect(reasonsOf({ portfolio: { freeMarginUsd: freeUsdt({ alpha: 50_000 }) } })).toMatchObject([
      { code: 'free-margin', limit: 0, venue: 'beta' },
    ]);
  });

  it('stays shut when a leg would stand too near its liquidation', () => {
    // leverage 20: the long has (100 - 95 / 0.99) / 100 = 4.04 % against 3 x 1.697 %, the short 3.96 %
    expect(reasonsOf({ leverage: 20 })).toMatchObject([
      { code: 'liquidation-buffer', market: 'alpha:BTC/USDT:USDT' },
      { code: 'liquidation-buffer', market: 'beta:BTC/USDT:USDT' },
    ]);
    expect(reasonsOf({ leverage: 5 })).toEqual([]);
  });

  it('passes the signal s own reasons on, and tells everything at once', () => {
    const signalReasons = [{ code: 'adverse-basis', limit: 10, actual: 14 }] as const;
    expect(
      reasonsOf({
        mode: { operator: 'armed' },
        long: { bookAgeMs: ms(500) },
        short: { status: 'down' },
        ask: { signalReasons },
      }).map(({ code }) => code),
    ).toEqual(['operator-not-trading', 'adverse-basis', 'stale-book', 'market-not-live']);
  });

  it('is not kept shut by dust of the same coin', () => {
    expect(reasonsOf({ portfolio: { legs: [otherLeg({ coin: BTC, state: 'dust' })] } })).toEqual([]);
  });

  it('asks no funding of a spot leg, and sizes the other leg to the net of its fee', () => {
    const spot = instrument({ symbol: 'BTC/USDT' });
    const long = { instrument: spot, funding: undefined, fundingAgeMs: undefined, takerFee: 0.001 };
    // 60.06 x 0.999 = 59.99994 coins: within one spot lot (0.001) of 60
    expect(reasonsOf({ long, longOrder: { quantity: text('60.06') } })).toEqual([]);
    expect(reasonsOf({ long, longOrder: { quantity: text('60') } })).toMatchObject([
      { code: 'unequal-base', limit: 0.001, actual: 0.06 },
    ]);
  });
});
