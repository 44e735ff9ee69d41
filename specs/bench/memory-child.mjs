// Run by main.mjs with --expose-gc: what actors cost that wait for something to happen.
const COINS = 2000;
const LEVELS = 200;
const POSITIONS = 300;
const NOW_MS = Date.UTC(2026, 0, 5, 9);
const MB = 1024 * 1024;

const settledGc = async () => {
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const rssMb = () => Math.round(process.memoryUsage().rss / MB);

await settledGc();
const emptyRssMb = rssMb();

const { marketActors } = await import('./ingest.mjs');
const { POSITION_MACHINE_VERSION, positionMachine } = await import('../../dist/position/position.machine.js');

const settings = {
  legTimeoutMs: 5000,
  hedgeSlippageMaxBps: 25,
  closeSlippageMaxBps: 100,
  deltaToleranceFraction: 0.005,
  exitCarryBps: 0,
  consecutiveSettlements: 2,
  minimumHold: 'break-even',
};
const level = (index, direction) => ({ px: String(100 + direction * (index + 1) * 0.01), sz: '5', n: 1 });
const levels = [-1, 1].map((direction) => Array.from({ length: LEVELS }, (_, index) => level(index, direction)));
const context = { funding: '0.0000125', openInterest: '1', oraclePx: '100', markPx: '100', premium: '0' };

const desk = marketActors(NOW_MS);
const say = (frame) =>
  desk.feeds.accept({ kind: 'frame', seq: 0, atMs: NOW_MS, venue: 'hyperliquid', conn: 'public', frame });
desk.outbox.begin(0, NOW_MS);
const universe = Array.from({ length: COINS }, (_, index) => ({ szDecimals: 2, name: `C${index}`, maxLeverage: 5 }));
desk.feeds.accept({
  kind: 'rest',
  seq: 0,
  atMs: NOW_MS,
  venue: 'hyperliquid',
  rest: 'POST /info {"type":"meta"}',
  frame: { universe },
});
for (const { name } of universe) {
  say({ channel: 'l2Book', data: { coin: name, time: NOW_MS, levels } });
  say({ channel: 'activeAssetCtx', data: { coin: name, ctx: context } });
  desk.feeds.turn(NOW_MS);
  desk.outbox.take();
}
for (let index = 0; index < POSITIONS; index += 1)
  desk.registry.spawn({
    id: `position/C${index}`,
    machine: positionMachine,
    version: POSITION_MACHINE_VERSION,
    input: { coin: `C${index}`, settings },
  });
const states = desk.registry.ids().map((id) => desk.registry.state(id));
const markets = states.filter((state) => state === 'live').length;
const positions = states.filter((state) => state?.startsWith('scanning')).length;
if (markets !== COINS || positions !== POSITIONS) throw new Error(`${markets} live markets, ${positions} positions`);

await settledGc();
const heapUsedMb = Math.round(process.memoryUsage().heapUsed / MB);
process.stdout.write(JSON.stringify({ markets, positions, rssMb: rssMb(), heapUsedMb, emptyRssMb }));
desk.registry.stopAll();
