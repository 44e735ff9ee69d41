import type { Capability } from '../../connectivity/venue-link.ts';

const SUBSCRIPTIONS = 'a subscription costs 3,000 of 30,000 credits, 10,000 come back a second; many channels a call';
const PUBLIC = '500 credits a request, 20 / s sustained; without a login limited by address';

/** What Deribit offers, August 2026. */
export const deribitCapabilities: readonly Capability[] = [
  {
    feed: 'book',
    channel: 'book.{instrument}.100ms',
    cadenceMs: 100,
    limit: SUBSCRIPTIONS,
    quirk: 'raw needs a login; chained by prev_change_id, ids jump; a change that names 0 opens a book',
  },
  {
    feed: 'funding',
    channel: 'ticker.{instrument}.agg2',
    cadenceMs: 1000,
    limit: SUBSCRIPTIONS,
    quirk: 'current_funding is the rate of this instant per 8 h, often exactly 0; funding_8h is the past',
  },
  {
    feed: 'mark',
    channel: 'ticker.{instrument}.agg2',
    cadenceMs: 1000,
    limit: SUBSCRIPTIONS,
    quirk: 'the state of the instrument comes with it: only open can be traded',
  },
  {
    feed: 'index',
    channel: 'ticker.{instrument}.agg2',
    cadenceMs: 1000,
    limit: SUBSCRIPTIONS,
    quirk: 'in a summary by currency it is the estimated_delivery_price',
  },
  {
    feed: 'top',
    channel: 'quote.{instrument}',
    limit: SUBSCRIPTIONS,
    quirk: 'read, not subscribed: the book has it; an empty side has the price 0',
  },
  {
    feed: 'trades',
    channel: 'trades.{instrument}.100ms',
    limit: SUBSCRIPTIONS,
    quirk: 'amounts are USD on inverse contracts, coins on linear ones',
  },
  {
    feed: 'liquidations',
    channel: 'trades.{instrument}.100ms',
    limit: SUBSCRIPTIONS,
    quirk: 'no channel: a trade says M, T or MT for the side that was closed by force',
  },
  {
    feed: 'orders',
    channel: 'user.changes.future.any.raw on /ws/api/v2, after public/auth',
    limit: SUBSCRIPTIONS,
    quirk: 'orders, trades and positions in one message; a login is good for 900 s and made again every 300 s',
  },
  {
    feed: 'instruments',
    channel: 'GET public/get_instruments',
    limit: '1 / s, burst 50',
    quirk: 'contract_size is the lot of an amount; all kinds in one list unless asked for future',
  },
  {
    feed: 'settled funding',
    channel: 'GET public/get_funding_rate_history',
    limit: PUBLIC,
    quirk: 'hourly sums, about a month an answer, the start not included; interest_8h of the rows overlaps',
  },
  {
    feed: 'snapshot',
    channel: 'GET public/get_order_book',
    limit: PUBLIC,
    quirk: 'holds the ticker too; a resync is a new subscription',
  },
  {
    feed: 'server time',
    channel: 'GET public/get_time',
    limit: PUBLIC,
    quirk: 'every answer carries usIn and usOut, microseconds',
  },
  {
    feed: 'heartbeat',
    channel: 'public/set_heartbeat',
    cadenceMs: 10_000,
    limit: 'closed 10 s after a test_request without an answer',
    quirk: 'set after every connect; the answer to a test_request is public/test',
  },
  {
    feed: 'connection',
    channel: '/ws/api/v2',
    limit: '32 connections an address; 32 KiB a message',
    quirk: 'JSON-RPC; a wrong channel is silently missing from the reply; error 10028 closes the session',
  },
];
