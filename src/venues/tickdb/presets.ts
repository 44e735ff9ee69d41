import type { VenueId } from '../../domain/ids.ts';
import { venueId } from '../../domain/ids.ts';

export const TICKDB = venueId('tickdb');

/**
 * How to speak to TickDB: T1 as an article describes it (a funding channel), T2 as its public documentation does (none).
 * They differ in paths, frames, heartbeat and symbols.
 */
export interface TickDbPreset {
  readonly name: string;
  readonly hosts: { readonly rest: string; readonly stream: string };
  readonly socketPath: string;
  /** `flat`: channel and symbol beside the command; `nested`: `data.{channel,symbols}`. */
  readonly form: 'flat' | 'nested';
  readonly channels: readonly ('funding' | 'ticker' | 'depth')[];
  /** `server`: it pings, the client answers; `client`: the client pings every second. */
  readonly pinged: 'by-server' | 'by-client';
  /** `dotted`: `BTC.USDT`; `joined`: `BTCUSDT`. */
  readonly symbols: 'dotted' | 'joined';
  /** What its symbols are of: T2's look like spot. */
  readonly kind: 'perpetual' | 'spot';
  /** Whose markets records are that name no exchange (all but T1's funding channel). */
  readonly unnamed: VenueId;
  readonly funding?: { readonly history: string; readonly schedule: string; readonly current: string };
  readonly depth?: { readonly path: string; readonly limit: number };
}

export const TICKDB_T1: TickDbPreset = {
  name: 'tickdb-t1',
  hosts: { rest: 'https://api.tickdb.ai', stream: 'wss://api.tickdb.ai' },
  socketPath: '/ws/v1/market',
  form: 'flat',
  channels: ['funding', 'ticker', 'depth'],
  pinged: 'by-server',
  symbols: 'dotted',
  kind: 'perpetual',
  unnamed: venueId('binance'),
  funding: {
    history: '/v1/market/funding/history',
    schedule: '/v1/market/funding/schedule',
    current: '/v1/market/funding/current',
  },
};

export const TICKDB_T2: TickDbPreset = {
  name: 'tickdb-t2',
  hosts: { rest: 'https://api.tickdb.ai', stream: 'wss://api.tickdb.ai' },
  socketPath: '/v1/realtime',
  form: 'nested',
  // Its ticker names a last price only, which is neither mark nor best bid and ask.
  channels: ['depth'],
  pinged: 'by-client',
  symbols: 'joined',
  kind: 'spot',
  unnamed: venueId('binance'),
  depth: { path: '/v1/market/depth', limit: 10 },
};
