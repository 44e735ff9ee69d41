import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import type { DecodeRequest } from '../../src/cli/decode.ts';
import { runDecode } from '../../src/cli/decode.ts';
import { recordLine, streamSink } from '../../src/cli/output.ts';
import { decimal } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';
import { hasRecording, recordingTitle } from '../venues/recorded-frames.ts';

const directory = mkdtempSync(join(tmpdir(), 'hedgerow-decode-'));
afterAll(() => rmSync(directory, { recursive: true }));

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const RECORDINGS = join(import.meta.dirname, '../../../shared/recordings');

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

async function* pieces(text: string, length: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < text.length; from += length) yield Buffer.from(text.slice(from, from + length));
}

/** A run of the command: its exit code, its lines on standard output, and what it said on standard error. */
const run = async (request: DecodeRequest, stdin = '') => {
  let out = '';
  let complaint = '';
  const exitCode = await runDecode(request, {
    stdin: pieces(stdin, 7),
    stdout: { write: async (text) => ((out += text), 'open') },
    stderr: { write: async (text) => ((complaint += text), 'open') },
    now: () => atMs(1_790_928_000_000),
  });
  const lines = out.split('\n').filter((line) => line !== '');
  return { exitCode, lines, complaint: complaint.replaceAll(directory, 'DIR'), summary: lines.at(-1) };
};

const ABOUT = '{"about":"made for this spec"}';
/** `time`: ms after 08:00 UTC of a day in autumn 2026. */
const BOOK = (time: number, bid: string) =>
  `{"channel":"l2Book","data":{"coin":"SOL","time":${1_790_928_000_000 + time},"levels":[[{"px":"${bid}","sz":"2"}],[{"px":"231.9","sz":"3"}]]}}`;
const LINE = (frame: string, venue = 'hyperliquid') =>
  `{"atMs":1790928000000,"venue":"${venue}","conn":"public","dir":"in","frame":${frame}}`;

