import { expect, it } from 'vitest';
import type { MarketEvent } from '../../../../src/domain/market-event.ts';
import { atMs } from '../../../../src/domain/units.ts';
import { backpackProfile } from '../../../../src/venues/backpack/profile.ts';
import { printEvent } from '../../../venues/printed-events.ts';
import { BackpackRoom } from './room.ts';

const ETH = 'ETH_USDC_PERP';

/** A client with a book: what the real decoder makes of one stream from a snapshot on. */
class Reader {
  readonly levels = new Map<string, number>();
  readonly #decoder = backpackProfile.createDecoder();

  hear(frame: unknown): void {
    this.#apply(this.#decoder.frame(frame, { conn: 'public', atMs: atMs(1) }));
  }

  seed(snapshot: unknown): void {
    this.#apply(this.#decoder.rest(snapshot, { rest: `GET /api/v1/depth?symbol=${ETH}`, atMs: atMs(1) }));
  }

  #apply(events: readonly MarketEvent[]): void {
    for (const event of events) {
      if (event.type === 'book.gap' || event.type === 'frame.rejected') throw new Error(printEvent(event));
      if (event.type !== 'book.snapshot' && event.type !== 'book.delta') continue;
      for (const side of ['bids', 'asks'] as const)
        for (let at = 0; at < event[side].length; at += 2) {
          const size = event[side][at + 1] ?? NaN;
          if (size === 0) this.levels.delete(`${side} ${event[side][at]}`);
          else this.levels.set(`${side} ${event[side][at]}`, size);
        }
    }
  }
}

const isSame = (one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): boolean =>
  one.size > 0 && one.size === other.size && [...one].every(([level, size]) => other.get(level) === size);

it.each([200, 600, 1000])('books in windows of %d ms gather changes with all their ids', (windowMs) => {
  const room = new BackpackRoom();
  const plain = { socket: room.socket(), reader: new Reader() };
  const gathered = { socket: room.socket(), reader: new Reader() };
  plain.socket.subscribe(`depth.${ETH}`);
  gathered.socket.subscribe(`depth.${windowMs}ms.${ETH}`);
  room.advance(2000);
  // What the window holds back is older than this snapshot, whose id lies inside a later gathered frame.
  const { body } = room.request('GET', `/api/v1/depth?symbol=${ETH}&limit=1000`);
  for (const { socket, reader } of [plain, gathered]) {
    socket.take();
    reader.seed(body);
  }
  let frames = 0;
  let equal = 0;
  for (let step = 0; step < 100; step += 1) {
    room.advance(100);
    for (const { socket, reader } of [plain, gathered]) {
      const heard = socket.take();
      heard.forEach((frame) => reader.hear(frame));
      if (socket === gathered.socket) frames += heard.length;
    }
    if (isSame(plain.reader.levels, gathered.reader.levels)) equal += 1;
  }
  expect(frames).toBeGreaterThan(10_000 / windowMs - 3);
  expect(frames).toBeLessThanOrEqual(10_000 / windowMs + 1);
  expect(equal).toBeGreaterThanOrEqual(frames);
});
