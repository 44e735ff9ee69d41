// How the fleet keeps up in a real browser: 1,500 cells, each with another figure ten times a second, over the real protocol.
//   npm run build && node specs/bench/fleet-frames.mjs [--cells 1500] [--per-second 10] [--seconds 15] [--chromium PATH]
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { WebSocketServer } from 'ws';
import { ChangeLog } from '../../dist/visualizer/changes.js';
import { readStaticFiles } from '../../dist/visualizer/static-files.adapter.js';

const { values } = parseArgs({
  options: {
    cells: { type: 'string', default: '1500' },
    'per-second': { type: 'string', default: '10' },
    seconds: { type: 'string', default: '15' },
    chromium: { type: 'string', default: '/usr/bin/chromium' },
    width: { type: 'string', default: '1280' },
    height: { type: 'string', default: '800' },
  },
});
const [cells, perSecond, seconds] = [values.cells, values['per-second'], values.seconds].map(Number);
const VENUES = ['binance', 'bybit', 'okx', 'deribit', 'kucoin', 'hyperliquid', 'backpack'];
const STATES = ['live', 'live', 'live', 'live', 'live', 'live', 'stale'];
const START_MS = 1_767_571_200_000;

const names = Array.from({ length: cells }, (_, at) => {
  const coin = `COIN${String(Math.floor(at / VENUES.length)).padStart(3, '0')}`;
  const venue = VENUES[at % VENUES.length];
  return { coin, venue, market: `${venue}:${coin}/USDT:USDT` };
});

const cellAt = ({ coin, venue, market }, at, round) => {
  const per8hBps = 9 * Math.sin(at * 1.7 + round * 0.9);
  const price = 100 + at + Math.sin(round + at);
  return {
    market,
    coin,
    venue,
    kind: 'linear',
    state: STATES[(at + round) % STATES.length],
    rateKind: 'predicted',
    rate: per8hBps / 1e4,
    intervalHours: 8,
    settlementAtMs: START_MS + 8 * 3_600_000,
    per8hBps,
    apr: (per8hBps / 1e4) * 1095,
    mark: price,
    index: price,
    mid: price,
    spreadBps: 1,
    bookAtMs: START_MS,
    zScore: per8hBps / 3,
  };
};

const routeAt = (coin, at, round) => ({
  coin,
  rank: at,
  verdict: 'refused',
  reasons: [],
  notionalUsd: 10_000,
  horizonHours: 72,
  atMs: START_MS,
  long: `okx:${coin}/USDT:USDT`,
  short: `bybit:${coin}/USDT:USDT`,
  netBps: Math.sin(at + Math.floor(round / 10)),
});

const none = new Map();
const viewAt = (round) => {
  const coins = [...new Set(names.map(({ coin }) => coin))];
  const head = { nowMs: START_MS + round * 100, world: 'bench', operator: 'trading', guard: 'active', failClosed: [] };
  const told = {
    head: new Map([['engine', { ...head, account: { equityUsd: 1, capitalUsd: 1 } }]]),
    markets: new Map(names.map((name, at) => [name.market, cellAt(name, at, round)])),
    routes: new Map(coins.map((coin, at) => [coin, routeAt(coin, at, round)])),
  };
  // of the other sections there is nothing to tell
  return new Proxy(told, { get: (sections, name) => sections[name] ?? none });
};

/** The built page and a socket that tells it of every cell, again and again. What is told is written down beforehand. */
const serve = async () => {
  const files = readStaticFiles(new URL('../../dist/visualizer/ui/', import.meta.url).pathname);
  const log = new ChangeLog('bench');
  log.advance(viewAt(0));
  const snapshot = log.snapshot();
  const deltas = Array.from({ length: perSecond * (seconds + 3) }, (_, at) => log.advance(viewAt(at + 1)));
  const server = createServer(({ url }, answer) => {
    const file = files.get(url);
    answer.writeHead(file === undefined ? 404 : 200, { 'content-type': file?.type ?? 'text/plain' }).end(file?.body);
  });
  new WebSocketServer({ server, path: '/ws' }).on('connection', (socket) => {
    socket.send(snapshot.replace(/"n":\d+/, '"n":1'));
    let sent = 0;
    const timer = setInterval(() => {
      if (sent < deltas.length) socket.send(deltas[sent]);
      sent += 1;
    }, 1000 / perSecond);
    socket.on('close', () => clearInterval(timer));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${server.address().port}`, bytes: Math.round(deltas[0].length / 1024) };
};

/** Runs in the page: times of frames, and of what holds the thread for longer than one. */
const measure = (ms) =>
  new Promise((resolve) => {
    const frames = [];
    let tasks = 0;
    new PerformanceObserver((list) => (tasks += list.getEntries().length)).observe({ entryTypes: ['longtask'] });
    const end = performance.now() + ms;
    const frame = (at) => {
      frames.push(at);
      if (performance.now() < end) requestAnimationFrame(frame);
      else resolve({ frames, tasks, cells: document.querySelectorAll('.fleet [data-market]').length });
    };
    requestAnimationFrame(frame);
  });

/** CPU seconds of the page's main thread by kind, whatever else runs on the machine. */
const busy = async (cdp) =>
  Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map(({ name, value }) => [name, value]));

const { server, url, bytes } = await serve();
const browser = await chromium.launch({
  executablePath: values.chromium,
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
try {
  const page = await browser.newPage({ viewport: { width: Number(values.width), height: Number(values.height) } });
  await page.goto(`${url}/#/fleet`);
  await page.locator('.fleet [data-market]').first().waitFor();
  await page.waitForTimeout(2000);
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await busy(cdp);
  const { frames, tasks, cells: inSight } = await page.evaluate(`(${String(measure)})(${String(seconds * 1000)})`);
  const after = await busy(cdp);
  const each = (name) => ((1000 * (after[name] - before[name])) / (perSecond * seconds)).toFixed(1);
  const gaps = frames.slice(1).map((at, index) => at - frames[index]);
  const sorted = [...gaps].sort((a, b) => a - b);
  const part = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1);
  const late = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / (1000 / 60)) - 1), 0);
  process.stdout.write(
    `${cells} cells, ${inSight} of them in sight, ${perSecond} deltas a second of ${bytes} KB, ${seconds} s at ${values.width} x ${values.height}\n` +
      `${frames.length} frames (${(frames.length / seconds).toFixed(1)} a second), ms between them: ` +
      `p50 ${part(0.5)}, p95 ${part(0.95)}, p99 ${part(0.99)}, most ${part(1)}\n` +
      `frames of 60 a second missed: ${late} (${((100 * late) / (frames.length + late)).toFixed(2)} %), tasks over 50 ms: ${tasks}\n` +
      `CPU of the page's thread, ms a delta: ${each('TaskDuration')}, of that scripts ${each('ScriptDuration')}, ` +
      `styles ${each('RecalcStyleDuration')}, layout ${each('LayoutDuration')}; a frame has 16.7\n`,
  );
} finally {
  await browser.close();
  server.close();
}
process.exit(0);
