import { describe, expect, it } from 'vitest';
import { text } from '../../src/domain/money.ts';
import { committedCoins } from '../../src/position/committed.ts';
import { PositionWorld } from '../support/position-world.ts';
import type { WorldScript } from '../support/world-script.ts';

const quoted = (script: WorldScript): PositionWorld => new PositionWorld({ approach: 'quoting', ...script });
const RESTS = { kind: 'rest' } as const;
const NOTHING = { kind: 'fill', fraction: 0 } as const;
const REFUSE = { kind: 'refuse' } as const;
const trickle = (...parts: readonly (readonly [number, number])[]) => ({ kind: 'trickle', parts }) as const;
const cancels = (world: PositionWorld) => world.journal.filter((line) => line.includes('cancel'));

describe('an entry whose thin leg rests', () => {
  it('hedges each fill as it comes, and is hedged when all is filled', () => {
    const world = quoted({ long: [trickle([400, 0.3], [2000, 0.7])] }).enter(5000);
    expect(world.journal).toEqual([
      '0.000 scanning.asking',
      '0.000 long buy 1 open',
      '0.000 entering.quoting.waiting',
      '0.000 cycle BTC-1 opened',
      '0.400 short sell 0.1 hedge',
      '0.425 short sell 0.2 hedge',
      '2.000 short sell 0.3 hedge',
      // nothing rests any more: what is left is balanced
      '2.030 entering.balancing.waiting',
      '2.030 short sell 0.4 hedge',
      '2.060 hedged.carrying',
    ]);
    expect(world.truth).toEqual({ long: 1, short: -1 });
    expect(world.position.approach).toBeNull();
  });

  it('lets what is under the minimum of the other leg wait for more', () => {
    const world = quoted({ long: [trickle([400, 0.1], [900, 0.1])], gate: [['min-notional']] }).enter(1000);
    expect(world.ordered.slice(1)).toEqual(['short sell 0.2 hedge']);
    expect(world.truth).toEqual({ long: 0.2, short: -0.2 });
  });

  it('counts what rests as filled and hedged against the limits, and what is filled not twice', () => {
    const world = quoted({ long: [trickle([400, 0.5])] }).enter(300);
    const committed = () => committedCoins(world.position);
    expect([committed().long.toNumber(), committed().short.toNumber()]).toEqual([1, 1]);
    world.run(1000);
    expect([committed().long.toNumber(), committed().short.toNumber()]).toEqual([1, 1]);
  });

  it('follows the best price: cancels, waits for the end, rests anew with what is left', () => {
    const world = quoted({ long: [trickle([400, 0.4]), trickle([300, 1])], looks: ['stands', 'moved'] }).enter(6000);
    expect(cancels(world)).toEqual(['2.000 cancel long']);
    expect(world.ordered).toEqual([
      'long buy 1 open',
      'short sell 0.2 hedge',
      'short sell 0.2 hedge',
      'long buy 0.6 open',
      'short sell 0.3 hedge',
      'short sell 0.3 hedge',
    ]);
    expect(world.state).toBe('hedged.carrying');
  });

  it('asks again for a cancel that was lost, and quotes no second order meanwhile', () => {
    const world = quoted({ long: [RESTS], looks: ['moved', 'moved'] });
    const cancel = world.venues.cancel.bind(world.venues);
    let lost = 1;
    world.venues.cancel = (id) => (lost > 0 ? void (lost -= 1) : cancel(id));
    world.enter(1900);
    expect(world.ordered).toEqual(['long buy 1 open']);
    world.run(1000);
    expect(cancels(world)).toEqual(['1.000 cancel long', '2.000 cancel long']);
    expect(world.ordered.slice(1, 2)).toEqual(['long buy 1 open']);
  });

  it('takes a fill that comes after the cancel was asked for off what it quotes anew', () => {
    const world = quoted({ long: [trickle([1005, 0.4]), trickle([100, 1])], looks: ['moved'] }).enter(5000);
    expect(world.ordered.filter((line) => line.startsWith('long'))).toEqual(['long buy 1 open', 'long buy 0.6 open']);
    expect(world.truth).toEqual({ long: 1, short: -1 });
    expect(world.state).toBe('hedged.carrying');
  });

  it('quotes anew, after a while, what its venue refused because it would have taken', () => {
    const world = quoted({ long: [{ kind: 'refuse', why: 'cross' }, trickle([100, 1])] }).enter(3000);
    expect(world.journal.slice(4, 5)).toEqual(['1.000 long buy 1 open']);
    expect(world.position.openings).toHaveLength(1);
    expect(world.state).toBe('hedged.carrying');
  });

  it('is given up when its venue refuses it for anything else: nothing is held, and the coin is left alone', () => {
    const world = quoted({ long: [REFUSE] }).enter(3000);
    expect(world.state).toBe('scanning.watching');
    expect(world.journal.at(-1)).toContain('closed: nothing-filled');
    expect(world.enter().ordered).toEqual(['long buy 1 open']);
    expect(world.run(60_000).enter(10).ordered).toEqual(['long buy 1 open', 'long buy 1 open']);
  });

  it('is cancelled when its patience is over: what was filled stays, hedged', () => {
    const world = quoted({ long: [trickle([400, 0.5])] }).enter(35_000);
    expect(cancels(world)).toEqual(['30.000 cancel long']);
    expect(world.truth).toEqual({ long: 0.5, short: -0.5 });
    expect(world.state).toBe('hedged.carrying');
  });

  it('is abandoned with a cool-down when its patience is over and nothing was filled', () => {
    const world = quoted({ long: [RESTS] }).enter(35_000);
    expect(world.state).toBe('scanning.watching');
    expect(world.journal.at(-1)).toContain('closed: nothing-filled');
    expect(world.position.retryAtMs).not.toBeNull();
  });

  it.each([
    ['an exit', (world: PositionWorld) => world.exit('guard')],
    ['a pause', (world: PositionWorld) => world.pause()],
    [
      'a stale feed',
      (world: PositionWorld) => world.send({ type: 'feed.reviewed', atMs: world.now, freshness: 'stale' }),
    ],
  ])('is cancelled at once by %s', (_, happens) => {
    const world = quoted({ long: [RESTS] }).enter(500);
    happens(world);
    expect(cancels(world)).toEqual(['0.500 cancel long']);
    world.run(2000);
    expect(world.truth).toEqual({ long: 0, short: 0 });
    expect(['scanning.watching', 'paused']).toContain(world.state);
  });

  it('is cancelled when a look finds it unwanted; what was filled is kept hedged', () => {
    const world = quoted({ long: [trickle([400, 0.5])], looks: ['unwanted'] }).enter(5000);
    expect(cancels(world)).toEqual(['1.000 cancel long']);
    expect(world.state).toBe('hedged.carrying');
    expect(world.truth).toEqual({ long: 0.5, short: -0.5 });
  });

  it('left with something filled is unwound, hedging no more of it', () => {
    const world = quoted({ long: [trickle([400, 0.5])], short: [NOTHING] }).enter(420);
    world.exit().run(5000);
    expect(world.ordered).toEqual(['long buy 1 open', 'short sell 0.2 hedge', 'long sell 0.5 close']);
    expect(world.journal.at(-1)).toContain('closed: operator');
  });

  it('waits out a hedge that is under way, then hedges all that came meanwhile', () => {
    const world = quoted({ long: [trickle([400, 0.2], [410, 0.2], [415, 0.2])] }).enter(3000);
    expect(world.ordered.slice(1)).toEqual(['short sell 0.1 hedge', 'short sell 0.5 hedge']);
  });

  it('stops filling when three hedges in a row get nothing', () => {
    const world = quoted({ long: [trickle([400, 0.5])], short: [NOTHING, NOTHING, NOTHING] }).enter(1500);
    expect(cancels(world)).toHaveLength(1);
    expect(world.run(5000).truth).toEqual({ long: 0.5, short: -0.5 });
    expect(world.state).toBe('hedged.carrying');
  });

  it('withdraws while any order is in doubt, hedges nothing then, and everything after', () => {
    const world = quoted({ long: [trickle([400, 0.6])], short: [{ kind: 'doubtful', truth: { kind: 'lost' } }] });
    world.venues.probesToFail = 1;
    world.enter(1200);
    expect(cancels(world)).toEqual(['0.400 cancel long']);
    expect(world.ordered.slice(1)).toEqual(['short sell 0.3 hedge']);
    world.run(5000);
    expect(world.truth).toEqual({ long: 0.6, short: -0.6 });
    expect(world.state).toBe('hedged.carrying');
  });

  it('in doubt itself is cancelled as soon as its venue has found it', () => {
    const world = quoted({ long: [{ kind: 'silent', filled: 0.4, rest: 'rests' }] }).enter(10_000);
    // no word for 3 s, then the look-up
    expect(cancels(world)).toEqual(['3.201 cancel long']);
    expect(world.truth).toEqual({ long: 0.4, short: -0.4 });
    expect(world.state).toBe('hedged.carrying');
  });

  it.each([
    ['a stale book', ['stale-book'], 'hedged.carrying'],
    ['no edge any more', ['net-below-minimum'], 'hedged.carrying'],
  ])('that the gate does not let rest anew for %s', (_, codes, end) => {
    const looks = ['moved'] as const;
    const world = quoted({ long: [trickle([400, 0.4]), trickle([100, 1])], looks, approachGate: [codes] }).enter(6000);
    expect(world.state).toBe(end);
    const held = codes.includes('stale-book') ? 1 : 0.4;
    expect(world.truth).toEqual({ long: held, short: -held });
  });

  it('is found by the looks at its order when a fill was never told', () => {
    const world = quoted({ long: [RESTS] }).enter(500);
    const [id] = world.floor.orders.keys();
    const [order] = world.venues.submitted;
    if (id === undefined || order === undefined) throw new Error('one order');
    world.venues.fillUnheard(id, 0.5);
    world.run(3000);
    expect(world.truth).toEqual({ long: 0.5, short: -0.5 });
  });

  it('goes on after a crash at any instant, with nothing sent twice and nothing naked', () => {
    for (let atMs = 0; atMs <= 3000; atMs += 25) {
      const world = quoted({
        long: [trickle([400, 0.3], [900, 0.3], [2100, 0.4]), trickle([50, 1])],
        looks: ['moved'],
      });
      world.enter(atMs).crash().run(60_000);
      expect(world.truth.long, `crash after ${atMs} ms`).toBeCloseTo(-world.truth.short, 9);
      expect(world.floor.open).toEqual([]);
      expect(['hedged.carrying', 'scanning.watching']).toContain(world.state);
    }
  });

  it('hears of a fill twice and counts it once', () => {
    const world = quoted({ long: [trickle([400, 0.5])] }).enter(1000);
    for (const fill of world.venues.fills(world.venues.submitted[0]?.market.split(':')[0] as never))
      world.floor.report({ kind: 'fill', clientOrderId: fill.clientOrderId, fill });
    expect(world.run(1000).position.legs?.long.held).toBe(text('0.5'));
  });
});
