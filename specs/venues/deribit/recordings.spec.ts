import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { isRecord } from '../../../src/domain/codec.ts';
import type { MarketEvent } from '../../../src/domain/market-event.ts';
import { atMs } from '../../../src/domain/units.ts';
import { deribitProfile } from '../../../src/venues/deribit/profile.ts';
import { printEvent } from '../printed-events.ts';
import { countEvents, decodeRecording, hasRecording, recordingTitle } from '../recorded-frames.ts';

const OPTIONS_2021 = 'deribit/options-20210722.ndjson.gz';
const FRAMES_2026 = 'deribit/frames-20260923.json';
const PAIRS_2022 = 'deribit/pairs-crypto-msg-parser.json';
const EXAMPLES = 'deribit/examples-nautilus.json';

const readJson = (file: string): unknown =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../../shared/recordings', file), 'utf8'));

const recordedLines = (file: string): readonly Readonly<Record<string, unknown>>[] =>
  gunzipSync(readFileSync(join(import.meta.dirname, '../../../../shared/recordings', file)))
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
    .filter(isRecord);

const rows = (value: unknown): readonly Readonly<Record<string, unknown>>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

/** One frame on its own: a socket frame, or an answer under the request that it belongs to. */
const decodeAlone = (frame: unknown, rest?: string): readonly MarketEvent[] => {
  const decoder = deribitProfile.createDecoder();
  return rest === undefined
    ? decoder.frame(frame, { conn: 'public', atMs: atMs(1) })
    : decoder.rest(frame, { rest, atMs: atMs(1) });
};

const printed = (events: readonly MarketEvent[]): readonly string[] =>
  events.filter(({ type }) => type !== 'instrument').map(printEvent);

describe.skipIf(!hasRecording(OPTIONS_2021))(`deribit recording ${recordingTitle(OPTIONS_2021)}`, () => {
  it('passes over every frame of an option by name, and reads the perpetuals of four lists', () => {
    const frames = decodeRecording(OPTIONS_2021, deribitProfile.createDecoder());
    const { frames: count, ...counts } = countEvents(frames);
    expect(count).toBe(141);
    expect(counts).toMatchInlineSnapshot(`
      {
        "frame.control ack": 1,
        "frame.control outgoing": 1,
        "frame.control unused": 141,
        "instrument": 19,
      }
    `);
    const instruments = frames.flat().flatMap((event) => (event.type === 'instrument' ? [event.instrument] : []));
    expect(
      instruments.filter(({ kind }) => kind === 'inverse').map((one) => `${one.symbol} ${one.lotSize.toFixed()}`),
    ).toEqual(['BTC/USD:BTC 10', 'ETH/USD:ETH 1', 'SOL/USD:SOL 10']);
  });
});

/** The recording's book frames of options, as if each were of a perpetual: the only real chains there are. */
const chainFrames = (): readonly unknown[] => {
  const names = new Map<string, string>();
  return recordedLines(OPTIONS_2021).flatMap(({ frame, dir }) => {
    const params = isRecord(frame) && dir === 'in' && isRecord(frame.params) ? frame.params : {};
    const [topic, name, interval] = typeof params.channel === 'string' ? params.channel.split('.') : [];
    if (topic !== 'book' || name === undefined) return [];
    const alias = names.get(name) ?? `COIN${names.size}_USDC-PERPETUAL`;
    names.set(name, alias);
    return [{ method: 'subscription', params: { ...params, channel: `book.${alias}.${interval ?? ''}` } }];
  });
};

