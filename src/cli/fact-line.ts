import { isRecord } from '../domain/codec.ts';
import type { Json } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import type { MarketKey } from '../domain/ids.ts';
import { legName, reasonText } from './routes-table.ts';
import type { ReasonFigures } from './routes-table.ts';
import { dollars } from '../monitor/dollars.ts';
import { figure, utc } from './table.ts';

const TEXT_MAX = 200;
const REASONS_MAX = 3;
/** The ids of orders are long and say nothing to the eye. */
const ORDER_CHARS = 16;

/** One fact on one line: time, type, actor, then what it says, figures with their units. */
export const factLine = ({ atMs, type, actor, body }: Fact): string => {
  const said = sentences[type]?.(body) ?? change(body) ?? figures(body);
  return `${utc(atMs)}  ${type.padEnd(20)} ${shortActor(actor).padEnd(16)} ${cut(said)}`.trimEnd();
};

type Body = Fact['body'];

/** What is worth saying of a fact in words; anything else shows its figures. */
const sentences: Readonly<Record<string, (body: Body) => string | undefined>> = {
  'route.candidate': (body) => routeText(body, breakEvenText(body)),
  'route.refused': (body) => routeText(body, reasonsOf(body)),
  'entry.approved': (body) => {
    const pair = pairOf(body);
    return pair === undefined
      ? undefined
      : `${pair}  ${dollars(numberOf(body, 'notionalUsd'))} USD a leg, bound by ${textOf(body, 'boundBy')}`;
  },
  'entry.refused': (body) => `${pairOf(body) ?? ''}  ${reasonsOf(body)}`.trim(),
  'repair.refused': (body) => reasonsOf(body),
  'quote.moved': (body) =>
    `${textOf(body, 'market')} rests at ${textOf(body, 'limitPrice')}, the best price is ${textOf(body, 'best')}`,
  'quote.unwanted': (body) => `${textOf(body, 'market')} is withdrawn: ${reasonsOf(body)}`,
  'quote.approved': (body) => `${pairOf(body) ?? ''}  the ${textOf(body, 'leg')} leg rests anew`.trim(),
  'quote.refused': (body) => `${pairOf(body) ?? ''}  ${reasonsOf(body)}`.trim(),
  'slice.approved': (body) =>
    `${pairOf(body) ?? ''}  ${dollars(numberOf(body, 'notionalUsd'))} USD a leg more, bound by ${textOf(body, 'boundBy')}`.trim(),
  'slice.refused': (body) => `${pairOf(body) ?? ''}  ${reasonsOf(body)}`.trim(),
  'order.intended': (body) =>
    `${textOf(body, 'purpose')}: ${textOf(body, 'side')} ${textOf(body, 'quantity')} ${textOf(body, 'market')}, ` +
    `limit ${textOf(body, 'limitPrice')} ${textOf(body, 'timeInForce')}`,
  'fill.booked': (body) =>
    `${textOf(body, 'side')} ${textOf(body, 'quantity')} ${textOf(body, 'market')} at ${textOf(body, 'price')}, ` +
    `fee ${textOf(body, 'fee')} ${textOf(body, 'feeCoin')}, cycle ${textOf(body, 'cycle')}`,
  'fees.tier': (body) =>
    `${textOf(body, 'kind')} tier ${textOf(body, 'to')}${body['from'] === null ? '' : ` after ${textOf(body, 'from')}`}: maker ${figureOf(body, 'makerBps', 2)}, ` +
    `taker ${figureOf(body, 'takerBps', 2)} bps for ${dollars(Number(textOf(body, 'volume30dUsd')))} USD in 30 days`,
  'funding.paid': (body) => {
    const amount = Number(textOf(body, 'amount'));
    const rateBps = Number(textOf(body, 'rate')) * 1e4;
    return (
      `${amount < 0 ? 'paid' : 'received'} ${figure(Math.abs(amount), 4)} ${textOf(body, 'coin')} on ${textOf(body, 'market')}, ` +
      `rate ${figure(rateBps, 3)} bps on ${textOf(body, 'quantity')} at ${textOf(body, 'settlementPrice')}`
    );
  },
  'funding.expected': (body) =>
    `${figure(Number(textOf(body, 'amount')), 4)} on ${textOf(body, 'market')} by the last word before ` +
    `${utc(numberOf(body, 'settlementAtMs') ?? 0)}: ${bpsOf(body, 'rate')} bps per ${textOf(body, 'intervalHours')} h`,
  'carry.reviewed': (body) =>
    `expected carry ${figureOf(body, 'expectedCarryBps', 1)} bps after the settlement of ${utc(numberOf(body, 'settlementAtMs') ?? 0)}`,
  'cycle.closed': (body) => {
    const part = (name: string, sign: 1 | -1 = 1): string => dollars(sign * Number(textOf(body, name)));
    return 'net' in body
      ? `net ${part('net')} USD = funding ${part('funding')}, basis ${part('basis')}, fees ${part('fees', -1)}, ` +
          `slippage ${part('slippage', -1)}; ${textOf(body, 'reason')}`
      : undefined;
  },
  'margin.drift': (body) => {
    const { suggestion } = body;
    const send = isRecord(suggestion)
      ? `send ${wordOf(suggestion, 'amount')} ${wordOf(suggestion, 'coin')} from ${wordOf(suggestion, 'from')}`
      : 'no venue has anything to spare';
    return (
      `${textOf(body, 'venue')} has ${dollars(numberOf(body, 'equityUsd'))} USD of ${dollars(numberOf(body, 'intendedUsd'))}, ` +
      `${dollars(numberOf(body, 'freeUsd'))} free (${textOf(body, 'why')}): ${send}`
    );
  },
  'operator.flat': ({ left }) =>
    Array.isArray(left) && left.length > 0
      ? `every venue is flat but for what was left alone: ${left.map((one) => (isRecord(one) ? `${String(one['quantity'])} ${String(one['market'])} (${String(one['why'])})` : '')).join(', ')}`
      : 'every venue is flat',
  'operator.kill-delayed': (body) =>
    `a minute more and not flat: held ${textOf(body, 'coins') || 'nothing'}, ${textOf(body, 'orders')} orders, no word of ${textOf(body, 'venues') || 'none'}`,
  'closer.flat': ({ left }) =>
    `what the parked position held is closed${Array.isArray(left) && left.length > 0 ? ' but for what is too little to trade' : ''}; it trades again after a restart`,
  'closer.delayed': (body) =>
    `a minute more and the parked position is not closed: ${textOf(body, 'orders')} orders, no word of ${textOf(body, 'venues') || 'none'}`,
  'recovery.position-rebuilt': (body) =>
    `found at the venues and taken over as ${textOf(body, 'cycle')} (${textOf(body, 'shape')}): ${legsText(body)}; paused: ${textOf(body, 'next')}`,
  'capital.opened': (body) =>
    `${dollars(Number(textOf(body, 'amount')))} ${textOf(body, 'coin')} at ${textOf(body, 'venue')}`,
  'feed.connection-failing': (body) =>
    `${textOf(body, 'conn')}: ${textOf(body, 'attempts')} failed ${numberOf(body, 'attempts') === 1 ? 'attempt' : 'attempts'} in a row, ${textOf(body, 'cause')}`,
  'feed.authentication-failed': (body) => `${textOf(body, 'where')} refuses the key: ${textOf(body, 'message')}`,
  'feed.venue-blocked': (body) =>
    `${textOf(body, 'where')} does not serve this address (HTTP ${textOf(body, 'status')}): ${textOf(body, 'message')}`,
  'feed.unexpected-answer': (body) =>
    `${textOf(body, 'where')} answered HTTP ${textOf(body, 'status')}: ${textOf(body, 'message')}`,
  'feed.relay-latency': (body) => `95 of 100 records were at most ${figureOf(body, 'p95Ms', 0)} ms old on arrival`,
  'source.diverged': (body) =>
    `${textOf(body, 'market')}: venue ${bpsOf(body, 'directRate')} bps (${figureOf(body, 'directAgeMs', 0)} ms old), ` +
    `relay ${bpsOf(body, 'relayRate')} bps (${figureOf(body, 'relayAgeMs', 0)} ms old)`,
  'funding.differs': (body) =>
    `${textOf(body, 'differs')}: stream ${bpsOf(body, 'streamRate')} bps per ${textOf(body, 'streamIntervalHours')} h, ` +
    `REST ${bpsOf(body, 'restRate')} bps per ${textOf(body, 'restIntervalHours')} h`,
  'risk.exit': (body) => `leaves: ${textOf(body, 'reason')}; ${figures({ ...body, reason: null })}`,
  'risk.leg-near-liquidation': (body) =>
    `${textOf(body, 'leg')} ${textOf(body, 'market')}: ${percentOf(body, 'distanceFraction')} from liquidation, ` +
    `${figureOf(body, 'ratio', 2)} days' moves of ${percentOf(body, 'moveFraction')}; left under ${textOf(body, 'leaveBelow')}`,
  'risk.margin-low': (body) =>
    `${figureOf(body, 'equityUsd', 0)} USD of ${textOf(body, 'coin')} are ${figureOf(body, 'ratio', 2)} times the maintenance; ` +
    `the worst position is left under ${textOf(body, 'leaveBelow')}`,
  'risk.peg-broken': (body) => `${textOf(body, 'coin')} is worth ${figureOf(body, 'usd', 4)} USD: no entries with it`,
  'risk.leg-reduced': (body) =>
    `the venue took from the ${textOf(body, 'leg')} leg on ${textOf(body, 'market')}: ${textOf(body, 'left')} left`,
  'risk.naked-too-long': (body) =>
    `${dollars(numberOf(body, 'nakedUsd'))} USD unhedged for ${figureOf(body, 'stretchMs', 0)} ms, at most ${figureOf(body, 'boundMs', 0)} ms`,
  'alert.funding-rate': (body) =>
    `${figure((numberOf(body, 'apr') ?? 0) * 100, 1)} % a year, confidence ${figureOf(body, 'confidence', 2)}, ` +
    `settles ${utc(numberOf(body, 'settlementAtMs') ?? 0)}`,
};

