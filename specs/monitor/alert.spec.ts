import { describe, expect, it } from 'vitest';
import { atMs } from '../../src/domain/units.ts';
import { AlertCooldown } from '../../src/monitor/alert.ts';

const said = (cooldown: AlertCooldown, key: string, at: number): boolean => cooldown.admit({ key, atMs: atMs(at) });

describe('the cooldown of alerts', () => {
  it('lets the first of a key out and holds its repeats until the cooldown is over', () => {
    const cooldown = new AlertCooldown({ cooldownMs: 300_000 });
    expect([0, 1, 299_999, 300_000].map((at) => said(cooldown, 'BTC', at))).toEqual([true, false, false, true]);
  });

  it('counts from the last one that went out, not from the last one held back', () => {
    const cooldown = new AlertCooldown({ cooldownMs: 100 });
    expect([0, 90, 180].map((at) => said(cooldown, 'BTC', at))).toEqual([true, false, true]);
    expect(cooldown.lastAtMs('BTC')).toBe(180);
  });

  it('keeps keys apart', () => {
    const cooldown = new AlertCooldown({ cooldownMs: 100 });
    expect([said(cooldown, 'BTC', 0), said(cooldown, 'ETH', 0), said(cooldown, 'BTC', 1)]).toEqual([true, true, false]);
    expect(cooldown.lastAtMs('SOL')).toBeUndefined();
  });

  it('remembers a bounded number of keys, those that went out last', () => {
    const cooldown = new AlertCooldown({ cooldownMs: 1000, keysMax: 2 });
    for (const [index, key] of ['a', 'b', 'c'].entries()) said(cooldown, key, index);
    expect([cooldown.lastAtMs('a'), cooldown.lastAtMs('b'), cooldown.lastAtMs('c')]).toEqual([undefined, 1, 2]);
    // a was forgotten, so it may speak again; b makes room
    expect([said(cooldown, 'a', 3), said(cooldown, 'c', 4)]).toEqual([true, false]);
    expect(cooldown.lastAtMs('b')).toBeUndefined();
  });
});