describe.skipIf(!hasRecording(OPTIONS_2021))(`deribit chains ${recordingTitle(OPTIONS_2021)}`, () => {
  it('follows ten real chains of change ids to their end without a gap', () => {
    const decoder = deribitProfile.createDecoder();
    const events = chainFrames().map((frame) => decoder.frame(frame, { conn: 'public', atMs: atMs(1) }));
    expect(countEvents(events)).toMatchInlineSnapshot(`
      {
        "book.delta": 36,
        "book.snapshot": 10,
        "frames": 46,
        "instrument": 10,
      }
    `);
  });

  it('notices every single change left out, unless it was the last of its chain', () => {
    const frames = chainFrames();
    const gaps = frames.map((_, left) => {
      const decoder = deribitProfile.createDecoder();
      const events = frames
        .filter((_frame, index) => index !== left)
        .flatMap((frame) => decoder.frame(frame, { conn: 'public', atMs: atMs(1) }));
      return events.filter(({ type }) => type === 'book.gap').length;
    });
    expect(Math.max(...gaps)).toBe(1);
    expect(gaps.filter((count) => count === 1).length).toMatchInlineSnapshot(`31`);
  });
});

/** What is heard of each frame received, by the label its recorder gave it. */
const framesOf2026 = () => {
  const file = readJson(FRAMES_2026);
  return rows(isRecord(file) ? file.frames : []).flatMap(({ dir, label, raw }) =>
    dir === 'recv' ? [[String(label), printed(decodeAlone(JSON.parse(String(raw))))] as const] : [],
  );
};

describe.skipIf(!hasRecording(FRAMES_2026))(`deribit frames ${recordingTitle(FRAMES_2026)}`, () => {
  it('reads every frame of 2026 as what it is', () => {
    expect(Object.fromEntries(framesOf2026())).toMatchInlineSnapshot(`
      {
        "ack": [
          "ack: ["book.ETH-PERPETUAL.100ms","book.BTC_USDC-PERPETUAL.none...",
        ],
        "change": [],
        "change with new and delete": [],
        "grouped 20 levels (3 kept)": [
          "book.snapshot deribit:BTC/USDC:USDC #193809623552 bids 86775.8 0.216 86773.4 0.0477 86772.9 0.0002 asks 86776 0.0009 86778 0.3001 86778.5 0.0361",
        ],
        "heartbeat test_request": [
          "pong: heartbeat "test_request"",
        ],
        "perpetual channel (interest = current_funding unrounded)": [
          "index deribit:BTC/USDC:USDC 86744.11 at d20719 03:24:00.887",
          "funding deribit:BTC/USDC:USDC current 0.0001423032929843748 per 8 h (venue-rule), seen d20719 03:24:00.887 for d20719 04:00:00",
        ],
        "raw needs auth": [
          "error: 13778 raw_subscriptions_not_available_for_unauthorized",
        ],
        "snapshot inverse, amounts in USD": [
          "book.snapshot deribit:ETH/USD:ETH #136069961946 bids 2772.65 2700 2772.6 7414 2772.55 7697 asks 2772.7 53 2773.05 4200 2773.1 35",
        ],
        "snapshot linear (3 levels)": [
          "book.snapshot deribit:NVDA/USDC:USDC #193809616666 bids 228.51 0.22 228.48 0.34 228.43 0.43 asks 228.52 0.34 228.54 87.94 228.55 0.43",
        ],
        "ticker perpetual (current_funding, funding_8h)": [
          "mark deribit:BTC/USDC:USDC 86778.14 at d20719 03:24:00.887",
          "index deribit:BTC/USDC:USDC 86744.11 at d20719 03:24:00.887",
          "funding deribit:BTC/USDC:USDC current 0.0001423 per 8 h (venue-rule), seen d20719 03:24:00.887 for d20719 04:00:00",
        ],
        "unknown channel silently dropped": [
          "ack: []",
        ],
      }
    `);
  });
});

