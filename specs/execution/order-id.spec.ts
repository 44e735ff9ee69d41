import { describe, expect, it } from 'vitest';
import type { VenueProfile } from '../../src/domain/ports.ts';
import { isOfOurForm, orderId } from '../../src/execution/order-id.ts';
import { atMs } from '../../src/domain/units.ts';
import type { OrderIdentity } from '../../src/execution/order-id.ts';

const HYPERLIQUID: VenueProfile['clientId'] = { lengthMax: 34, alphabet: 'hex', prefix: '0x' };
const OKX: VenueProfile['clientId'] = { lengthMax: 32, alphabet: 'alphanumeric' };
const BINANCE: VenueProfile['clientId'] = { lengthMax: 36, alphabet: 'alphanumeric' };

const identity = (own: Partial<OrderIdentity> = {}): OrderIdentity => ({
  birthId: 'b1f0',
  inputSeq: 42,
  decidedAtMs: atMs(1_767_571_200_000),
  coin: 'BTC',
  leg: 'long',
  attempt: 1,
  ...own,
});

describe('a client order id', () => {
  it('keeps to the charset and the length of its venue', () => {
    for (let inputSeq = 1; inputSeq <= 500; inputSeq += 1) {
      expect(orderId(HYPERLIQUID, identity({ inputSeq }))).toMatch(/^0x[0-9a-f]{32}$/);
      expect(orderId(OKX, identity({ inputSeq }))).toMatch(/^[a-z][0-9a-z]{0,31}$/);
      expect(orderId(BINANCE, identity({ inputSeq }))).toMatch(/^[a-z][0-9a-z]{0,35}$/);
    }
  });

  it('is the same for the same order and another for every other', () => {
    const id = orderId(OKX, identity());
    expect(orderId(OKX, identity())).toBe(id);
    const others = [
      identity({ birthId: 'b1f1' }),
      identity({ inputSeq: 43 }),
      // an old copy of the journal, started again later, counts the same inputs once more
      identity({ decidedAtMs: atMs(1_767_571_200_001) }),
      identity({ coin: 'ETH' }),
      identity({ leg: 'short' }),
      identity({ attempt: 2 }),
    ].map((other) => orderId(OKX, other));
    expect(new Set([id, ...others]).size).toBe(7);
  });

  it('does not repeat over 50,000 orders, and no 32 bits of it repeat more than chance has them', () => {
    const whole = new Set<string>();
    // the first eight characters hold the tag
    const lanes = [new Set<string>(), new Set<string>(), new Set<string>()];
    const count = 50_000;
    for (let inputSeq = 1; inputSeq <= count / 20; inputSeq += 1)
      for (const coin of ['BTC', 'ETH', 'SOL', 'DOGE', 'PEPE'])
        for (const leg of ['long', 'short'] as const)
          for (const attempt of [1, 2]) {
            const id = orderId(HYPERLIQUID, identity({ inputSeq, coin, leg, attempt })).slice(2);
            whole.add(id);
            for (const [lane, seen] of lanes.entries()) seen.add(id.slice(lane * 8 + 8, lane * 8 + 16));
          }
    expect(whole.size).toBe(count);
    // two of n fall together n^2 / 2 / 2^32 times: 50,000^2 / 2^33 = 0.3; ten are not chance any more
    const repeats = lanes.map((seen) => count - seen.size);
    expect(Math.max(...repeats)).toBeLessThan(10);
  });
});

describe('an id that is found at a venue', () => {
  const BACKPACK: VenueProfile['clientId'] = { lengthMax: 10, alphabet: 'uint32' };

  it('is known to be ours by its form, whichever journal it was of', () => {
    for (const rule of [HYPERLIQUID, OKX, BINANCE])
      expect(isOfOurForm(rule, orderId(rule, identity({ birthId: 'of another life' })))).toBe(true);
  });

  it('is not taken for ours when it may be somebody else’s', () => {
    expect(isOfOurForm(OKX, 'hdgrw')).toBe(false);
    expect(isOfOurForm(OKX, `hdgrw${'g'.repeat(27)}`)).toBe(false);
    expect(isOfOurForm(OKX, 'web_3fK29sLmQ')).toBe(false);
    expect(isOfOurForm(HYPERLIQUID, `0x${'1b'.repeat(16)}`)).toBe(false);
    // too short for a tag and an identity
    const short = { lengthMax: 20, alphabet: 'alphanumeric' } as const;
    expect(isOfOurForm(short, orderId(short, identity()))).toBe(false);
    // a number of 32 bits is nobody's for certain
    expect(isOfOurForm(BACKPACK, orderId(BACKPACK, identity()))).toBe(false);
  });
});