/** `long venue  short venue  net -18.0 bps (carry 20.8, cost 32.4)  why`; nothing for a body that is no route's. */
const routeText = (body: Body, why: string): string | undefined => {
  const pair = pairOf(body);
  if (pair === undefined) return undefined;
  const net =
    numberOf(body, 'netBps') === undefined
      ? `${figureOf(body, 'spreadPer8hBps', 1)} bps per 8 h`
      : `net ${figureOf(body, 'netBps', 1)} bps (carry ${figureOf(body, 'expectedCarryBps', 1)}, cost ${figureOf(body, 'costBps', 1)})`;
  return `${pair}  ${net}  ${why}`;
};

const legsText = ({ legs }: Body): string =>
  Array.isArray(legs)
    ? legs.map((leg: unknown) => (isRecord(leg) ? [leg['leg'], leg['held'], leg['market']].join(' ') : '')).join(', ')
    : '';

const breakEvenText = ({ breakEvenHours }: Body): string =>
  typeof breakEvenHours === 'number'
    ? `break-even ${figure(breakEvenHours, 1)} h`
    : 'break-even not within the horizon';

const pairOf = ({ long, short }: Body): string | undefined =>
  typeof long === 'string' && typeof short === 'string'
    ? `long ${legName(long as MarketKey)}, short ${legName(short as MarketKey)}`
    : undefined;

