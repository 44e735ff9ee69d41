import { describe, expect, it } from 'vitest';
import type { Json } from '../../src/domain/codec.ts';
import { actorId } from '../../src/domain/ids.ts';
import type { MarketKey } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { RefusedSince } from '../../src/visualizer/refused-since.ts';

const [A, B, C] = ['alpha', 'beta', 'gamma'].map((venue) => `${venue}:SOL/USDT:USDT` as MarketKey) as [
  MarketKey,
  MarketKey,
  MarketKey,
];
const AB = { coin: 'SOL', long: A, short: B };
const AC = { coin: 'SOL', long: A, short: C };

/** Facts by the hour, all of SOL. */
const told = (firstSeq = 1, since = new RefusedSince()) => {
  let seq = firstSeq;
  const tell = (hour: number, named: string, body: Readonly<Record<string, Json>> = {}): void => {
    const [actor = '', type = ''] = named.split(' ');
    since.fold({ seq, atMs: atMs(hour), type, cause: seq, actor: actorId(actor), body });
    seq += 1;
  };
  const meet = (hour: number, market: MarketKey): void => tell(hour, `market/${market} market.live`);
  return { since, tell, meet };
};

const pair = ({ long, short }: typeof AB) => ({ long, short });

describe('a route is refused since', () => {
  it('both its markets were known, whichever came later, and not while one is unheard of', () => {
    const { since, meet } = told();
    meet(1, A);
    expect(since.of(AB)).toBeUndefined();
    meet(3, B);
    meet(5, A);
    expect(since.of(AB)).toEqual({ sinceMs: 3, since: 'markets-known' });
    expect(since.of({ ...AB, long: B, short: A })).toEqual({ sinceMs: 3, since: 'markets-known' });
  });

  it('it was last the best candidate of its coin: another took its place, it was refused, or the process began anew', () => {
    const { since, tell } = told();
    tell(1, 'scout/SOL route.candidate', pair(AB));
    expect(since.of(AB)).toBeUndefined();
    tell(2, 'scout/SOL route.candidate', pair(AC));
    expect(since.of(AB)).toEqual({ sinceMs: 2, since: 'candidate' });
    tell(4, 'scout/SOL route.refused', pair(AC));
    expect(since.of(AC)).toEqual({ sinceMs: 4, since: 'candidate' });
    tell(5, 'scout/SOL route.candidate', pair(AB));
    tell(6, 'engine engine.started');
    expect([since.of(AB), since.of(AC)].map((from) => from?.sinceMs)).toEqual([6, 4]);
  });

  it('it was last held, through every state of its position, also where a leg went to another market', () => {
    const { since, tell } = told();
    tell(1, 'scout/SOL route.candidate', pair(AB));
    tell(2, 'position/SOL entry.approved', pair(AB));
    tell(3, 'scout/SOL route.refused', pair(AC));
    tell(4, 'position/SOL position.hedged', { from: 'entering.legs', to: 'hedged.carrying' });
    tell(5, 'engine engine.started');
    expect(since.of(AB)).toBeUndefined();
    tell(6, 'position/SOL roll.approved', { leg: 'short', from: B, to: C });
    expect([since.of(AB), since.of(AC)]).toEqual([{ sinceMs: 6, since: 'held' }, undefined]);
    tell(9, 'position/SOL position.scanning', { from: 'unwinding.legs', to: 'scanning.watching' });
    expect(since.of(AC)).toEqual({ sinceMs: 9, since: 'held' });
  });

  it('at least what is told, where what was before is not known here', () => {
    const { since, meet } = told(400);
    meet(1, A);
    meet(2, B);
    expect(since.of(AB)).toEqual({ sinceMs: 2, since: 'told' });
  });

  it('the same in a copy, and each goes its own way from there', () => {
    const { since, tell } = told();
    tell(1, 'scout/SOL route.refused', pair(AB));
    const copied = told(2, since.copy());
    tell(2, 'scout/SOL route.candidate', pair(AB));
    tell(3, 'scout/SOL route.refused', pair(AB));
    expect(copied.since.of(AB)).toEqual({ sinceMs: 1, since: 'markets-known' });
    copied.meet(5, C);
    expect([since.of(AC), copied.since.of(AC)?.sinceMs]).toEqual([undefined, 5]);
    expect(since.of(AB)).toEqual({ sinceMs: 3, since: 'candidate' });
  });
});
