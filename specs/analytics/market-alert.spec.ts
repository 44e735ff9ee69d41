import { expect, it } from 'vitest';
import { decideMarketAlert } from '../../src/analytics/market-alert.ts';
import { atMs } from '../../src/domain/units.ts';

const decide = (apr: number, confidence: number, lastAlertAtMs?: number) =>
  decideMarketAlert({
    apr,
    confidence,
    nowMs: atMs(1_000_000),
    lastAlertAtMs: lastAlertAtMs === undefined ? undefined : atMs(lastAlertAtMs),
  });

it('alerts at 10 % APR and 0.60 confidence, of both signs', () => {
  expect(decide(0.1, 0.6)).toEqual({ kind: 'alert', sign: 'positive' });
  expect(decide(-0.1, 0.6)).toEqual({ kind: 'alert', sign: 'negative' });
});

it('is silent below either threshold', () => {
  expect(decide(0.0999, 1)).toEqual({ kind: 'silent', because: 'apr' });
  expect(decide(Number.NaN, 1)).toEqual({ kind: 'silent', because: 'apr' });
  expect(decide(0.5, 0.59)).toEqual({ kind: 'silent', because: 'confidence' });
});

it('alerts once per cooldown of 300 s', () => {
  expect(decide(0.5, 1, 700_001)).toEqual({ kind: 'silent', because: 'cooldown' });
  expect(decide(0.5, 1, 700_000)).toEqual({ kind: 'alert', sign: 'positive' });
});