const reasonsOf = ({ reasons }: Body): string => {
  if (!Array.isArray(reasons)) return '';
  const texts = reasons.map((reason: unknown) => (isReason(reason) ? reasonText(reason) : String(reason)));
  const rest = texts.length > REASONS_MAX ? `, +${texts.length - REASONS_MAX} more` : '';
  return `${texts.slice(0, REASONS_MAX).join(', ')}${rest}`;
};

const isReason = (value: unknown): value is ReasonFigures => isRecord(value) && typeof value['code'] === 'string';

/** `from -> to (what moved it)` for an actor's change of state. */
const change = ({ from, to, event }: Body): string | undefined => {
  if (typeof from !== 'string' || typeof to !== 'string') return undefined;
  const why = isRecord(event) && typeof event['type'] === 'string' ? ` (${event['type']})` : '';
  return `${from} -> ${to}${why}`;
};

const figures = (body: Body): string =>
  Object.entries(body)
    .flatMap(([key, value]) => (isPlain(value) ? [`${key}=${plain(key, value)}`] : []))
    .join(' ');

const isPlain = (value: Json): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';

const plain = (key: string, value: string | number | boolean): string => {
  if (typeof value !== 'number') return String(value);
  if (key.endsWith('AtMs')) return utc(value).replace(' ', 'T');
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
};

const shortActor = (actor: string): string =>
  actor.startsWith('order/') && actor.length > ORDER_CHARS ? `${actor.slice(0, ORDER_CHARS - 1)}…` : actor;

const cut = (said: string): string => (said.length > TEXT_MAX ? `${said.slice(0, TEXT_MAX - 1)}…` : said);

const numberOf = (body: Body, key: string): number | undefined => {
  const value = body[key];
  return typeof value === 'number' ? value : undefined;
};
const figureOf = (body: Body, key: string, decimals: number): string => figure(numberOf(body, key), decimals);
const percentOf = (body: Body, key: string): string => `${figure((numberOf(body, key) ?? NaN) * 100, 2)} %`;
const bpsOf = (body: Body, key: string): string => figure((numberOf(body, key) ?? NaN) * 1e4, 3);
const wordOf = (record: Readonly<Record<string, unknown>>, key: string): string => {
  const value = record[key];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '-';
};
const textOf = (body: Body, key: string): string => {
  const value = body[key] ?? '-';
  return isPlain(value) ? String(value) : '-';
};
