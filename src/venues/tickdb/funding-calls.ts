import type { RestCall } from '../../connectivity/venue-link.ts';
import { isRecord } from '../../domain/codec.ts';
import type { Instrument } from '../../domain/instrument.ts';
import { relayInstant } from '../relay-instant.ts';
import { requestLine } from '../request-line.ts';
import { wireNumber } from '../wire-value.ts';
import type { TickDbPreset } from './presets.ts';
import { relaySymbol } from './symbols.ts';

type Headers = Readonly<Record<string, string>>;

const HISTORY_ROWS = 100;

const get = (path: string, headers: Headers): RestCall => ({
  method: 'GET',
  host: 'rest',
  path,
  bucket: 'requests',
  weight: 1,
  headers,
});

/** The next time and the rate now, two calls a symbol: nothing else answers where the socket is down. */
export const fundingCalls = (
  preset: TickDbPreset,
  instruments: readonly Instrument[],
  headers: Headers,
): readonly RestCall[] => {
  const { funding } = preset;
  if (funding === undefined) return [];
  return instruments.flatMap((instrument) => {
    const symbol = relaySymbol(preset, instrument);
    if (symbol === undefined) return [];
    const query = `?symbol=${encodeURIComponent(symbol)}`;
    return [get(`${funding.schedule}${query}`, headers), get(`${funding.current}${query}`, headers)];
  });
};

export const historyCall = (
  preset: TickDbPreset,
  instrument: Instrument,
  { fromMs, toMs, headers }: { readonly fromMs: number; readonly toMs: number; readonly headers: Headers },
): RestCall | undefined => {
  const symbol = relaySymbol(preset, instrument);
  if (preset.funding === undefined || symbol === undefined) return undefined;
  const query = new URLSearchParams({
    symbol,
    start_time: String(fromMs),
    end_time: String(toMs),
    limit: String(HISTORY_ROWS),
  });
  return get(`${preset.funding.history}?${query.toString()}`, headers);
};

/**
 * A full page leaves a rest on one side of it. Nothing says which end the rows are counted from, so the larger gap between
 * the page and what was asked for is asked for next; it shrinks with every page.
 */
export const nextHistoryPage = (call: RestCall, answer: unknown): RestCall | undefined => {
  const { path, query } = requestLine(call.path);
  const fromMs = wireNumber(query('start_time'));
  const toMs = wireNumber(query('end_time'));
  const rows: unknown = isRecord(answer) ? answer['data'] : undefined;
  if (!(fromMs < toMs) || !Array.isArray(rows) || rows.length < HISTORY_ROWS) return undefined;
  let oldestMs = Infinity;
  let newestMs = -Infinity;
  for (const row of rows) {
    const atMs = (isRecord(row) ? relayInstant(row['timestamp']) : undefined) ?? NaN;
    if (atMs < oldestMs) oldestMs = atMs;
    if (atMs > newestMs) newestMs = atMs;
  }
  // Rows outside of what was asked for would never end.
  if (!(oldestMs >= fromMs && newestMs <= toMs)) return undefined;
  const isForward = toMs - newestMs >= oldestMs - fromMs;
  const [nextFromMs, nextToMs] = isForward ? [newestMs + 1, toMs] : [fromMs, oldestMs - 1];
  if (nextFromMs >= nextToMs) return undefined;
  const next = new URLSearchParams(call.path.slice(call.path.indexOf('?') + 1));
  next.set('start_time', String(nextFromMs));
  next.set('end_time', String(nextToMs));
  return { ...call, path: `${path}?${next.toString()}` };
};
