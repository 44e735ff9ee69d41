import type { SocketWord } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Fields } from '../wire-value.ts';
import { askedId, shown } from '../wire-value.ts';

/** Topics are named `channel:instId`, or `channel:instType` for channels of all instruments of a type. */
export const topicOf = (channel: string, of: string): string => `${channel}:${of}`;

/** The argument that subscribes a topic. */
export const argOf = (topic: string) => {
  const colon = topic.indexOf(':');
  const channel = topic.slice(0, colon);
  const of = topic.slice(colon + 1);
  return TYPED.has(channel) ? { channel, instType: of } : { channel, instId: of };
};

/** Channels that are subscribed by type. */
const TYPED: ReadonlySet<string> = new Set(['liquidation-orders', 'instruments', 'orders']);

/**
 * What a frame says about the session. Each argument of a subscription is acknowledged or refused by itself; a refusal
 * names it in words only. https://www.okx.com/docs-v5/en/#overview-websocket-subscribe
 */
export const readSessionWord = (frame: unknown): SocketWord => {
  if (frame === 'pong') return { kind: 'pong' };
  if (!isRecord(frame)) return { kind: 'other' };
  const { event, arg } = frame;
  const topic = isRecord(arg) ? topicIn(arg) : undefined;
  if (event === undefined) return topic === undefined ? { kind: 'other' } : { kind: 'data', topic };
  const asked = askedId(frame.id);
  if (event === 'subscribe')
    return { kind: 'confirmed', ...asked, ...(topic === undefined ? {} : { topics: [topic] }) };
  if (event === 'error') return refusal(frame, asked);
  if (event === 'notice' && frame.code === RESTARTING) return { kind: 'leaving', reason: reasonOf(frame) };
  // Private channels only: one account may hold 30 connections to each.
  if (event === 'channel-conn-count-error')
    return { kind: 'refused', reason: `too many connections to ${shown(frame.channel)}`, because: 'rate-limited' };
  return { kind: 'other' };
};

/** Said 30 to 60 s before a connection is cut for an upgrade. */
const RESTARTING = '64008';

const topicIn = ({ channel, instId, instType }: Fields): string | undefined => {
  const of = instId ?? instType;
  return typeof channel === 'string' && typeof of === 'string' ? topicOf(channel, of) : undefined;
};

const reasonOf = ({ code, msg }: Fields): string =>
  `${typeof code === 'string' ? code : ''} ${typeof msg === 'string' ? msg : shown(msg)}`.trim().slice(0, 300);

/** A topic that does not exist is named; then the other topics of its message are not concerned. */
const refusal = (frame: Fields, asked: { readonly id?: number }): SocketWord => {
  const reason = reasonOf(frame);
  const because = BECAUSE.get(frame.code) ?? 'unknown';
  const topics = isRecord(frame.arg) ? topicIn(frame.arg) : namedTopic(reason);
  return { kind: 'refused', ...(topics === undefined ? asked : { topics: [topics] }), reason, because };
};

const BECAUSE: ReadonlyMap<unknown, 'rate-limited' | 'authentication' | 'fatal'> = new Map([
  ['60014', 'rate-limited'],
  ['50011', 'rate-limited'],
  ['60005', 'authentication'],
  ['60006', 'authentication'],
  ['60007', 'authentication'],
  ['60009', 'authentication'],
  ['60011', 'authentication'],
  ['60024', 'authentication'],
  ['60029', 'authentication'],
  ['64003', 'authentication'],
]);

/** `Wrong URL or channel:books,instId:XYZ-USDT-SWAP doesn't exist.` */
const namedTopic = (reason: string): string | undefined => {
  const [, channel, of] = /channel:\s*([\w-]+)\s*,\s*inst(?:Id|Type):\s*([\w-]+)/.exec(reason) ?? [];
  return channel === undefined || of === undefined ? undefined : topicOf(channel, of);
};
