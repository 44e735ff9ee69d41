import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decimal, text } from '../../src/domain/money.ts';
import type { AccountReport } from '../../src/domain/order.ts';
import { LiveRoom, START, must } from './live-room.ts';
import { LIVE_CASES } from './live-story.ts';

const totalIn = ({ balances }: AccountReport, coin: string) =>
  decimal(balances.find((balance) => balance.coin === coin)?.total ?? 0);

describe.each(Object.values(LIVE_CASES))('transfers at $venue', ({ venue, symbol }) => {
  const room = new LiveRoom({ venue, symbol, streams: 'none' });
  const coin = must(symbol.split(':')[1]);
  beforeAll(() => room.open());
  afterAll(() => room.close());

  it('are told once each, with sign and exact amount, and explain what the balance did', async () => {
    const before = await room.account(START);
    expect(before.transfers).toEqual([]);
    const amounts = [text('250.75'), text('-120.000001')];
    for (const amount of amounts) room.served.transfer(venue, { coin, amount });
    const after = await room.account(START);
    expect(new Set(after.transfers.map(({ amount }) => amount))).toEqual(new Set(amounts));
    expect(after.transfers).toHaveLength(2);
    expect(new Set(after.transfers.map(({ transferId }) => transferId)).size).toBe(2);
    for (const transfer of after.transfers) {
      const own = must(room.truth().transfers.find(({ amount }) => amount === transfer.amount));
      expect(transfer).toMatchObject({ coin, venueAtMs: own.venueAtMs });
    }
    expect(text(totalIn(after, coin).minus(totalIn(before, coin)))).toBe('130.749999');
    // a later look tells the same transfers under the same ids
    expect((await room.account(START)).transfers).toEqual(after.transfers);
  });
});
