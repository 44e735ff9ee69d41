import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindingCap, defaultSizingSettings, sizeTargetUsd } from '../../src/risk/size-target.ts';
import type { SizeTargetAsk } from '../../src/risk/size-target.ts';

const ask: SizeTargetAsk = {
  netBps: 20,
  minNetBps: 5,
  confidence: 1,
  adjustment: 1,
  equityUsd: 100_000,
  guardMultiplier: 1,
  settings: defaultSizingSettings,
};

describe('the wanted size of a leg', () => {
  it('is a tenth of equity for a route of four times the threshold and full confidence', () => {
    // signal = min(1, 20 / (4 x 5)) = 1; 0.10 x 100,000 = 10,000
    expect(sizeTargetUsd(ask)).toBe(10_000);
    expect(sizeTargetUsd({ ...ask, netBps: 400 })).toBe(10_000);
  });

  it('scales with signal, confidence, drawdown and leverage', () => {
    // 0.10 x 100,000 x (10 / 20) x 0.65 x 0.5 x 2 = 3,250
    const settings = { ...defaultSizingSettings, leverage: 2 };
    expect(sizeTargetUsd({ ...ask, netBps: 10, confidence: 0.65, guardMultiplier: 0.5, settings })).toBe(3250);
  });

  it('shrinks with a widened spread and halves beyond an adjustment of 3', () => {
    expect(sizeTargetUsd({ ...ask, adjustment: 0.5 })).toBe(10_000);
    expect(sizeTargetUsd({ ...ask, adjustment: 2 })).toBe(5000);
    // 10,000 / 4 = 2,500, halved
    expect(sizeTargetUsd({ ...ask, adjustment: 4 })).toBe(1250);
    expect(sizeTargetUsd({ ...ask, adjustment: undefined })).toBe(10_000);
  });

  it('is nothing for a loss, a paused guard, an unknown figure or an empty account', () => {
    for (const change of [
      { netBps: -1 },
      { guardMultiplier: 0 },
      { confidence: Number.NaN },
      { equityUsd: 0 },
      { equityUsd: -5 },
    ])
      expect(sizeTargetUsd({ ...ask, ...change })).toBe(0);
  });

  it('has no edge to scale by where the threshold asks for none', () => {
    expect(sizeTargetUsd({ ...ask, minNetBps: -100, netBps: -18, confidence: 0.65 })).toBe(6500);
  });

  it('never exceeds the equity share times leverage', () => {
    const figure = fc.double({ min: -1e6, max: 1e6 });
    fc.assert(
      fc.property(fc.tuple(figure, figure, figure, figure), ([netBps, minNetBps, confidence, adjustment]) => {
        const usd = sizeTargetUsd({ ...ask, netBps, minNetBps, confidence, adjustment });
        expect(usd >= 0 && usd <= 10_000).toBe(true);
      }),
    );
  });
});

describe('the binding cap', () => {
  it('is the smallest, the first of equals, none of none', () => {
    const caps = [
      { code: 'leg-share', usd: 7 },
      { code: 'leg-notional', usd: 3 },
      { code: 'free-margin', usd: 3 },
    ] as const;
    expect(bindingCap(caps)).toEqual({ code: 'leg-notional', usd: 3 });
    expect(bindingCap([])).toBeUndefined();
  });
});
