import { describe, expect, it } from 'vitest';
import { ChangeLog } from '../../src/visualizer/changes.ts';
import type { Row, ServerMessage } from '../../src/visualizer/messages.ts';
import type { View } from '../../src/visualizer/projection.ts';

const view = (states: Readonly<Record<string, string>>): View => {
  const none = new Map<string, never>();
  const actors = new Map(Object.entries(states).map(([id, state]) => [id, { state }]));
  return {
    head: none,
    feeds: none,
    markets: none,
    routes: none,
    refusals: none,
    positions: none,
    lanes: none,
    closed: none,
    actors,
    equity: none,
    facts: none,
    time: none,
  };
};

const actorRows = (text: string | undefined): readonly Row<'actors'>[] | undefined => {
  const message = JSON.parse(text ?? '{}') as ServerMessage;
  return message.type === 'actor' ? undefined : message.changes?.actors;
};

describe('what pages are told', () => {
  it('is what changed, what came and what went, counted up', () => {
    const log = new ChangeLog('one');
    log.advance(view({ a: 'on', b: 'on' }));
    expect(actorRows(log.advance(view({ a: 'off', b: 'on', c: 'on' })))).toEqual([
      ['a', { state: 'off' }],
      ['c', { state: 'on' }],
    ]);
    expect(actorRows(log.advance(view({ a: 'off', c: 'on' })))).toEqual([['b', null]]);
    expect(log.n).toBe(3);
  });

  it('is what went also where as many came', () => {
    const log = new ChangeLog('one');
    log.advance(view({ a: 'on', b: 'on' }));
    expect(actorRows(log.advance(view({ b: 'on', c: 'on' })))).toEqual([
      ['c', { state: 'on' }],
      ['a', null],
    ]);
  });

  it('is nothing when nothing changed', () => {
    const log = new ChangeLog('one');
    log.advance(view({ a: 'on' }));
    expect(log.advance(view({ a: 'on' }))).toBeUndefined();
    expect(log.n).toBe(1);
  });

  it('is everything for a page that comes late', () => {
    const log = new ChangeLog('one');
    log.advance(view({ a: 'on', b: 'on' }));
    log.advance(view({ a: 'off' }));
    expect(actorRows(log.snapshot())).toEqual([['a', { state: 'off' }]]);
  });

  it('is what was missed for a page that comes back to the same server', () => {
    const log = new ChangeLog('one');
    log.advance(view({ a: 'on' }));
    const [first, second] = [log.advance(view({ a: 'off' })), log.advance(view({ a: 'on' }))];
    expect(log.since('one', 1)).toEqual([first, second]);
    expect(log.since('one', 3)).toEqual([]);
    expect(log.since('another', 1)).toBeUndefined();
    expect(log.since('one', 4)).toBeUndefined();
  });

  it('is a snapshot once the deltas are not kept any more', () => {
    const log = new ChangeLog('one');
    for (let at = 0; at < 300; at += 1) log.advance(view({ a: String(at) }));
    expect(log.since('one', 59)).toBeUndefined();
    expect(log.since('one', 60)).toHaveLength(240);
  });

  it('keeps a row named like a prototype an ordinary row', () => {
    const log = new ChangeLog('one');
    const hostile = { ...view({}), actors: new Map([['__proto__', { state: 'polluted' }]]) };
    expect(actorRows(log.advance(hostile))).toEqual([['__proto__', { state: 'polluted' }]]);
    expect(Object.hasOwn(Object.prototype, 'state')).toBe(false);
  });
});
