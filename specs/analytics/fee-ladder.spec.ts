import { describe, expect, it } from 'vitest';
import { firstTier, tierAt, tradedUsd, volumeAt } from '../../src/analytics/fee-ladder.ts';
import { decimal, text } from '../../src/domain/money.ts';
import { MS_PER_DAY, atMs, usd, utcDay } from '../../src/domain/units.ts';

const flat = { maker: 0.0002, taker: 0.0006 };
const terms = {
  fees: { spot: flat, linear: flat, inverse: flat },
  feeLadder: {
    tiers: {
      linear: [
        { minVolume30dUsd: usd(1000), maker: 0.00019, taker: 0.00045 },
        { minVolume30dUsd: usd(5000), maker: 0, taker: 0.0003 },
      ],
    },
    volume30dUsd: text(300_000),
  },
};

/** Of a volume from before alone, which begins to age on day 100. */
const before = (today: number, usdBefore = 300_000): string =>
  text(volumeAt({ byDay: new Map(), sinceDay: 100 }, text(usdBefore), today));

describe('the volume that decides a tier', () => {
  it('is that of the 30 whole days before, without the day in hand', () => {
    const byDay = new Map([
      [100, decimal('400.5')],
      [101, decimal('347.25')],
      [130, decimal(100)],
    ]);
    const at = (today: number): string => text(volumeAt({ byDay, sinceDay: 100 }, text(0), today));
    expect([100, 101, 102, 130, 131, 132, 160, 161].map(at)).toEqual([
      '0',
      '400.5',
      '747.75',
      '747.75', // days 100 to 129
      '447.25', // days 101 to 130
      '100',
      '100',
      '0',
    ]);
  });

  it('counts what was traded before, a thirtieth less with every day', () => {
    expect([100, 101, 115, 129, 130, 400].map((day) => before(day))).toEqual([
      '300000',
      '290000',
      '150000',
      '10000',
      '0',
      '0',
    ]);
    // 1000 x 29 / 30 to the cent
    expect(before(101, 1000)).toBe('966.67');
    // a clock put back gives no more than there was
    expect(before(99)).toBe('300000');
  });

  it('takes a fill for its notional: contracts of an inverse market are dollars already', () => {
    const fill = { quantity: text('2.5'), price: text('101.01') };
    expect(text(tradedUsd({ kind: 'linear', contractSize: decimal('0.1') }, fill))).toBe('25.2525');
    expect(text(tradedUsd({ kind: 'spot', contractSize: decimal(1) }, fill))).toBe('252.525');
    expect(text(tradedUsd({ kind: 'inverse', contractSize: decimal(100) }, fill))).toBe('250');
  });

  it('goes by days that begin at midnight UTC', () => {
    expect([MS_PER_DAY - 1, MS_PER_DAY].map((at) => utcDay(atMs(at)))).toEqual([0, 1]);
  });
});

const at = (volume: string) => tierAt(terms, 'linear', decimal(volume));

describe('the tier in force', () => {
  it('is the dearest that the volume reaches, the flat fees below the first', () => {
    expect(at('999.99')).toEqual({ tier: 0, ...flat });
    expect(at('1000')).toEqual({ tier: 1, maker: 0.00019, taker: 0.00045 });
    expect(at('4999.999999')).toMatchObject({ tier: 1 });
    expect(at('5000')).toEqual({ tier: 2, maker: 0, taker: 0.0003 });
  });

  it('is the flat fees where a kind, or a venue, has no ladder', () => {
    expect(tierAt(terms, 'spot', decimal(1e9))).toEqual({ tier: 0, ...flat });
    expect(firstTier({ fees: terms.fees }, 'linear')).toEqual({ tier: 0, ...flat });
  });

  it('begins with what was traded before', () => {
    expect(firstTier(terms, 'linear').tier).toBe(2);
  });
});
