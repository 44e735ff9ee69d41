import type { Capability } from '../../connectivity/venue-link.ts';

const SUBSCRIPTIONS = '1000 subscriptions, 10 connections, 2000 client messages a minute for one address';
const WEIGHT = '1200 weight a minute for one address';

export const hyperliquidCapabilities: readonly Capability[] = [
  {
    feed: 'book',
    channel: 'l2Book, fast',
    cadenceMs: 540,
    limit: SUBSCRIPTIONS,
    quirk: 'whole books of five levels, without ids; without fast: 20 levels every 5 s; empty for a delisted coin',
  },
  {
    feed: 'funding',
    channel: 'activeAssetCtx',
    cadenceMs: 1000,
    limit: SUBSCRIPTIONS,
    quirk: 'per hour, for the coming UTC hour, without a time of its own; predictedFundings names an hour that is over',
  },
  {
    feed: 'mark',
    channel: 'activeAssetCtx',
    cadenceMs: 1000,
    limit: SUBSCRIPTIONS,
    quirk: 'moves about every 3 s',
  },
  {
    feed: 'index',
    channel: 'activeAssetCtx, oraclePx',
    cadenceMs: 1000,
    limit: SUBSCRIPTIONS,
    quirk: 'in USDT for most coins while margin is USDC; funding is paid on it and not on the mark',
  },
  {
    feed: 'trades',
    channel: 'trades',
    limit: SUBSCRIPTIONS,
    quirk: 'the first frame of a subscription is recent history',
  },
  {
    feed: 'settled funding',
    channel: 'POST /info fundingHistory',
    limit: `${WEIGHT}: 20 and one for every 20 rows; 500 rows a page, counted forward`,
    quirk: 'stamps are late by milliseconds, rarely by minutes; 8-hourly before 2023-06-08 01:00 UTC',
  },
  {
    feed: 'orders',
    channel: 'orderUpdates, userFills and userFundings of an account',
    limit: `${SUBSCRIPTIONS}; 10 accounts an address`,
    quirk: 'anybody may hear them; fills begin with the past; orderUpdates name no account: one socket each',
  },
  {
    feed: 'instruments',
    channel: 'POST /info metaAndAssetCtxs',
    limit: `${WEIGHT}: 20`,
    quirk:
      'contexts belong to names by position; delisted coins stay listed; kPEPE is a thousand PEPE; a hyperp (before its launch) is not marked as one',
  },
  {
    feed: 'snapshot',
    channel: 'POST /info l2Book',
    limit: `${WEIGHT}: 2`,
    quirk: '20 levels; an unknown coin is answered with null and HTTP 200',
  },
  {
    feed: 'server time',
    channel: 'POST /info exchangeStatus',
    limit: `${WEIGHT}: 2`,
    quirk: 'trails the wall clock by 0.13 to 0.27 s',
  },
  {
    feed: 'heartbeat',
    channel: '{"method":"ping"}',
    cadenceMs: 5000,
    limit: 'the server closes a connection on which it has sent nothing for 60 s',
    quirk: 'no protocol pings',
  },
  {
    feed: 'connection',
    channel: 'wss://api.hyperliquid.xyz/ws',
    limit: '10 connections, 30 new ones a minute for one address',
    quirk: 'a subscription to an unknown coin closes the connection without a word (1006)',
  },
];
