import type { Channel } from './venue-link.ts';

/** A topic that was asked for alone, beside others that stood, and was answered with a cut so often, is the cause. */
const CUTS_ALONE = 2;

/**
 * Topics that may be why the venue cut the connection without a word: those that were asked for and not answered yet. They
 * are asked for again in halves, one group at a time and only once everything else stands, until the culprit is alone.
 */
export class Suspects {
  readonly #channels = new Map<string, Channel>();
  /** Most topics that may be tried together, by topic; halved with every cut. */
  readonly #groupMax = new Map<string, number>();
  /** How often in a row a topic was cut alone. */
  readonly #cutsAlone = new Map<string, number>();
  /** The group that is being tried. */
  readonly #trial = new Set<string>();

  get size(): number {
    return this.#groupMax.size;
  }

  /** Whether a topic may be asked for now. */
  admits(topic: string): boolean {
    return !this.#groupMax.has(topic) || this.#trial.has(topic);
  }

  /**
   * Before topics are taken: chooses the next group to be tried, where nothing else waits or is asked for. The least
   * suspicious come first, so that they stand when the culprit is tried.
   */
  prepare(waiting: readonly string[], asked: number): void {
    if (waiting.length === 0 || asked > 0 || waiting.some((topic) => this.admits(topic))) return;
    const groupMax = Math.max(...waiting.map((topic) => this.#groupMax.get(topic) ?? 1));
    const alike = waiting.filter((topic) => this.#groupMax.get(topic) === groupMax);
    for (const topic of alike.slice(0, groupMax)) this.#trial.add(topic);
  }

  /** It was answered, or is not wanted any more. */
  clear(topic: string): void {
    this.#channels.delete(topic);
    this.#groupMax.delete(topic);
    this.#cutsAlone.delete(topic);
    this.#trial.delete(topic);
  }

  /**
   * The connection was cut while these were asked for. Once one of them is certainly the cause: it, and what else is under
   * suspicion of its market, since a market that is not known is known by no channel. Without others that stood on it the
   * connection itself may be at fault, and nobody is blamed, however often.
   */
  cut(asked: readonly Channel[], others: 'stood' | 'none'): readonly Channel[] {
    this.#trial.clear();
    for (const channel of asked) {
      this.#channels.set(channel.topic, channel);
      this.#groupMax.set(channel.topic, Math.max(1, asked.length >> 1));
    }
    const [only] = asked;
    if (only === undefined || asked.length > 1 || others === 'none') return [];
    const cuts = (this.#cutsAlone.get(only.topic) ?? 0) + 1;
    this.#cutsAlone.set(only.topic, cuts);
    if (cuts < CUTS_ALONE) return [];
    if (only.market === undefined) return [only];
    const ofMarket = [...this.#channels.values()].filter(({ market }) => market === only.market);
    return [only, ...ofMarket.filter((channel) => channel !== only)];
  }

  /** A new connection. */
  reset(): void {
    this.#trial.clear();
  }
}
