import { describe, expect, it } from 'vitest';
import { defaultPairing, pairLegs, routesOf } from '../../src/analytics/pairing.ts';
import { coinId, routeKey } from '../../src/domain/ids.ts';
import { instrument } from './route-fixtures.ts';

const alpha = instrument('alpha', 'BTC/USDT:USDT');
const beta = instrument('beta', 'BTC/USDC:USDC');
const spot = instrument('alpha', 'BTC/USDT');
const inverse = instrument('gamma', 'BTC/USD:BTC');

describe('pairing', () => {
  it('pairs perpetuals of one coin across venues, either way round', () => {
    const pairing = pairLegs(alpha, beta);
    expect(pairing).toMatchObject({ kind: 'pair', flags: [] });
    expect(pairing.kind === 'pair' && pairing.routes.map(routeKey)).toEqual([
      'BTC alpha:BTC/USDT:USDT > beta:BTC/USDC:USDC',
      'BTC beta:BTC/USDC:USDC > alpha:BTC/USDT:USDT',
    ]);
  });

  it('pairs spot with a perpetual of any venue, spot long only', () => {
    for (const [a, b] of [
      [spot, alpha],
      [alpha, spot],
      [spot, beta],
    ] as const) {
      const pairing = pairLegs(a, b);
      expect(pairing.kind === 'pair' && pairing.routes.map(({ long }) => long)).toEqual([spot.market]);
    }
  });

  it('shorts spot where borrowing is configured', () => {
    const pairing = pairLegs(spot, beta, { ...defaultPairing, spotShort: 'borrow' });
    expect(pairing.kind === 'pair' && pairing.routes).toHaveLength(2);
  });

  it('flags a coin-margined leg', () => {
    expect(pairLegs(alpha, inverse)).toMatchObject({ kind: 'pair', flags: ['inverse-leg'] });
  });

  it('pairs a scaled contract with a plain one of the same coin', () => {
    const scaled = instrument('alpha', '1000PEPE/USDT:USDT', { coin: coinId('PEPE'), multiplier: 1000 });
    const plain = instrument('beta', 'PEPE/USDT:USDT');
    expect(pairLegs(scaled, plain).kind).toBe('pair');
  });

  it('says why two markets are no route', () => {
    const because = (a: typeof alpha, b: typeof alpha) => {
      const pairing = pairLegs(a, b);
      return pairing.kind === 'unpaired' ? pairing.because : 'paired';
    };
    expect(because(alpha, alpha)).toBe('same-market');
    expect(because(alpha, instrument('beta', 'ETH/USDT:USDT'))).toBe('coin');
    expect(because(spot, instrument('beta', 'BTC/USDT'))).toBe('both-spot');
    expect(because(alpha, instrument('alpha', 'BTC/USDC:USDC'))).toBe('same-venue');
    expect(because(alpha, instrument('beta', 'BTC/EUR:EUR'))).toBe('quote');
    expect(because(alpha, { ...beta, multiplier: 0 })).toBe('multiplier');
  });
});

describe('the routes of a universe', () => {
  it('hold every allowed orientation of every pair, in the order of their names', () => {
    const routes = routesOf([beta, spot, alpha, instrument('beta', 'ETH/USDT:USDT')]).map(routeKey);
    expect(routes).toEqual([
      'BTC alpha:BTC/USDT > alpha:BTC/USDT:USDT',
      'BTC alpha:BTC/USDT > beta:BTC/USDC:USDC',
      'BTC alpha:BTC/USDT:USDT > beta:BTC/USDC:USDC',
      'BTC beta:BTC/USDC:USDC > alpha:BTC/USDT:USDT',
    ]);
    expect(routesOf([alpha, spot, beta]).map(routeKey)).toEqual(routes);
  });
});
