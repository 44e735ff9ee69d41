import { isRecord } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import { numberIn, textIn } from './fact-body.ts';

/** Spans of time, ms of the engine's clock; nearest rank, `undefined` where nothing was measured. */
export interface Spans {
  readonly count: number;
  readonly medianMs: number | undefined;
  readonly p95Ms: number | undefined;
  readonly maxMs: number | undefined;
}

const ORDER = 'order/';

/**
 * From the signal a position took to its opening orders on the wire, and from any order on the wire to the first fill we
 * heard of. In a virtual world the first is 0: no time passes while the engine thinks and writes.
 */
export class LatencyMeter {
  readonly #signalToOrder: number[] = [];
  readonly #orderToFill: number[] = [];
  /** By coin, and by client order id. */
  readonly #signalMs = new Map<string, number>();
  readonly #openings = new Map<string, string>();
  readonly #sentMs = new Map<string, number>();

  fold(fact: Fact): void {
    const { type, atMs, body } = fact;
    if (type === 'position.scanning') this.#offered(fact);
    else if (type === 'order.intended') this.#intended(fact);
    else if (type === 'order.sent') this.#sent(fact);
    else if (type === 'fill.booked') {
      const id = textIn(body, 'clientOrderId') ?? '';
      const sentMs = this.#sentMs.get(id);
      // the first fill only
      if (this.#sentMs.delete(id) && sentMs !== undefined) this.#orderToFill.push(atMs - sentMs);
    }
  }

  signalToOrder(): Spans {
    return spansOf(this.#signalToOrder);
  }

  orderToFill(): Spans {
    return spansOf(this.#orderToFill);
  }

  #offered({ actor, body }: Fact): void {
    const event = body['event'];
    if (isRecord(event) && event['type'] === 'signal.offered' && typeof event['atMs'] === 'number')
      this.#signalMs.set(actor.slice('position/'.length), event['atMs']);
  }

  #intended({ body }: Fact): void {
    const [id, coin] = [textIn(body, 'clientOrderId'), textIn(body, 'coin')];
    if (id !== undefined && coin !== undefined && body['purpose'] === 'open' && numberIn(body, 'attempt') === 1)
      this.#openings.set(id, coin);
  }

  #sent({ actor, atMs }: Fact): void {
    const id = actor.slice(ORDER.length);
    this.#sentMs.set(id, atMs);
    const signalMs = this.#signalMs.get(this.#openings.get(id) ?? '');
    if (this.#openings.delete(id) && signalMs !== undefined) this.#signalToOrder.push(atMs - signalMs);
  }
}

const spansOf = (spans: readonly number[]): Spans => {
  const sorted = [...spans].sort((a, b) => a - b);
  const rank = (share: number): number | undefined => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  return { count: sorted.length, medianMs: rank(0.5), p95Ms: rank(0.95), maxMs: sorted.at(-1) };
};
