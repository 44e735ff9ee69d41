import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { EngineError } from '../../src/domain/errors.ts';
import type { Input } from '../../src/domain/input.ts';
import { venueId } from '../../src/domain/ids.ts';
import { atMs } from '../../src/domain/units.ts';
import { readLineBatches, readRecording } from '../../src/replay/recording.adapter.ts';
import { parseRecordingLine, recordingLine } from '../../src/replay/recording.ts';

const directory = mkdtempSync(join(tmpdir(), 'hedgerow-recording-'));
afterAll(() => rmSync(directory, { recursive: true }));

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
};

const ABOUT = '{"about":"made for this spec","source":"hand"}';
const FRAME = (n: number) => `{"atMs":${1000 + n},"venue":"okx","conn":"public","dir":"in","frame":{"n":${n}}}`;

/** What was read, and the error that ended it. */
const readAll = async (path: string) => {
  const lines: number[] = [];
  try {
    for await (const line of readRecording(path)) lines.push(line.line);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { lines, code: error.code, exitCode: error.exitCode, message: error.message.replaceAll(directory, 'DIR') };
  }
  return { lines };
};

describe('recording file', () => {
  it('is read line by line, blank lines skipped, with or without a last line end', async () => {
    const plain = file('plain.ndjson', `${ABOUT}\n\n${FRAME(1)}\r\n${FRAME(2)}`);
    expect(await readAll(plain)).toEqual({ lines: [1, 3, 4] });
  });

  it('is told apart by its bytes, not by its name', async () => {
    const disguised = file('gzip-inside.ndjson', gzipSync(`${ABOUT}\n${FRAME(1)}\n`));
    const misnamed = file('plain-inside.ndjson.gz', `${ABOUT}\n${FRAME(1)}\n`);
    expect(await readAll(disguised)).toEqual({ lines: [1, 2] });
    expect(await readAll(misnamed)).toEqual({ lines: [1, 2] });
  });

  it('may be several gzip members one after another, as an appending recorder writes them', async () => {
    const members = Buffer.concat([gzipSync(`${ABOUT}\n`), gzipSync(`${FRAME(1)}\n`), gzipSync(`${FRAME(2)}\n`)]);
    expect(await readAll(file('members.gz', members))).toEqual({ lines: [1, 2, 3] });
  });

  it('yields everything before the cut of a half-written last line, then says where', async () => {
    const path = file('half.ndjson', `${ABOUT}\n${FRAME(1)}\n${FRAME(2).slice(0, 30)}`);
    expect(await readAll(path)).toEqual({
      lines: [1, 2],
      code: 'recording.cut-short',
      exitCode: 1,
      message: 'DIR/half.ndjson is cut short at line 3; everything before it was read',
    });
  });

  it('yields everything a truncated gzip still holds, wherever it is cut', async () => {
    const frames = Array.from(
      { length: 20_000 },
      (_, n) => `{"atMs":${n},"venue":"okx","conn":"c","frame":"${n ** 7}"}`,
    );
    const whole = gzipSync(`${ABOUT}\n${frames.join('\n')}\n`);
    const counts: number[] = [];
    for (const share of [0.2, 0.5, 0.9]) {
      const cut = file('cut.ndjson.gz', whole.subarray(0, Math.floor(whole.length * share)));
      const read = await readAll(cut);
      expect(read).toMatchObject({ code: 'recording.cut-short', exitCode: 1 });
      expect(read.message).toContain(`line ${read.lines.length + 1};`);
      counts.push(read.lines.length / frames.length);
    }
    // Numbers compress evenly: as many lines must come out as bytes went in.
    expect(counts.map((share) => Math.round(share * 10) / 10)).toEqual([0.2, 0.5, 0.9]);
    const onlyTrailerLost = file('trailer.ndjson.gz', whole.subarray(0, whole.length - 3));
    expect(await readAll(onlyTrailerLost)).toMatchObject({ code: 'recording.cut-short', lines: { length: 20_001 } });
  });

  it('names file and line of what is not JSON, or not a line of a recording', async () => {
    const cases = {
      'not-json.ndjson': `${ABOUT}\n{"atMs":1,\n${FRAME(2)}\n`,
      'no-about.ndjson': `${FRAME(1)}\n`,
      'no-venue.ndjson': `${ABOUT}\n{"atMs":1,"frame":{}}\n`,
      'time.ndjson': `${ABOUT}\n{"atMs":"1","venue":"okx","frame":{}}\n`,
      'conn.ndjson': `${ABOUT}\n{"atMs":1,"venue":"okx","frame":{}}\n`,
      'frame.ndjson': `${ABOUT}\n{"atMs":1,"venue":"okx","conn":"c"}\n`,
      'kind.ndjson': `${ABOUT}\n{"atMs":1,"input":{"kind":"toString"}}\n`,
      'member.ndjson': `${ABOUT}\n{"atMs":1,"input":{"kind":"offset","venue":"okx"}}\n`,
      'list.ndjson': `${ABOUT}\n[1]\n`,
    };
    const messages: string[] = [];
    for (const [name, content] of Object.entries(cases)) {
      const read = await readAll(file(name, content));
      messages.push(`${read.code}: ${read.message?.replace('DIR/', '')}`);
    }
    expect(messages.join('\n')).toMatchInlineSnapshot(`
      "recording.not-json: not-json.ndjson line 2 is not JSON: "{\\"atMs\\":1,"
      recording.line-shape: no-about.ndjson line 1: the first line of a recording must hold "about"
      recording.line-shape: no-venue.ndjson line 2: venue must be a name, found undefined
      recording.line-shape: time.ndjson line 2: atMs must be a whole number of milliseconds, found "1"
      recording.line-shape: conn.ndjson line 2: conn must name a socket, found undefined
      recording.line-shape: frame.ndjson line 2: frame is missing
      recording.line-shape: kind.ndjson line 2: input.kind is not known: "toString"
      recording.line-shape: member.ndjson line 2: input.offsetMs must be of type number, found undefined
      recording.line-shape: list.ndjson line 2: expected an object with atMs, venue and frame"
    `);
  });

  it('refuses what is no recording at all, each with its own code', async () => {
    const rubbish = Uint8Array.from({ length: 4096 }, (_, i) => (i * 7919) % 251);
    const damaged = gzipSync(`${ABOUT}\n${FRAME(1)}\n`.repeat(500));
    damaged.fill(0x55, 40, 60);
    const codes = [];
    for (const path of [
      join(directory, 'absent.ndjson'),
      directory,
      file('empty.ndjson', ''),
      file('rubbish.ndjson', rubbish),
      file('damaged.ndjson.gz', damaged),
    ]) {
      const { code, exitCode } = await readAll(path);
      codes.push([code, exitCode]);
    }
    expect(codes).toEqual([
      ['recording.missing', 2],
      ['recording.unreadable', 2],
      ['recording.empty', 2],
      ['recording.binary', 2],
      ['recording.binary', 2],
    ]);
  });

  it('keeps a character whole that two chunks share', async () => {
    const bytes = new TextEncoder().encode('{"note":"a – b"}\n');
    const chunks = async function* () {
      for (const byte of bytes) yield Uint8Array.of(byte);
    };
    const texts = [];
    for await (const batch of readLineBatches({ name: 'chunks', bytes: chunks() }))
      texts.push(...batch.map(({ text }) => text));
    expect(texts).toEqual(['{"note":"a – b"}']);
  });
});

const read = (text: string) => parseRecordingLine({ text, line: 2, end: 'newline' }, 'f');

describe('recording line', () => {
  const okx = venueId('okx');
  const inputs: readonly Input[] = [
    { kind: 'frame', atMs: atMs(1), venue: okx, conn: 'public', frame: { a: [1, '2'] } },
    { kind: 'frame', atMs: atMs(1), venue: okx, conn: 'public', frame: 'pong', dir: 'out' },
    { kind: 'rest', atMs: atMs(2), venue: okx, rest: 'GET /x?y=1', frame: null },
    { kind: 'connection', atMs: atMs(3), venue: okx, conn: 'public', status: 'lost' },
    { kind: 'turn', atMs: atMs(4) },
    { kind: 'tick', atMs: atMs(5) },
    { kind: 'flushed', atMs: atMs(6), throughSeq: 7 },
    { kind: 'offset', atMs: atMs(7), venue: okx, offsetMs: -1270 },
    { kind: 'command', atMs: atMs(8), command: { type: 'operator.arm' } },
  ];

  it.each(inputs)('holds the input $kind and gives it back', (input) => {
    expect(read(recordingLine(input))).toEqual({ kind: 'input', line: 2, input });
  });
});
