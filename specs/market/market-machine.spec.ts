import { describe, expect, it } from 'vitest';
import { createActor } from 'xstate';
import { atMs, ms } from '../../src/domain/units.ts';
import { marketMachine } from '../../src/market/market.machine.ts';
import type { MarketActorEvent } from '../../src/market/market.machine.ts';
import { BTC } from './market-facts.ts';

const SILENCE_MS = 3000;

const seen = (at: number, book: 'usable' | 'unusable' = 'usable'): MarketActorEvent => ({
  type: 'market.seen',
  atMs: atMs(at),
  book,
});
const lost: MarketActorEvent = { type: 'market.lost', atMs: atMs(5000) };
const halted: MarketActorEvent = { type: 'market.halted', atMs: atMs(5000) };
const resumed: MarketActorEvent = { type: 'market.resumed', atMs: atMs(6000) };
const tick = (at: number): MarketActorEvent => ({ type: 'tick', atMs: atMs(at) });

const after = (...events: readonly MarketActorEvent[]) => {
  const actor = createActor(marketMachine, { input: { market: BTC, silenceMs: ms(SILENCE_MS) } }).start();
  for (const event of events) actor.send(event);
  return actor.getSnapshot();
};
const stateAfter = (...events: readonly MarketActorEvent[]) => after(...events).value;

/** How each state is reached. */
const waysTo = {
  awaiting: [],
  live: [seen(1000)],
  stale: [seen(1000), tick(1000 + SILENCE_MS)],
  down: [seen(1000), lost],
  halted: [seen(1000), halted],
} satisfies Record<string, readonly MarketActorEvent[]>;

describe('a market actor', () => {
  it.each([
    // from, event, to
    ['awaiting', 'a usable book', seen(2000), 'live'],
    ['awaiting', 'an unusable book', seen(2000, 'unusable'), 'awaiting'],
    ['awaiting', 'a tick', tick(9000), 'awaiting'],
    ['awaiting', 'a loss', lost, 'down'],
    ['awaiting', 'a halt', halted, 'halted'],
    ['live', 'a usable book', seen(2000), 'live'],
    ['live', 'an unusable book', seen(2000, 'unusable'), 'awaiting'],
    ['live', 'a tick before its silence is over', tick(3999), 'live'],
    ['live', 'a tick at the end of its silence', tick(4000), 'stale'],
    ['live', 'a loss', lost, 'down'],
    ['live', 'a halt', halted, 'halted'],
    ['stale', 'a usable book', seen(9000), 'live'],
    ['stale', 'an unusable book', seen(9000, 'unusable'), 'awaiting'],
    ['stale', 'a tick', tick(9000), 'stale'],
    ['stale', 'a loss', lost, 'down'],
    ['stale', 'a halt', halted, 'halted'],
    ['down', 'a usable book', seen(9000), 'live'],
    ['down', 'an unusable book', seen(9000, 'unusable'), 'awaiting'],
    ['down', 'a tick', tick(9000), 'down'],
    ['down', 'another loss', lost, 'down'],
    ['down', 'a halt', halted, 'halted'],
    ['halted', 'a usable book', seen(9000), 'halted'],
    ['halted', 'a tick', tick(9000), 'halted'],
    ['halted', 'another halt', halted, 'halted'],
    ['halted', 'a loss: only the venue ends a halt', lost, 'halted'],
    ['halted', 'a resumption', resumed, 'awaiting'],
    ['live', 'a resumption it did not need', resumed, 'live'],
  ] as const)('%s, at %s', (from, _, event, to) => {
    expect(stateAfter(...waysTo[from])).toBe(from);
    expect(stateAfter(...waysTo[from], event)).toBe(to);
  });

  it('moves its deadline on with every book: last seen plus the longest silence', () => {
    expect(after(seen(1000)).context).toMatchObject({ lastSeenAtMs: 1000, deadlineAtMs: 4000 });
    expect(after(seen(1000), seen(2500)).context).toMatchObject({ lastSeenAtMs: 2500, deadlineAtMs: 5500 });
  });

  it.each(['awaiting', 'stale', 'down', 'halted'] as const)('wants no tick while %s', (state) => {
    expect(after(...waysTo[state]).context.deadlineAtMs).toBeNull();
  });

  it('wants no tick when its book became unusable', () => {
    expect(after(seen(1000), seen(1500, 'unusable')).context.deadlineAtMs).toBeNull();
  });

  it('holds plain JSON only', () => {
    const { context } = after(seen(1000));
    expect(JSON.parse(JSON.stringify(context))).toEqual(context);
  });
});
