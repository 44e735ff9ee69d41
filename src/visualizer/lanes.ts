import { positionCoin } from '../domain/ids.ts';
import type { Fact } from '../domain/fact.ts';
import type { ClosedCycle, Lane, LaneMark, LaneSpan } from './messages.ts';

const SPANS_MAX = 200;
const MARKS_MAX = 400;
const CLOSED_MAX = 200;
/** The state in which nothing is held and nothing wanted: the empty part of a lane. */
const IDLE = 'scanning.watching';

/** Each coin's life as its facts tell it: states as spans, fills and settlements as marks. Bounded; the oldest go first. */
export class Lanes {
  readonly lanes = new Map<string, Lane>();
  readonly closed = new Map<string, ClosedCycle>();

  copy(): Lanes {
    const copied = new Lanes();
    for (const [coin, lane] of this.lanes) copied.lanes.set(coin, lane);
    for (const [cycle, closed] of this.closed) copied.closed.set(cycle, closed);
    return copied;
  }

  fold(fact: Fact): void {
    const { actor, atMs, body } = fact;
    if (fact.type === 'cycle.closed') this.#close(fact);
    const own = positionCoin(actor);
    const coin = own ?? coinOf(textOf(body['cycle']));
    if (coin === undefined) return;
    const to = own === undefined ? undefined : textOf(body['to']);
    const mark = markOf(fact);
    if (to === undefined && mark === undefined) return;
    const lane = this.lanes.get(coin) ?? { coin, spans: [], marks: [] };
    // a coin that only ever looked has no lane
    if (lane.spans.length === 0 && mark === undefined && to?.startsWith('scanning') === true) return;
    this.lanes.set(coin, {
      coin,
      spans: to === undefined ? lane.spans : withState(lane.spans, to, atMs).slice(-SPANS_MAX),
      marks: mark === undefined ? lane.marks : [...lane.marks, mark].slice(-MARKS_MAX),
    });
  }

  #close({ actor, atMs, seq, body }: Fact): void {
    const { cycle, reason, unvalued, ...rest } = body;
    const parts = Object.fromEntries(
      Object.entries(rest).flatMap(([part, value]) => (typeof value === 'string' ? [[part, value]] : [])),
    );
    this.closed.set(textOf(cycle) ?? '', {
      coin: actor.slice('position/'.length),
      atMs,
      seq,
      reason: textOf(reason) ?? '',
      parts: unvalued === undefined ? parts : undefined,
    });
    for (const oldest of this.closed.keys()) {
      if (this.closed.size <= CLOSED_MAX) return;
      this.closed.delete(oldest);
    }
  }
}

const withState = (spans: readonly LaneSpan[], state: string, atMs: number): readonly LaneSpan[] => {
  const last = spans.at(-1);
  const ended =
    last === undefined || last.toMs !== undefined ? spans : [...spans.slice(0, -1), { ...last, toMs: atMs }];
  return state === IDLE ? ended : [...ended, { state, fromMs: atMs }];
};

const markOf = ({ type, atMs, seq, body }: Fact): LaneMark | undefined => {
  const text = (key: string): string => textOf(body[key]) ?? '';
  switch (type) {
    case 'fill.booked':
      return {
        atMs,
        seq,
        kind: 'fill',
        label: `${text('side')} ${text('quantity')} at ${text('price')}, ${text('market')}`,
      };
    case 'funding.paid':
      return { atMs, seq, kind: 'funding', label: `funding ${text('amount')} ${text('coin')}, ${text('market')}` };
    case 'cycle.opened':
      return { atMs, seq, kind: 'opened', label: `${text('cycle')} opened` };
    case 'cycle.closed':
      return { atMs, seq, kind: 'closed', label: `${text('cycle')} closed: ${text('reason')}, net ${text('net')} USD` };
    default:
      return undefined;
  }
};

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** A cycle is named by its coin and its number: `SOL-2`. */
const coinOf = (cycle: string | undefined): string | undefined =>
  cycle === undefined ? undefined : cycle.slice(0, cycle.lastIndexOf('-'));