describe.skipIf(!hasRecording(PAIRS_2022))(`deribit pairs ${recordingTitle(PAIRS_2022)}`, () => {
  it('reads the perpetuals’ frames, sizes in USD as they are, and passes over all others', () => {
    const seen = rows(readJson(PAIRS_2022)).map(({ module, fn, raw }) => {
      const [text] = Array.isArray(raw) ? (raw as readonly unknown[]) : [];
      const frame: unknown = JSON.parse(String(text));
      return [`${String(module)} ${String(fn)}`, printed(decodeAlone(frame, restOf(frame))).slice(0, 4)] as const;
    });
    const swaps = seen.filter(([name]) => name.includes('swap'));
    expect(swaps.map(([name, events]) => `${name}: ${events.join(' & ')}`).join('\n')).toMatchInlineSnapshot(`
      "trade inverse_swap: trade deribit:BTC/USD:BTC buy 5580 at 56168 (137487241) & trade deribit:BTC/USD:BTC buy 60 at 56168 (137487242)
      l2_event inverse_swap_snapshot: book.snapshot deribit:BTC/USD:BTC #31479596557 bids 37240 20 37237 14270 37233 50 asks 37240.5 14240 37248.5 15690 37251 650
      l2_event inverse_swap_update: 
      l2_topk inverse_swap: book.snapshot deribit:BTC/USD:BTC #45176552517 bids 31523.5 128780 31523 190 31521.5 14500 asks 31524 30 31525 30 31525.5 6010
      bbo inverse_swap: top deribit:BTC/USD:BTC #1654012882984 32143 x 179960 / 32143.5 x 20 at d19143 16:01:22.984
      candlestick inverse_swap: unused: chart.trades.BTC-PERPETUAL.1
      ticker inverse_swap: mark deribit:BTC/USD:BTC 29932.79 at d19145 09:23:05.818 & index deribit:BTC/USD:BTC 29930.44 at d19145 09:23:05.818 & funding deribit:BTC/USD:BTC current 0 per 8 h (venue-rule), seen d19145 09:23:05.818 for d19145 10:00:00
      l2_snapshot inverse_swap: book.snapshot deribit:BTC/USD:BTC #45305261539 bids 30434.5 600 30433 15000 30431 15010 asks 30435 198440 30438.5 1000 30439.5 188330 & mark deribit:BTC/USD:BTC 30436.94 at d19146 09:00:06.027 & index deribit:BTC/USD:BTC 30418.45 at d19146 09:00:06.027 & funding deribit:BTC/USD:BTC current 0.00010785 per 8 h (venue-rule), seen d19146 09:00:06.027 for d19146 10:00:00
      open_interest inverse_swap: mark deribit:BTC/USD:BTC 29700.53 at d19147 10:58:23.741 & index deribit:BTC/USD:BTC 29695.49 at d19147 10:58:23.741 & funding deribit:BTC/USD:BTC current 0 per 8 h (venue-rule), seen d19147 10:58:23.741 for d19147 11:00:00"
    `);
    const others = seen.filter(([name]) => !name.includes('swap')).flatMap(([, events]) => events);
    expect(others.every((line) => line.startsWith('unused: '))).toBe(true);
    expect(others).toHaveLength(18);
  });
});

/** The request behind an answer of the pairs: lists are summaries of a currency, the others books. */
const restOf = (frame: unknown): string | undefined => {
  if (!isRecord(frame) || frame.method !== undefined) return undefined;
  return Array.isArray(frame.result)
    ? 'GET /api/v2/public/get_book_summary_by_currency?currency=BTC'
    : 'GET /api/v2/public/get_order_book?instrument_name=BTC-PERPETUAL';
};

describe.skipIf(!hasRecording(EXAMPLES))(`deribit examples ${recordingTitle(EXAMPLES)}`, () => {
  it('rejects none of the socket frames', () => {
    const file = readJson(EXAMPLES);
    const frames = Object.entries(isRecord(file) ? file : {}).filter(([name]) => name.startsWith('ws_'));
    const told = frames.map(([name, frame]) => [name, printed(decodeAlone(frame))] as const);
    expect(told.length).toBe(19);
    expect(told.filter(([, events]) => events.some((line) => line.startsWith('rejected')))).toEqual([]);
  });
});
