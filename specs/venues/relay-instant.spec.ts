import { describe, expect, it } from 'vitest';
import { relayInstant } from '../../src/venues/relay-instant.ts';

describe('an instant of a relay', () => {
  it.each([
    ['2026-10-02T08:00:00Z', 1_790_928_000_000],
    ['2026-10-02T08:00:00.250Z', 1_790_928_000_250],
    ['2026-10-02T10:00:00+02:00', 1_790_928_000_000],
    [1_790_928_000, 1_790_928_000_000],
    ['1790928000', 1_790_928_000_000],
    [1_790_928_000.5, 1_790_928_000_500],
    [1_790_928_000_123, 1_790_928_000_123],
    ['1790928000123', 1_790_928_000_123],
  ])('%j is %i', (value, expected) => {
    expect(relayInstant(value)).toBe(expected);
  });

  it.each([
    undefined,
    null,
    '',
    0,
    -1,
    NaN,
    '2026-10-02T08:00:00',
    '2026-13-45T99:00:00Z',
    '2026-10-02',
    'T',
    {},
    1e300,
  ])('%j is none', (value) => {
    expect(relayInstant(value)).toBeUndefined();
  });
});
