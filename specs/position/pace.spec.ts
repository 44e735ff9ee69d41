import { describe, expect, it } from 'vitest';
import { clientOrderId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import { COOLDOWN_MS } from '../../src/position/entry.ts';
import { withVenueWord } from '../../src/position/ending.ts';
import { withOrders } from '../../src/position/position.ts';
import { PositionWorld } from '../support/position-world.ts';
import { LONG } from '../support/route-terms.ts';

/** Long is filled, short is refused as often as it is tried: both are flattened after it. */
const failedEntry = (): PositionWorld => {
  const refused = { kind: 'refuse' } as const;
  return new PositionWorld({ short: [refused, refused, refused, refused] }).enter(30_000);
};

describe('the pace of a position', () => {
  it('cools down after an entry that had to be flattened', () => {
    const world = failedEntry();
    expect(world.journal.at(-1)).toContain('closed: entry-failed');
    const ordered = world.ordered.length;
    world.enter(0);
    expect(world.ordered).toHaveLength(ordered);
    world.run(COOLDOWN_MS).enter(1000);
    expect(world.state).toBe('hedged.carrying');
  });

  it('wants no more ticks once the cool-down is over', () => {
    const world = failedEntry();
    // anything that is folded in arms the deadline of what the context waits for
    world
      .pause()
      .resume()
      .run(2 * COOLDOWN_MS);
    expect(world.position.deadlineAtMs).toBeNull();
  });

  it('paces repairs by real instants from the first on', () => {
    const world = new PositionWorld({ short: [{ kind: 'refuse' }, { kind: 'lost' }] }).enter(30);
    expect(world.state).toBe('entering.balancing.waiting');
    // both orders have ended at 30 ms; tried again at once, the next try no sooner than 250 ms later
    expect(world.position.retryAtMs).toBe(1_000_000 + 30 + 250);
  });

  it('hurries once a fill leaves a leg naked: what nobody took from both may have waited longer', () => {
    const refused = Array.from({ length: 6 }, () => ({ kind: 'refuse' }) as const);
    const filled = { kind: 'fill' } as const;
    const world = new PositionWorld({ long: [filled, ...refused, filled], short: [filled, ...refused, ...refused] });
    world.enter().exit();
    // 250 ms, 500 ms, 1 s, 2 s, 4 s, 8 s: then both are tried again, and only the long one is taken
    world.run(15_750 + 100);
    expect(world.truth).toEqual({ long: 0, short: -1 });
    const retryAtMs = world.position.retryAtMs ?? Infinity;
    expect(retryAtMs - world.now).toBeLessThanOrEqual(2000);
  });

  it("takes no venue's word while an order is in flight: it may or may not include its fills", () => {
    const world = new PositionWorld().enter();
    const { position } = world;
    const word = { long: text('0.4'), short: text('1') };
    expect(withVenueWord(position, word).legs?.long.held).toBe('0.4');
    const closing = { leg: 'long', market: LONG, purpose: 'close', quantity: text(1) } as const;
    const busy = withOrders(position, [{ ...closing, clientOrderId: clientOrderId('close-1') }]);
    expect(withVenueWord(busy, word)).toBe(busy);
  });
});
