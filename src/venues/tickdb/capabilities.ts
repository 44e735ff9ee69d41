import type { Capability } from '../../connectivity/venue-link.ts';
import type { TickDbPreset } from './presets.ts';

const BUDGET = '60 requests (the free plan); 3001 with retry_after, or 429 with reset_at';

/** Rows of the capability table for one preset. Nothing of it was seen against the live service. */
export const tickdbCapabilities = (preset: TickDbPreset): readonly Capability[] => {
  const { funding, depth, pinged, socketPath, unnamed } = preset;
  const rows: Capability[] = [];
  if (funding !== undefined)
    rows.push(
      {
        feed: 'funding',
        channel: 'funding',
        limit: 'one symbol a message',
        quirk: 'names its exchange but no interval; a symbol may come from several exchanges',
      },
      { feed: 'settled funding', channel: funding.history, limit: BUDGET, quirk: 'the order of rows is not described' },
      {
        feed: 'mark',
        channel: 'ticker',
        limit: 'one symbol a message',
        quirk: `names no exchange, taken for ${unnamed}'s`,
      },
      { feed: 'index', channel: 'funding', limit: 'one symbol a message', quirk: 'index_price beside the rate' },
    );
  rows.push({
    feed: 'book',
    channel: `depth, of ${socketPath}`,
    limit: funding === undefined ? '50 symbols a message' : 'one symbol a message',
    quirk: `names no exchange, taken for ${unnamed}'s${preset.kind === 'spot' ? ' spot market' : ''}`,
  });
  if (depth !== undefined)
    rows.push({ feed: 'snapshot', channel: depth.path, limit: BUDGET, quirk: 'at most 50 levels' });
  rows.push({
    feed: 'heartbeat',
    channel: '{"cmd":"ping"}',
    ...(pinged === 'by-client' ? { cadenceMs: 1000 } : {}),
    limit: pinged === 'by-client' ? 'the client sends one each second' : 'the server sends it, the client answers pong',
    quirk: 'the two descriptions of the service have opposite directions',
  });
  return rows;
};
