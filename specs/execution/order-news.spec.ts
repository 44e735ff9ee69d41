import { beforeEach, describe, expect, it } from 'vitest';
import { createVirtualClock } from '../../src/clock/virtual-clock.adapter.ts';
import { clientOrderId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { OrderReport } from '../../src/domain/order.ts';
import type { FoundOrder, OrderName, PrivateWord } from '../../src/domain/venue-trading.ts';
import { OrderNews } from '../../src/execution/order-news.ts';
import { GATEWAY_PACE, VenueDesk } from '../../src/execution/venue-line.ts';
import { binanceTrading } from '../../src/venues/binance/trading.ts';
import { fillsOn, found } from './order-words.ts';

const ID = clientOrderId('h1');
const MARKET = marketKey(venueId('binance'), symbolId('BTC/USDT:USDT'));
const TRADED = { kind: 'linear', native: 'BTCUSDT', base: 'BTC', settle: 'USDT', contractSize: text(1) } as const;
const NAME: OrderName = { clientOrderId: ID, market: { market: MARKET, ...TRADED } };

const fill = fillsOn(ID, MARKET);

const traded = (tradeId: string, quantity: string): PrivateWord =>
  ({ kind: 'fill', fill: fill(tradeId, quantity), venueOrderId: '7' }) as const;
const became = (status: FoundOrder['status'], filled: string): PrivateWord =>
  ({ kind: 'order', clientOrderId: ID, found: found(status, filled) }) as const;

const lineOf = (report: OrderReport): string => {
  if (report.kind === 'fill') return `fill ${report.fill.tradeId} ${report.fill.quantity}`;
  if (report.kind === 'done') return `done ${report.status} ${report.filledQuantity}`;
  return report.kind === 'refused' ? `refused ${report.code}` : report.kind;
};

let told: string[];
let news: OrderNews;
const hear = (...words: readonly PrivateWord[]): void => {
  for (const word of words) if (word.kind !== 'account') news.heard(word);
};

/** An order whose answer is on its way. */
const begin = (): void => {
  told = [];
  const desk = new VenueDesk({
    trading: binanceTrading,
    kinds: ['linear'],
    clock: createVirtualClock(0),
    pace: GATEWAY_PACE,
    emit: (input) => {
      if (input.kind === 'report') told.push(lineOf(input.report));
    },
  });
  news = new OrderNews(desk);
  news.expect(NAME, 'sending');
};

beforeEach(begin);

const WORDS = [became('open', '0'), traded('1', '2'), became('open', '2'), traded('2', '3'), became('filled', '5')];

/** Every order in which things may be heard. */
const permutations = <One>(things: readonly One[]): readonly (readonly One[])[] =>
  things.length < 2
    ? [things]
    : things.flatMap((one, at) => permutations(things.toSpliced(at, 1)).map((rest) => [one, ...rest]));

describe('the news of an order', () => {
  it('are told once each and end with the end, in whatever order they are heard, twice, the answer among them', () => {
    const answer = { kind: 'accepted', clientOrderId: ID, venueOrderId: '7' } as const;
    for (const [at, words] of permutations(WORDS).entries()) {
      begin();
      const answeredAfter = at % (words.length + 1);
      hear(...words.slice(0, answeredAfter));
      news.answered(answer);
      hear(...words.slice(answeredAfter), ...words);
      expect([told[0], told.at(-1)]).toEqual(['accepted', 'done filled 5']);
      expect(told.slice(1, -1).toSorted()).toEqual(['fill 1 2', 'fill 2 3']);
    }
  });

  it('are told once where lists repeat what was heard', () => {
    hear(traded('1', '2'));
    news.answered({ kind: 'accepted', clientOrderId: ID, venueOrderId: '7' });
    news.traded(fill('1', '2'));
    news.traded(fill('2', '3'));
    expect(news.ended(ID, found('cancelled', '5'))).toBe(true);
    hear(traded('2', '3'), became('cancelled', '5'));
    expect(told).toEqual(['accepted', 'fill 1 2', 'fill 2 3', 'done cancelled 5']);
    expect(news.isOver(ID)).toBe(true);
  });

  it('wait for fills that an end speaks of', () => {
    news.answered({ kind: 'accepted', clientOrderId: ID, venueOrderId: '7' });
    expect(news.ended(ID, found('filled', '5'))).toBe(false);
    expect(told).toEqual(['accepted']);
    hear(traded('1', '5'));
    expect(told).toEqual(['accepted', 'fill 1 5', 'done filled 5']);
  });

  it('leave no doubt of an order that was heard to be taken, though its answer never came', () => {
    hear(traded('1', '2'));
    news.answered({ kind: 'in-doubt', clientOrderId: ID, cause: 'timeout' });
    hear(became('cancelled', '2'));
    expect(told).toEqual(['accepted', 'fill 1 2', 'done cancelled 2']);
  });

  it('let the answer say why nothing came of it', () => {
    hear(became('cancelled', '0'));
    expect(told).toEqual([]);
    news.answered({ kind: 'refused', clientOrderId: ID, code: 'post-only-would-take', message: 'no' });
    hear(became('cancelled', '0'));
    expect(told).toEqual(['refused post-only-would-take']);
  });

  it('tell an end that nothing was filled of when the answer has come, or does not come', () => {
    hear(became('cancelled', '0'));
    news.answered({ kind: 'in-doubt', clientOrderId: ID, cause: 'timeout' });
    expect(told).toEqual(['done cancelled 0']);
  });

  it('go on after a refusal that the order contradicts: its id is taken, and a probe finds it', () => {
    news.answered({ kind: 'refused', clientOrderId: ID, code: 'duplicate-client-id', message: 'taken' });
    news.found(ID, found('open', '0'));
    hear(traded('1', '5'), became('filled', '5'));
    expect(told).toEqual(['refused duplicate-client-id', 'accepted', 'fill 1 5', 'done filled 5']);
  });

  it('of orders that are nobody’s here are their fills alone', () => {
    const other = { ...fill('9', '1'), clientOrderId: clientOrderId('autoclose-1') };
    hear({ kind: 'fill', fill: other, venueOrderId: '8' });
    hear({ kind: 'order', clientOrderId: other.clientOrderId, found: found('filled', '1') });
    expect(told).toEqual(['fill 9 1']);
  });
});
