import type { SubscriptionLedger } from './subscription-ledger.ts';
import type { Channel } from './venue-link.ts';

/** What to do about channels that say nothing. */
export interface SilenceVerdict {
  /** Subscribe them anew. */
  readonly renew: readonly Silent[];
  /** Another socket is needed. */
  readonly replace: readonly Silent[];
}

interface Silent {
  readonly channel: Channel;
  readonly silentMs: number;
}

/** Times its usual silence that a topic is given at most, once nothing has helped. */
const PATIENCE_MAX = 32;

/**
 * The watch over the channels of one connection. A channel that is silent for too long is subscribed anew; silent again, or
 * together with most others that are watched, the socket is replaced; after that it is asked for ever more seldom, since the venue may
 * really have nothing to say.
 */
export class ChannelSilence {
  readonly #times = new Map<string, number>();

  /** A topic spoke. */
  heard(topic: string): void {
    if (this.#times.size > 0) this.#times.delete(topic);
  }

  forget(topic: string): void {
    this.#times.delete(topic);
  }

  look(ledger: SubscriptionLedger, nowMs: number): SilenceVerdict {
    const silent = ledger.silent(nowMs, (topic) => {
      const times = this.#times.get(topic) ?? 0;
      return times < 2 ? 1 : Math.min(PATIENCE_MAX, 2 ** (times - 1));
    });
    const renew: Silent[] = [];
    const replace: Silent[] = [];
    for (const entry of silent) {
      const times = (this.#times.get(entry.channel.topic) ?? 0) + 1;
      this.#times.set(entry.channel.topic, times);
      if (times === 2) replace.push(entry);
      else renew.push(entry);
    }
    // Channels that may be silent for hours say nothing about the socket.
    const isWidespread = renew.length > 1 && renew.length * 2 > ledger.watched;
    return isWidespread ? { renew: [], replace: [...renew, ...replace] } : { renew, replace };
  }
}
