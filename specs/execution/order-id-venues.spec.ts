import { describe, expect, it } from 'vitest';
import { orderId } from '../../src/execution/order-id.ts';
import type { OrderIdentity } from '../../src/execution/order-id.ts';
import { binanceProfile } from '../../src/venues/binance/profile.ts';
import { bybitProfile } from '../../src/venues/bybit/profile.ts';
import { hyperliquidProfile } from '../../src/venues/hyperliquid/profile.ts';
import { okxProfile } from '../../src/venues/okx/profile.ts';

/** What each venue takes as a client order id, as its own documentation has it. */
const venues = [
  { profile: binanceProfile, rule: /^[.A-Z:/a-z0-9_-]{1,36}$/ },
  { profile: bybitProfile, rule: /^[A-Za-z0-9_-]{1,36}$/ },
  { profile: okxProfile, rule: /^[A-Za-z0-9]{1,32}$/ },
  { profile: hyperliquidProfile, rule: /^0x[0-9a-f]{32}$/ },
];

const identity = (inputSeq: number): OrderIdentity => ({
  birthId: '7f3c9a51',
  inputSeq,
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

  it.each(venues.filter(({ profile }) => profile.clientId.alphabet !== 'hex'))(
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

  it('stay what they were: a journal of yesterday knows its orders by them', () => {
    expect(orderId(okxProfile.clientId, identity(1))).toBe('h18336a73b3e2a95bdbe2a041e5e232e');
    expect(orderId(hyperliquidProfile.clientId, identity(2))).toBe('0xbace477e4fe504068870fdbc1a33d4da');
  });

  it('keep to a rule shorter than the digits there are', () => {
    const short = { lengthMax: 12, alphabet: 'alphanumeric', prefix: 'x-' } as const;
    expect(orderId(short, identity(1))).toMatch(/^x-h[0-9a-f]{9}$/);
  });
});
