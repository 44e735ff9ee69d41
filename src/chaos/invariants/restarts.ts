import { asJson, canonicalJson, isRecord } from '../../domain/codec.ts';
import type { ActorSnapshot } from '../../domain/fact.ts';
import type { ActorId } from '../../domain/ids.ts';
import type { Position } from '../../position/position.ts';
import type { HeldPosition } from '../sight.ts';

/** A persisted actor as the engine that died had it in mind. */
export interface Mind {
  readonly actor: ActorId;
  readonly value: unknown;
  readonly context: unknown;
}

/** What a restart would not find as it was: the mind of the engine against the journal, actor by actor. */
export const forgotten = (minds: readonly Mind[], snapshots: readonly ActorSnapshot[]): readonly string[] => {
  const kept = new Map(snapshots.map(({ actor, snapshot }) => [actor, snapshot]));
  return minds.flatMap(({ actor, value, context }) => {
    const snapshot = kept.get(actor);
    if (!isRecord(snapshot)) return [];
    const written = textOf({ value: snapshot['value'], context: snapshot['context'] });
    const meant = textOf({ value, context });
    return written === meant ? [] : [`${actor} was ${firstDifference(meant, written)}`];
  });
};

/** What a restart made of the positions that the life before had in mind; doubts about orders come with every restart. */
export const changedByRestart = (
  before: readonly HeldPosition[],
  after: readonly HeldPosition[],
): readonly string[] => {
  const found = new Map(after.map((held) => [held.actor, held]));
  return before.flatMap(({ actor, position }) => {
    const now = found.get(actor);
    // nothing is kept of what never did anything
    if (now === undefined) return position.cycles === 0 && position.legs === null ? [] : [`${actor} is not there`];
    const [was, is] = [essence(position), essence(now.position)];
    return was === is ? [] : [`${actor} was ${firstDifference(was, is)}`];
  });
};

const essence = (position: Position): string => {
  const { coin, cycles, entry, legs, roll, strays, openings, exit, pauseReason } = position;
  const rolled = roll === null ? null : { ...roll, to: withoutDoubt(roll.to) };
  const bare = legs === null ? null : { long: withoutDoubt(legs.long), short: withoutDoubt(legs.short) };
  return textOf({ coin, cycles, entry, legs: bare, roll: rolled, strays, openings, exit, pauseReason });
};

const withoutDoubt = (leg: NonNullable<Position['legs']>['long']): object => ({
  ...leg,
  order: leg.order === null ? null : { ...leg.order, status: 'sent' },
});

const textOf = (value: object): string => canonicalJson(asJson(value));

const firstDifference = (a: string, b: string): string => {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  const fromAt = Math.max(0, at - 40);
  return `…${a.slice(fromAt, at + 40)}… and is …${b.slice(fromAt, at + 40)}…`;
};
