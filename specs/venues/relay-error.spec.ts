import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { relayProfile } from '../../src/venues/relays.ts';
import { EIGHT } from './relay-terms.ts';

const failure = (relay: string, status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) => {
  const error = relayProfile(relay).failureOf({ status, headers, body }, atMs(EIGHT));
  if (error === undefined) return undefined;
  return error.code === 'relay.rate-limited' ? [error.code, error.context.retryAfterMs] : [error.code];
};

describe('what is wrong with a relay’s answer', () => {
  it('is nothing where there are records, or another failure than the key’s', () => {
    expect(failure('holysheep', 200, { data: [] })).toBeUndefined();
    expect(failure('tickdb', 200, { code: 0, data: {} })).toBeUndefined();
    expect(failure('holysheep', 502, '<html>')).toBeUndefined();
    expect(failure('tickdb', 200, { code: 5001 })).toBeUndefined();
  });

  it('is the key at 401 and 403, and at TickDB’s codes 1001 to 1004 whatever the status', () => {
    expect(failure('holysheep', 401, { error: 'invalid' })).toEqual(['relay.unauthorised']);
    expect(failure('holysheep', 403, 'no')).toEqual(['relay.unauthorised']);
    for (const code of [1001, 1002, 1003, 1004])
      expect(failure('tickdb', 200, { code, message: 'x' })).toEqual(['relay.unauthorised']);
  });

  it('is too many requests, with the wait the body names before that of the header', () => {
    expect(failure('tickdb', 200, { code: 3001, retry_after: 7 })).toEqual(['relay.rate-limited', 7000]);
    expect(failure('tickdb', 200, { code: 3001 }, { 'retry-after': '9' })).toEqual(['relay.rate-limited', 9000]);
    expect(failure('tickdb', 429, { code: 3001, retry_after: 7 }, { 'retry-after': '9' })).toEqual([
      'relay.rate-limited',
      7000,
    ]);
    expect(failure('tickdb', 429, { success: false, code: 429, reset_at: EIGHT / 1000 + 30 })).toEqual([
      'relay.rate-limited',
      30_000,
    ]);
    expect(failure('holysheep', 429, '', { 'retry-after': 'Fri, 02 Oct 2026 08:00:12 GMT' })).toEqual([
      'relay.rate-limited',
      12_000,
    ]);
  });

  it('waits five seconds where no wait is named, and neither backwards nor for ever', () => {
    expect(failure('holysheep', 429, '')).toEqual(['relay.rate-limited', 5000]);
    expect(failure('holysheep', 429, '', { 'retry-after': 'soon' })).toEqual(['relay.rate-limited', 5000]);
    expect(failure('tickdb', 200, { code: 3002, reset_at: EIGHT / 1000 - 30 })).toEqual(['relay.rate-limited', 0]);
    expect(failure('tickdb', 200, { code: 3001, retry_after: 1e9 })).toEqual(['relay.rate-limited', 3_600_000]);
  });
});
