import type { Place } from './face.ts';
import type { FaceLimits, WireRequest } from '../venue-face.ts';

/** Both futures draw on one budget; funding terms and history have one of their own, in requests. */
export const BUCKETS: FaceLimits['rest'] = {
  futures: { count: 2400, perMs: 60_000 },
  funding: { count: 500, perMs: 300_000 },
  spot: { count: 6000, perMs: 60_000 },
  wallet: { count: 12_000, perMs: 60_000 },
};

/** Weight by path where one symbol is named, and where none is. */
const FUTURES: Readonly<Record<string, readonly [one: number, all: number]>> = {
  premiumIndex: [1, 10],
  'ticker/bookTicker': [2, 5],
  'ticker/24hr': [1, 40],
  'ticker/price': [1, 2],
  constituents: [2, 2],
  openOrders: [1, 40],
  allOrders: [5, 5],
  userTrades: [5, 5],
  income: [30, 30],
  account: [5, 5],
  balance: [5, 5],
  positionRisk: [5, 5],
  commissionRate: [20, 20],
  accountConfig: [5, 5],
  symbolConfig: [5, 5],
  multiAssetsMargin: [30, 30],
  'positionSide/dual': [30, 30],
};

const SPOT: Readonly<Record<string, readonly [one: number, all: number]>> = {
  exchangeInfo: [20, 20],
  'ticker/bookTicker': [2, 4],
  'ticker/24hr': [2, 80],
  'ticker/price': [2, 4],
  account: [20, 20],
  myTrades: [20, 20],
  openOrders: [6, 80],
  allOrders: [20, 20],
  order: [4, 4],
};

export const weightOf = (
  { kind, path }: Place,
  method: WireRequest['method'],
  fields: URLSearchParams,
): { readonly bucket: string; readonly weight: number } => {
  if (kind === 'wallet') return { bucket: 'wallet', weight: 1 };
  const isSpot = kind === 'spot';
  const bucket = isSpot ? 'spot' : 'futures';
  if (path === 'depth') return { bucket, weight: depthWeight(isSpot, Number(fields.get('limit') ?? '500')) };
  if (!isSpot && (path === 'fundingInfo' || path === 'fundingRate')) return { bucket: 'funding', weight: 1 };
  // Orders count as orders, not as weight.
  if (path === 'order' && method === 'POST') return { bucket, weight: isSpot ? 1 : 0 };
  const [one, all] = (isSpot ? SPOT : FUTURES)[path] ?? [1, 1];
  return { bucket, weight: fields.has('symbol') ? one : all };
};

const depthWeight = (isSpot: boolean, limit: number): number => {
  if (isSpot) return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250;
  return limit <= 50 ? 2 : limit <= 100 ? 5 : limit <= 500 ? 10 : 20;
};
