import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

const ROOT = join(import.meta.dirname, '../..');
const RECORDINGS = join(ROOT, '../shared/recordings');
const FIXTURES = join(ROOT, 'fixtures/frames');
const WINDOW_MS = 60_000;
const START_MS = Date.UTC(2026, 0, 5);
/** Fixtures are short: they are said again until there are about this many frames. */
const FIXTURE_FRAMES = 20_000;

/** Recordings that are mixed, and what the peer calls their venue. */
const SOURCES = [
  { file: 'binance/usdm-btcusdt-20240808.ndjson.gz', peer: 'binance-futures' },
  { file: 'binance/spot-btcusdt-20240808.ndjson.gz', peer: 'binance' },
  { file: 'binance/cm-btcusd-perp-20240808.ndjson.gz', peer: 'binance-delivery' },
  { file: 'bybit/v5-20260809.ndjson.gz', peer: 'bybit' },
  { file: 'okx/20220513.ndjson.gz', peer: 'okex-swap' },
  { file: 'hyperliquid/btcusd-20250126.ndjson.gz', peer: 'hyperliquid' },
];

/**
 * One minute of frames of many venues on one timeline: `mix` in the order of their arrival, `preface` the instrument lists
 * that come before (not measured), `origin` where they are from. Shorter sources are said again until the minute is full.
 */
export const loadMix = () => {
  const present = SOURCES.filter(({ file }) => existsSync(join(RECORDINGS, file)));
  const isReal = present.length > 0;
  const sources = isReal
    ? present.map((source) => ({ ...source, rows: readRows(join(RECORDINGS, source.file)) }))
    : fixtureSources();
  const preface = sources.flatMap(({ rows, peer }) => rows.filter(isList).map((row) => ({ ...row, peer })));
  const mix = sources.flatMap((source) => (isReal ? onTimeline(source) : repeated(source, sources.length)));
  mix.sort((a, b) => a.atMs - b.atMs);
  return {
    mix,
    preface: preface.map((row) => ({ ...row, atMs: START_MS })),
    startAtMs: START_MS,
    bytes: mix.reduce((total, { text }) => total + text.length, 0),
    origin: isReal
      ? `real frames of ${present.length} recordings, one minute: ${shares(mix)}`
      : `invented frames of fixtures/ (no recordings at ../shared/recordings), said again: ${shares(mix)}`,
  };
};

const fixtureSources = () =>
  readdirSync(FIXTURES).flatMap((venue) =>
    readdirSync(join(FIXTURES, venue)).map((file) => ({
      file: `${venue}/${file}`,
      peer: undefined,
      rows: readRows(join(FIXTURES, venue, file)),
    })),
  );

const readRows = (file) => {
  const bytes = readFileSync(file);
  const content = file.endsWith('.gz') ? gunzipSync(bytes).toString('utf8') : bytes.toString('utf8');
  return content.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('{"about"')) return [];
    const { atMs, venue, conn, rest, dir, frame } = JSON.parse(line);
    // the very bytes of the frame, where it is the last member
    const at = line.indexOf('"frame":');
    const tail = line.slice(at + 8, line.lastIndexOf('}')).trim();
    const text = isJson(tail) ? tail : JSON.stringify(frame);
    return [{ atMs, venue, conn, rest, dir, text }];
  });
};

const isJson = (text) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const isList = ({ rest }) => rest !== undefined && !rest.includes('depth');

const onTimeline = ({ rows, peer }) => {
  const first = rows.find(({ conn }) => conn !== undefined)?.atMs ?? 0;
  const spanMs = (rows.at(-1)?.atMs ?? 0) - first + 1;
  const placed = [];
  for (let pass = 0; pass * spanMs < WINDOW_MS; pass += 1)
    for (const row of rows) {
      const atMs = START_MS + row.atMs - first + pass * spanMs;
      if (!isList(row) && atMs >= START_MS && atMs < START_MS + WINDOW_MS) placed.push({ ...row, atMs, peer });
    }
  return placed;
};

const repeated = ({ rows, peer }, sources) => {
  const frames = rows.filter((row) => !isList(row));
  const wanted = FIXTURE_FRAMES / sources;
  return Array.from({ length: frames.length === 0 ? 0 : Math.ceil(wanted) }, (_, index) => ({
    ...frames[index % frames.length],
    atMs: START_MS + Math.floor((index * WINDOW_MS) / wanted),
    peer,
  }));
};

const shares = (mix) => {
  const counts = new Map();
  for (const { venue } of mix) counts.set(venue, (counts.get(venue) ?? 0) + 1);
  return [...counts].map(([venue, count]) => `${venue} ${count.toLocaleString('en-US')}`).join(', ');
};
