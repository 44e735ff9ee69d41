import { describe, expect, it } from 'vitest';
import type { FeedNotice } from '../../src/domain/input.ts';
import { marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { MarketKey, MarketKind } from '../../src/domain/ids.ts';
import { decimal, text } from '../../src/domain/money.ts';
import type { ApprovedOrder } from '../../src/domain/order.ts';
import { LiveRoom } from './live-room.ts';
import { comparable, fillsIn, isEnd } from './live-story.ts';
import { StreamTap } from './stream-tap.ts';

const SPOT_NEWS = /"e":"executionReport"/;
const QUANTITY = text('0.05');
const market = (symbol: string): MarketKey => marketKey(venueId('binance'), symbolId(symbol));
const SPOT = market('BTC/USDT');
const PERPETUAL = market('BTC/USDT:USDT');

/** Nobody looks but those who watch an order. */
const PACE = { idlePollMs: 600_000, heardLooksMs: [], heardPollMs: 250, heardIdlePollMs: 600_000 };

/** Which product a socket is for, by its address. */
const productOf = (url: string): string =>
  url.includes('/ws-api/') ? 'spot' : url.includes('/dstream/') ? 'inverse' : 'linear';

/** A room whose own gateway is deaf, and another one that listens through the tap. */
const openRoom = async (tap: StreamTap, kinds: readonly MarketKind[]) => {
  const room = new LiveRoom({ venue: 'binance', kind: 'spot', symbol: 'BTC/USDT', pace: PACE, streams: 'none' });
  await room.open();
  const gateway = room.createGateway({ kinds, transport: tap, pace: PACE });
  await gateway.ready();
  await room.until(() => room.served.counts('binance').topics.subscribed >= kinds.length);
  // what the venue has confirmed is on its way
  await new Promise((resolve) => setTimeout(resolve, 1200));
  const over = async (order: ApprovedOrder) => {
    gateway.perform({ kind: 'submit', order }, room.clock.now());
    await room.until(() => room.reports(order.clientOrderId).some(isEnd));
    return room.reports(order.clientOrderId);
  };
  const limitPrice = text(decimal(await room.price('ask', 1.02)).ceil());
  const buy = async (where: MarketKey) => over(await room.order({ market: where, quantity: QUANTITY, limitPrice }));
  const close = async (): Promise<void> => {
    gateway.stop();
    await room.close();
  };
  return { room, buy, close };
};

describe('an account of several products', () => {
  it('is listened to on a socket for each product that is traded, and every order is heard on its own', async () => {
    const tap = new StreamTap();
    const { room, buy, close } = await openRoom(tap, ['linear', 'inverse', 'spot']);
    expect(tap.urls.map(productOf).toSorted()).toEqual(['inverse', 'linear', 'spot']);
    const fills = [...fillsIn(await buy(SPOT)), ...fillsIn(await buy(PERPETUAL))];
    expect(new Set(fills.map((fill) => fill.market))).toEqual(new Set([SPOT, PERPETUAL]));
    expect(comparable(fills)).toEqual(comparable(room.truth().fills));
    await close();
  });

  it('has no socket for what is not traded', async () => {
    const tap = new StreamTap();
    const { close } = await openRoom(tap, ['inverse']);
    expect(tap.urls.map(productOf)).toEqual(['inverse']);
    await close();
  });

  it('makes a socket anew that keeps things to itself, however much the others say', async () => {
    const tap = new StreamTap();
    tap.meet = (words, deliver) => (SPOT_NEWS.test(words) ? undefined : deliver(words));
    const { room, buy, close } = await openRoom(tap, ['linear', 'spot']);
    for (const where of [SPOT, PERPETUAL, SPOT]) expect((await buy(where)).at(-1)).toMatchObject({ status: 'filled' });
    await room.until(() => tap.opened > 2);
    expect(tap.urls.slice(2).map(productOf)).toEqual(['spot']);
    await close();
  });
});

/** Where the key goes wrong, and under which name it is told. */
const STRANGERS: readonly (readonly [venue: string, kind: MarketKind, symbol: string, where: string])[] = [
  ['backpack', 'linear', 'BTC/USDC:USDC', 'private'],
  ['binance', 'inverse', 'BTC/USD:BTC', 'private-coinm'],
  ['binance', 'spot', 'BTC/USDT', 'private-spot'],
];

describe.each(STRANGERS)('a wrong key at %s, %s', (venue, kind, symbol, where) => {
  it('is said once in a sentence that holds nothing of it', async () => {
    const room = new LiveRoom({ venue, kind, symbol, streams: 'none' });
    await room.open();
    const tap = new StreamTap();
    const env = { [`HEDGEROW_${venue.toUpperCase()}_KEY`]: 'somebody-elses-key' };
    const other = room.createGateway({ env, transport: tap });
    const notices = (): readonly FeedNotice[] =>
      room.inputs.flatMap((input) => (input.kind === 'notice' ? [input.notice] : []));
    const refusals = () => notices().filter(({ type }) => type === 'authentication-failed');
    await room.until(() => refusals().length > 0);
    expect(refusals()).toMatchObject([{ where }]);
    expect(JSON.stringify(room.inputs)).not.toContain('somebody-elses-key');
    other.stop();
    await room.close();
  });
});
