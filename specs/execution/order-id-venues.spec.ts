import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { orderId } from '../../src/execution/order-id.ts';
import type { OrderIdentity } from '../../src/execution/order-id.ts';
import { backpackProfile } from '../../src/venues/backpack/profile.ts';
import { binanceProfile } from '../../src/venues/binance/profile.ts';
import { bybitProfile } from '../../src/venues/bybit/profile.ts';
import { hyperliquidProfile } from '../../src/venues/hyperliquid/profile.ts';
import { okxProfile } from '../../src/venues/okx/profile.ts';

/** What each venue takes as a client order id, as its own documentation has it. */
const venues = [
  { profile: backpackProfile, rule: /^[1-9]\d{0,9}$/ },
  { profile: binanceProfile, rule: /^[.A-Z:/a-z0-9_-]{1,36}$/ },
  { profile: bybitProfile, rule: /^[A-Za-z0-9_-]{1,36}$/ },
  { profile: okxProfile, rule: /^[A-Za-z0-9]{1,32}$/ },
  { profile: hyperliquidProfile, rule: /^0x[0-9a-f]{32}$/ },
];

const identity = (inputSeq: number): OrderIdentity => ({
  birthId: '7f3c9a51',
  inputSeq,
  decidedAtMs: atMs(1_767_571_200_000),
  coin: 'BTC',
  leg: inputSeq % 2 === 0 ? 'long' : 'short',
  attempt: 1 + (inputSeq % 7),
});

describe('client order ids of the venues this project knows', () => {
  it.each(venues)('are taken by $profile.venue, a thousand of them distinct', ({ profile, rule }) => {
    const ids = Array.from({ length: 1000 }, (_, index) => orderId(profile.clientId, identity(index)));
    expect(ids.filter((id) => !rule.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(1000);
  });

  it.each(venues.filter(({ profile }) => profile.clientId.alphabet === 'alphanumeric'))(
    'begin with a letter at $profile.venue: no id reads as a number',
    ({ profile }) => {
      for (let seq = 0; seq < 1000; seq += 1) expect(orderId(profile.clientId, identity(seq))).toMatch(/^[a-z]/);
    },
  );

  it('are as long as the shortest rule lets them be, and still distinct: 100,000 in a row', () => {
    const ids = new Set<string>();
    for (let seq = 0; seq < 100_000; seq += 1) ids.add(orderId(okxProfile.clientId, identity(seq)));
    expect(ids.size).toBe(100_000);
  });

  it('are whole numbers of 32 bits at backpack, spread over all of them, and repeat no more than chance has it', () => {
    const numbers = Array.from({ length: 50_000 }, (_, seq) =>
      Number(orderId(backpackProfile.clientId, identity(seq))),
    );
    expect(numbers.filter((id) => !(Number.isInteger(id) && id > 0 && id < 2 ** 32))).toEqual([]);
    // two of n fall together n^2 / 2 / 2^32 times: 0.3; ten are not chance any more
    expect(numbers.length - new Set(numbers).size).toBeLessThan(10);
    expect(numbers.filter((id) => id >= 2 ** 31).length).toBeGreaterThan(24_000);
    expect(numbers.filter((id) => id >= 2 ** 31).length).toBeLessThan(26_000);
  });

  it('stay what they are: a recording of yesterday knows its orders by them', () => {
    expect(orderId(okxProfile.clientId, identity(1))).toBe('hdgrw2189202cfff86f8a9983fb30259');
    expect(orderId(hyperliquidProfile.clientId, identity(2))).toBe('0x4ed97464b3d4577eb7633a005799cda5');
    expect(orderId(backpackProfile.clientId, identity(1))).toBe('3731967910');
  });

  it('keep to a rule shorter than the digits there are', () => {
    const short = { lengthMax: 12, alphabet: 'alphanumeric', prefix: 'x-' } as const;
    expect(orderId(short, identity(1))).toMatch(/^x-h[0-9a-f]{9}$/);
  });
});