describe('hedgerow decode', () => {
  it('prints an event a line, type first, and a summary last', async () => {
    const { exitCode, lines } = await run({
      venue: 'okx',
      file: join(FIXTURES, 'frames/okx/books--keep-alive-reset-and-gap.ndjson'),
    });
    expect(exitCode).toBe(0);
    expect(lines.slice(1, 3).join('\n')).toMatchInlineSnapshot(`
      "{"type":"book.snapshot","asks":[231.4,12,231.5,40,231.9,7],"bids":[231.3,5,231.2,90,230.8,33],"market":"okx:SOL/USDT:USDT","updateId":5000,"venueAtMs":1790928000000}
      {"type":"book.delta","asks":[231.4,0],"bids":[231.3,6],"market":"okx:SOL/USDT:USDT","updateId":5007,"venueAtMs":1790928000100}"
    `);
    expect(lines.at(-1)).toMatchInlineSnapshot(
      `"{"type":"summary","frames":9,"events":9,"rejected":0,"byType":{"book.delta":5,"book.gap":1,"book.snapshot":2,"instrument":1},"rejectedByCode":{},"gaps":1}"`,
    );
  });

  it('prints the rebuilt top after each book frame when asked, in the venue’s numbers', async () => {
    const { lines } = await run({
      venue: 'okx',
      file: join(FIXTURES, 'frames/okx/books--keep-alive-reset-and-gap.ndjson'),
      tops: true,
    });
    expect(lines.filter((line) => line.includes('"tops"')).join('\n')).toMatchInlineSnapshot(`
      "{"type":"tops","market":"okx:SOL/USDT:USDT","bid":231.3,"bidSize":5,"ask":231.4,"askSize":12,"updateId":5000,"venueAtMs":1790928000000}
      {"type":"tops","market":"okx:SOL/USDT:USDT","bid":231.3,"bidSize":6,"ask":231.5,"askSize":40,"updateId":5007,"venueAtMs":1790928000100}
      {"type":"tops","market":"okx:SOL/USDT:USDT","bid":231.3,"bidSize":6,"ask":231.5,"askSize":40,"updateId":5007,"venueAtMs":1790928060100}
      {"type":"tops","market":"okx:SOL/USDT:USDT","bid":231.3,"bidSize":6,"ask":231.5,"askSize":40,"updateId":12,"venueAtMs":1790928060200}
      {"type":"tops","market":"okx:SOL/USDT:USDT","bid":231.2,"bidSize":90,"ask":231.5,"askSize":40,"updateId":15,"venueAtMs":1790928060300}
      {"type":"tops","market":"okx:SOL/USDT:USDT","bid":231.2,"bidSize":88,"ask":231.5,"askSize":3,"updateId":31,"venueAtMs":1790928061000}
      {"type":"tops","market":"okx:SOL/USDT:USDT","bid":231.25,"bidSize":4,"ask":231.5,"askSize":3,"updateId":33,"venueAtMs":1790928061100}"
    `);
  });

  it('reads bare frames from standard input, however they are cut into chunks, and text that is no JSON', async () => {
    const frames = ['pong', '{"event":"subscribe","arg":{"channel":"books"}}', 'what?', '[1]'].join('\n');
    const { exitCode, lines } = await run({ venue: 'okx', file: '-' }, frames);
    expect(exitCode).toBe(0);
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "{"type":"frame.control","detail":"pong","venue":"okx","what":"pong"}
      {"type":"frame.control","detail":"subscribe {\\"channel\\":\\"books\\"}","venue":"okx","what":"ack"}
      {"type":"frame.rejected","code":"frame.not-json","reason":"the text \\"what?\\"","venue":"okx"}
      {"type":"frame.rejected","code":"frame.missing-field","reason":"the frame is [1]","venue":"okx"}
      {"type":"summary","frames":4,"events":4,"rejected":2,"byType":{"frame.control":2,"frame.rejected":2},"rejectedByCode":{"frame.missing-field":1,"frame.not-json":1},"gaps":0}"
    `);
  });

  it('reads a gzipped recording from standard input', async () => {
    const bytes = gzipSync(`${ABOUT}\n${LINE(BOOK(1, '231.1'))}\n`);
    let out = '';
    const exitCode = await runDecode(
      { venue: 'hyperliquid', file: '-' },
      {
        stdin: (async function* () {
          for (const byte of bytes) yield Uint8Array.of(byte);
        })(),
        stdout: { write: async (text) => ((out += text), 'open') },
        stderr: { write: async () => 'open' },
        now: () => atMs(0),
      },
    );
    expect(exitCode).toBe(0);
    expect(out).toContain('"type":"summary","frames":1,"events":2,"rejected":0');
  });

  it('prints everything up to the cut of a recording, says where it is, and exits with 1', async () => {
    const whole = `${ABOUT}\n${LINE(BOOK(1, '231.1'))}\n${LINE(BOOK(2, '231.2'))}\n`;
    const plain = await run({ venue: 'hyperliquid', file: file('half.ndjson', whole.slice(0, -40)) });
    expect(plain.exitCode).toBe(1);
    expect(plain.summary).toContain('"frames":1,"events":2,');
    expect(plain.complaint).toBe(
      'hedgerow decode: DIR/half.ndjson is cut short at line 3; everything before it was read [recording.cut-short]\n',
    );
    const zipped = gzipSync(whole);
    const cut = await run({ venue: 'hyperliquid', file: file('cut.gz', zipped.subarray(0, zipped.length - 8)) });
    expect(cut.exitCode).toBe(1);
    expect(cut.summary).toContain('"frames":2,"events":3,');
    expect(cut.complaint).toContain('cut.gz is cut short at line 4');
  });

  it('refuses lines of a recording that are not JSON or have no envelope, and goes on', async () => {
    const path = file('faulty.ndjson', `${ABOUT}\n{"half":\n{"atMs":1}\n${LINE(BOOK(1, '231.1'))}\n`);
    const { exitCode, lines, summary } = await run({ venue: 'hyperliquid', file: path });
    expect(exitCode).toBe(0);
    expect(lines.slice(0, 2).join('\n').replaceAll(directory, 'DIR')).toMatchInlineSnapshot(`
      "{"type":"frame.rejected","code":"frame.not-json","reason":"line 2 is not JSON","venue":"hyperliquid"}
      {"type":"frame.rejected","code":"frame.missing-field","reason":"DIR/faulty.ndjson line 3: venue must be a name, found undefined","venue":"hyperliquid"}"
    `);
    expect(summary).toContain('"rejected":2');
  });

  it('passes over the frames of other venues, and complains when there are no others', async () => {
    const mixed = file('mixed.ndjson', `${ABOUT}\n${LINE('{}', 'bybit')}\n${LINE(BOOK(1, '231.1'))}\n`);
    const read = await run({ venue: 'hyperliquid', file: mixed });
    expect([read.exitCode, read.complaint]).toEqual([0, '']);
    expect(read.summary).toContain('"frames":1,"events":2,');
    expect(read.summary).toContain('"skipped":1');
    const wrong = await run({ venue: 'okx', file: mixed });
    expect(wrong.exitCode).toBe(2);
    expect(wrong.complaint).toBe(
      'hedgerow decode: DIR/mixed.ndjson holds no frame of okx, but of bybit, hyperliquid\n',
    );
  });

  it.each([
    ['a wrong venue', { venue: 'okex', file: '-' }, '"okex" is not a venue (did you mean okx?)'],
    ['a missing file', { venue: 'okx', file: join(directory, 'absent') }, 'there is no file DIR/absent'],
    ['a directory', { venue: 'okx', file: directory }, 'DIR cannot be read: it is a directory'],
    ['no input', { venue: 'okx', file: '-' }, 'standard input is empty'],
  ])('exits with 2 for %s, and prints nothing on standard output', async (_, request, complaint) => {
    const read = await run(request);
    expect([read.exitCode, read.lines]).toEqual([2, []]);
    expect(read.complaint).toContain(complaint);
  });

  it('forgets books with a lost connection, and passes over inputs that are no frames', async () => {
    const lost = '{"atMs":2,"input":{"kind":"connection","venue":"hyperliquid","conn":"public","status":"lost"}}';
    const text = [ABOUT, LINE(BOOK(9, '231.1')), lost, '{"atMs":3,"input":{"kind":"tick"}}', LINE(BOOK(5, '231.2'))];
    const { summary } = await run({ venue: 'hyperliquid', file: file('lost.ndjson', `${text.join('\n')}\n`) });
    expect(summary).toContain('"frames":2,"events":3,"rejected":0,"byType":{"book.snapshot":2,"instrument":1}');
  });

  it('stops quietly when nobody reads any more', async () => {
    let taken = 0;
    const endless = (async function* () {
      for (;;) yield Buffer.from(`${BOOK((taken += 1), '231.1')}\n`);
    })();
    const exitCode = await runDecode(
      { venue: 'hyperliquid', file: '-' },
      {
        stdin: endless,
        stdout: { write: async () => (taken > 100 ? 'closed' : 'open') },
        stderr: { write: async () => 'open' },
        now: () => atMs(0),
      },
    );
    expect([exitCode, taken]).toEqual([0, 101]);
  });
});

describe('output', () => {
  it('waits until a slow reader is ready, and notices that it is gone', async () => {
    const written: string[] = [];
    let release: (() => void) | undefined;
    const slow = new Writable({
      highWaterMark: 4,
      decodeStrings: false,
      write: (chunk: string, _encoding, done) => {
        written.push(chunk);
        release = done;
      },
    });
    const sink = streamSink(slow);
    let state = 'waiting';
    const pending = sink.write('too much at once').then((result) => (state = result));
    await Promise.resolve();
    expect(state).toBe('waiting');
    release?.();
    await pending;
    expect([state, written]).toEqual(['open', ['too much at once']]);
    slow.destroy(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
    await new Promise((resolve) => slow.once('close', resolve));
    expect(await sink.write('more')).toBe('closed');
  });

  it('orders members by name under the type, decimals as text, absent ones left out', () => {
    const record = { venue: 'okx', type: 'x', nested: { b: 1, a: decimal('0.10'), none: undefined }, list: [2, 1] };
    expect(recordLine(record)).toBe('{"type":"x","list":[2,1],"nested":{"a":"0.1","b":1},"venue":"okx"}\n');
    expect(recordLine({ type: 'alone' })).toBe('{"type":"alone"}\n');
  });
});

const SUMMARIES = {
  'okx/20220513.ndjson.gz':
    '"frames":438,"events":3823,"rejected":103,"byType":{"book.delta":189,"book.snapshot":2,"frame.control":64,' +
    '"frame.rejected":103,"instrument":3395,"trade":70},"rejectedByCode":{"frame.unknown-symbol":103},"gaps":0',
  'hyperliquid/btcusd-20250126.ndjson.gz':
    '"frames":55,"events":111,"rejected":0,"byType":{"book.snapshot":46,"instrument":1,"trade":64},"rejectedByCode":{},"gaps":0',
};

describe.each(Object.entries(SUMMARIES))('hedgerow decode of a recording', (name, expected) => {
  it.skipIf(!hasRecording(name))(`accounts for every frame of ${recordingTitle(name)}`, async () => {
    const [venue = ''] = name.split('/');
    const { exitCode, summary, lines } = await run({ venue, file: join(RECORDINGS, name), tops: true });
    expect(exitCode).toBe(0);
    expect(summary).toBe(`{"type":"summary",${expected}}`);
    const tops = lines.filter((line) => line.startsWith('{"type":"tops"'));
    const books = lines.filter((line) => line.startsWith('{"type":"book.'));
    expect(tops).toHaveLength(books.length);
  });
});
