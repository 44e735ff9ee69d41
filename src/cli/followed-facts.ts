import { MS_PER_HOUR } from '../domain/units.ts';
import type { Fact } from '../domain/fact.ts';

/** Facts that a person following a run always wants; the journal holds all of them. */
const ALWAYS =
  /^(engine\.|recovery\.|operator\.|guard\.|actor\.|capital\.|entry\.|repair\.|cycle\.|funding\.paid|source\.(split|fell-back|recovered)|carry\.|fill\.|order\.(intended|refused|in-doubt|cancelled))/;
/** Facts that may repeat without end: one an actor an hour of the engine's time. */
const SELDOM = /^(route\.|feed\.|funding\.differs|source\.diverged|market\.(stale|down|halted))/;

/** Chooses what is told of a run: money and risk always, routes and markets now and then. */
export class FollowedFacts {
  readonly #toldAtMs = new Map<string, number>();

  tells({ type, actor, atMs, body }: Fact): boolean {
    if (ALWAYS.test(type)) return true;
    if (type.startsWith('position.')) return stage(body['from']) !== stage(body['to']);
    if (!SELDOM.test(type)) return false;
    const key = `${type} ${actor}`;
    const lastMs = this.#toldAtMs.get(key);
    if (lastMs !== undefined && atMs - lastMs < MS_PER_HOUR) return false;
    this.#toldAtMs.set(key, atMs);
    return true;
  }
}

/** `entering` of `entering.legs(long: working, short: done)`. */
const stage = (state: unknown): string => String(state).split(/[.(]/)[0] ?? '';
