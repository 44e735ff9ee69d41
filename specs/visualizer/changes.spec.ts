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
    positions: none,
    lanes: none,
    closed: none,
    actors,
    equity: none,
    facts: none,
  };
};

const actorRows = (text: string | undefined): readonly Row<'actors'>[] | undefined => {
  const message = JSON.parse(text ?? '{}') as ServerMessage;
  return message.type === 'actor' ? undefined : message.changes?.actors;
};

describe('what pages are told', () => {
  it('is what changed, what came and what went, counted up', () => {
    const log = new ChangeLog();
    log.advance(view({ a: 'on', b: 'on' }));
    expect(actorRows(log.advance(view({ a: 'off', b: 'on', c: 'on' })))).toEqual([
      ['a', { state: 'off' }],
      ['c', { state: 'on' }],
    ]);
    expect(actorRows(log.advance(view({ a: 'off', c: 'on' })))).toEqual([['b', null]]);
    expect(log.n).toBe(3);
  });

  it('is nothing when nothing changed', () => {
    const log = new ChangeLog();
    log.advance(view({ a: 'on' }));
    expect(log.advance(view({ a: 'on' }))).toBeUndefined();
    expect(log.n).toBe(1);
  });

  it('is everything for a page that comes late', () => {
    const log = new ChangeLog();
    log.advance(view({ a: 'on', b: 'on' }));
    log.advance(view({ a: 'off' }));
    expect(actorRows(log.snapshot())).toEqual([['a', { state: 'off' }]]);
  });

  it('keeps a row named like a prototype an ordinary row', () => {
    const log = new ChangeLog();
    const hostile = { ...view({}), actors: new Map([['__proto__', { state: 'polluted' }]]) };
    expect(actorRows(log.advance(hostile))).toEqual([['__proto__', { state: 'polluted' }]]);
    expect(Object.hasOwn(Object.prototype, 'state')).toBe(false);
  });
});
