import type { RestCall, RestLink } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import { wireNumber } from '../wire-value.ts';
import { infoRequest } from './rest.ts';
import { lineOf } from '../../connectivity/venue-link.ts';

/** Rows of one page of the history, counted forward from its start. */
const HISTORY_ROWS = 500;
/** 20, and one more for every 20 rows. */
const HISTORY_WEIGHT = 20 + HISTORY_ROWS / 20;

const info = (body: object, weight: number): RestCall => ({
  method: 'POST',
  host: 'rest',
  path: '/info',
  body: JSON.stringify(body),
  bucket: 'info',
  weight,
});

/** Names, contexts and rates of the whole first dex: 72 KB, a sixtieth of a minute's budget. */
const everything = (): RestCall => info({ type: 'metaAndAssetCtxs' }, 20);

/** Everything is a POST to one address; what is asked stands in the body. No header tells what was used. */
export const hyperliquidRest: RestLink = {
  buckets: { info: { count: 1200, perMs: 60_000 } },
  instruments: () => [everything()],
  nextPage: (call, answer) => {
    const asked = infoRequest(lineOf(call));
    if (asked?.['type'] !== 'fundingHistory' || !Array.isArray(answer) || answer.length < HISTORY_ROWS)
      return undefined;
    const last: unknown = answer.at(-1);
    const lastAtMs = isRecord(last) ? wireNumber(last['time']) : NaN;
    const endTime = wireNumber(asked['endTime']);
    // Past what was asked for, or not forward at all: the pages would never end.
    if (!(lastAtMs >= wireNumber(asked['startTime']) && lastAtMs < endTime)) return undefined;
    return info({ ...asked, startTime: lastAtMs + 1 }, HISTORY_WEIGHT);
  },
  fundingHistory: ({ nativeSymbol }, { fromMs, toMs }) =>
    info({ type: 'fundingHistory', coin: nativeSymbol, startTime: fromMs, endTime: toMs }, HISTORY_WEIGHT),
  bookSnapshot: ({ nativeSymbol }) => info({ type: 'l2Book', coin: nativeSymbol }, 2),
  time: () => info({ type: 'exchangeStatus' }, 2),
  funding: (instruments) => (instruments.length === 0 ? [] : [everything()]),
  used: () => [],
};
