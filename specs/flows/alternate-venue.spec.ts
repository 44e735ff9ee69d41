import { describe, expect, it } from 'vitest';
import { venueId } from '../../src/domain/ids.ts';
import type { Fact } from '../../src/domain/fact.ts';
import { playRolling } from '../support/rolling-story.ts';

const BINANCE = venueId('binance');

/** The long leg is refused as often as it is tried on its own venue. */
const played = async (): Promise<readonly Fact[]> =>
  await playRolling({
    forHours: 1,
    faults: { scripted: [1, 2, 3, 4].map((nth) => ({ venue: BINANCE, nth, fault: 'refuse' as const })) },
    onFact: ({ type, body }, { stop }) => {
      if (type === 'position.hedged' && body['to'] === 'hedged.carrying') stop();
    },
  });

describe('an entry whose long leg its venue refuses four times', async () => {
  const facts = await played();
  const of = (type: string): readonly Fact[] => facts.filter((fact) => fact.type === type);

  it('is completed on the best other venue, and hedged within a few seconds', () => {
    expect(of('order.intended').map(({ body }) => `${body['purpose'] as string} ${body['market'] as string}`)).toEqual([
      'open binance:SOL/USDT:USDT',
      'open hyperliquid:SOL/USDC:USDC',
      'hedge binance:SOL/USDT:USDT',
      'hedge binance:SOL/USDT:USDT',
      'hedge binance:SOL/USDT:USDT',
      'hedge bybit:SOL/USDT:USDT',
    ]);
    const [approved] = of('alternate.approved');
    expect(approved?.body).toMatchObject({
      leg: 'long',
      from: 'binance:SOL/USDT:USDT',
      to: 'bybit:SOL/USDT:USDT',
    });
    expect(Number(approved?.body['worthBps'])).toBeGreaterThan(0);
    const [opened] = of('cycle.opened');
    const hedgedAtMs = of('position.hedged').at(-1)?.atMs ?? Infinity;
    expect(hedgedAtMs - (opened?.atMs ?? 0)).toBeLessThan(5000);
  });
});
