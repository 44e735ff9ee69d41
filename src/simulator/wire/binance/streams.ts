import { isRecord } from '../../../domain/codec.ts';
import type { MarketKind } from '../../../domain/ids.ts';

/** The sockets of the venue: each has streams of its own, and those of another are acknowledged and never come. */
export type Desk = 'usdm-public' | 'usdm-market' | 'usdm-private' | 'coinm' | 'spot';

export const KIND_OF_DESK: Readonly<Record<Desk, MarketKind>> = {
  'usdm-public': 'linear',
  'usdm-market': 'linear',
  'usdm-private': 'linear',
  coinm: 'inverse',
  spot: 'spot',
};

/** A stream without its cadence: the simulated venue has one cadence a channel and sends it under the name asked for. */
const withoutCadence = (stream: string): string => stream.replace(/@\d+m?s$/, '');

/** What a stream is known by in the house. */
export const streamKey = (desk: string, stream: string): string => `${desk}|${withoutCadence(stream)}`;

/** A key taken apart: `BTCUSDT` and `depth5` of `usdm-public|btcusdt@depth5`. */
export const keyParts = (key: string) => {
  const [desk = '', stream = ''] = key.split('|');
  const at = stream.indexOf('@');
  return { desk, stream, name: stream.slice(0, Math.max(0, at)).toUpperCase(), channel: stream.slice(at + 1) };
};

/** Frames of the markets are wrapped, as on a combined socket. */
export interface WrappedFrame {
  readonly stream: string;
  readonly data: unknown;
}

export const isWrapped = (frame: unknown): frame is WrappedFrame =>
  isRecord(frame) && typeof frame.stream === 'string' && 'data' in frame;

/** A wrapped frame under another name, made once a frame and name. */
export const renamed = (frame: WrappedFrame, stream: string): WrappedFrame => {
  if (frame.stream === stream) return frame;
  const known = RENAMED.get(frame);
  if (known?.stream === stream) return known;
  const made = { stream, data: frame.data };
  RENAMED.set(frame, made);
  return made;
};

const RENAMED = new WeakMap<WrappedFrame, WrappedFrame>();

/** Products whose accounts have a stream. */
export type AccountProduct = 'linear' | 'inverse';

/** One account, so one key a product. */
export const LISTEN_KEYS: Readonly<Record<AccountProduct, string>> = {
  linear: 'simulatedListenKeyUsdm',
  inverse: 'simulatedListenKeyCoinm',
};

/** Spot's account is told on another interface. */
export const SPOT_ACCOUNT = 'account|spot';

export const accountKey = (product: AccountProduct): string => `account|${LISTEN_KEYS[product]}`;
