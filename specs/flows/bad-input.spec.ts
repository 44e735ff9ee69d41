import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { capturedIo, runCommand, summaryOf } from '../cli/command-run.ts';
import { runSession } from '../../src/cli/session.ts';
import type { WorldRequest } from '../../src/domain/ports.ts';
import { openEngine } from '../../src/engine/engine.ts';
import { goldenFacts } from '../../src/replay/compare.ts';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { createMemoryJournal } from '../../src/journal/memory.adapter.ts';
import { parseConfig } from '../../src/engine/config/config.ts';
import { recordedConfig } from '../../src/worlds/recorded-config.ts';
import { recordedWorld } from '../../src/worlds/recorded.ts';
import { temporaryDirectory } from '../journal/support/batches.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const ENTRY = join(FIXTURES, 'scenarios/sol-entry.ndjson.gz');
const BAD_FRAMES = join(FIXTURES, 'scenarios/bybit-bad-frames.ndjson');
const BAD_LINES = readFileSync(BAD_FRAMES, 'utf8').trimEnd().split('\n');

/** A file of this content in a directory of its own; the directory's name is left out of what is said. */
const run = async (content: string | Uint8Array, command: (file: string) => readonly string[]) => {
  const dir = temporaryDirectory();
  const file = join(dir, 'input');
  writeFileSync(file, content);
  const ran = await runCommand(command(file));
  return { ...ran, err: ran.err.replaceAll(`${dir}/`, '') };
};
const replay = (content: string | Uint8Array) => run(content, (file) => ['replay', file, '--json']);

describe('a recording', () => {
  it('that is not there, empty, a directory or rubbish: one sentence, exit code 2, nothing replayed', async () => {
    const missing = await runCommand(['replay', 'no-such-file.ndjson', '--json']);
    const directory = await runCommand(['replay', FIXTURES, '--json']);
    const rubbish = await replay(Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256));
    for (const { exitCode, out } of [missing, directory, rubbish, await replay('')])
      expect({ exitCode, out }).toEqual({ exitCode: 2, out: [] });
    expect(missing.err).toBe('hedgerow: there is no file no-such-file.ndjson [recording.missing]\n');
    expect(directory.err).toContain('cannot be read: it is a directory [recording.unreadable]');
    expect(rubbish.err).toContain('neither text nor gzip: not a recording [recording.binary]');
  });

  it('that is cut short is used up to the cut: exit code 1, the line named, every figure before it kept', async () => {
    const whole = readFileSync(ENTRY);
    const cut = await replay(whole.subarray(0, Math.floor(whole.length * 0.6)));
    expect(cut.exitCode).toBe(1);
    expect(cut.err).toMatch(
      /^hedgerow: input is cut short at line \d+; everything before it was read \[recording\.cut-short\]\n$/,
    );
    const line = Number(/line (\d+)/.exec(cut.err)?.[1]);
    // about, then one frame a line, then the half line: all frames before the cut count
    expect(summaryOf(cut)).toMatchObject({ frames: line - 2, error: 'recording.cut-short' });
    expect(line).toBeGreaterThan(100);
    const [half, golden] = [cut.out.slice(0, -1), await runCommand(['replay', ENTRY, '--json'])];
    expect(half).toEqual(golden.out.slice(0, half.length));
  });

  it('with half a line at the end, or a line that is no JSON or no line of a recording', async () => {
    const text = BAD_LINES.slice(0, 4).join('\n');
    const half = await replay(`${text}\n${(BAD_LINES[4] ?? '').slice(0, 40)}`);
    expect(half).toMatchObject({ exitCode: 1, err: expect.stringContaining('cut short at line 5') as string });
    const noJson = await replay(`${text}\nhello\n${BAD_LINES[5] ?? ''}\n`);
    expect(noJson).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('line 5 is not JSON: "hello"') as string,
    });
    const noLine = await replay(`${text}\n{"atMs":1790845200000,"price":3}\n`);
    expect(noLine).toMatchObject({
      exitCode: 1,
      err: expect.stringContaining('line 5: venue must be a name') as string,
    });
    for (const { out } of [half, noJson, noLine]) expect(summaryOf({ out })).toMatchObject({ frames: 3 });
  });

  it('of a venue that nobody knows says which are known', async () => {
    const stranger = await replay('{"about":"x"}\n{"atMs":1790845200000,"venue":"nosuch","conn":"x","frame":{}}\n');
    expect(stranger.exitCode).toBe(2);
    expect(stranger.err).toBe(
      'hedgerow replay: what nosuch said was passed over: known venues are backpack, binance, bybit, deribit, hyperliquid, kucoin, okx\n',
    );
    const decoded = await run('{}', (file) => ['decode', 'bybitt', file]);
    expect(decoded).toMatchObject({ exitCode: 2, err: expect.stringContaining('did you mean bybit?') as string });
  });

  it('that parts from its golden journal names the first record and both values', async () => {
    const journal = readFileSync(join(FIXTURES, 'journals/sol-entry.ndjson'), 'utf8');
    const golden = journal.replace('"amount":"100000"', '"amount":"100001"');
    const parted = await run(golden, (file) => ['replay', ENTRY, '--json', '--verify', file]);
    expect(parted.exitCode).toBe(1);
    expect(parted.err).toMatch(
      /^hedgerow replay: the journals part at fact \d+, body\.amount\n {2}expected "100001"\n {2}found {4}"100000"\n$/,
    );
    const shorter = golden.replace('100001', '100000').trimEnd().split('\n').slice(0, -1).join('\n');
    const longer = await run(shorter, (file) => ['replay', ENTRY, '--json', '--verify', file]);
    expect(longer).toMatchObject({ exitCode: 1, err: expect.stringContaining('expected nothing') as string });
    const missing = await runCommand(['replay', ENTRY, '--verify', 'no-golden.ndjson']);
    expect(missing).toMatchObject({
      exitCode: 2,
      out: [],
      err: expect.stringContaining('[replay.golden-missing]') as string,
    });
    const noJournal = await run('hello\n', (file) => ['replay', ENTRY, '--verify', file]);
    expect(noJournal).toMatchObject({
      exitCode: 2,
      err: expect.stringContaining('input:1 is not a JSON object') as string,
    });
  });
});

describe('frames that no engine should believe', () => {
  it('are refused by name and counted; the run goes on', async () => {
    const run = await runCommand(['decode', 'bybit', BAD_FRAMES]);
    expect(run.exitCode).toBe(0);
    expect(summaryOf(run)['rejectedByCode']).toEqual({
      'frame.bad-number': 1,
      'frame.bad-price': 2,
      'frame.crossed-book': 1,
      'frame.interval-unknown': 1,
      'frame.missing-field': 1,
      'frame.not-json': 1,
      'frame.rate-beyond-cap': 1,
      'frame.unknown-channel': 1,
      'frame.unknown-symbol': 1,
    });
    const replayed = await runCommand(['replay', BAD_FRAMES, '--json']);
    expect(summaryOf(replayed)).toMatchObject({ frames: 14, rejected: 10, orders: 0 });
    expect(replayed.exitCode).toBe(0);
  });
});

describe('a configuration', () => {
  it('with many faults has all of them named with their lines, before anything starts', async () => {
    const yaml = 'entry: { minNetBps: lots, minNetBsp: 3 }\nlimits: { slippageMaxBps: -1 }\nvenues:\n  binanse: {}\n';
    const dir = temporaryDirectory();
    const faulty = await run(yaml, (file) => ['start', '--config', file, '--data', join(dir, 'data')]);
    expect(faulty).toMatchObject({ exitCode: 2, out: [] });
    expect(faulty.err).toMatchInlineSnapshot(`
      "hedgerow: input:1:21 entry.minNetBps: expected a number from -10000 to 10000, found "lots"
      input:1:27 entry.minNetBsp: expected a known key, found an unknown key; did you mean "minNetBps"?
      input:2:27 limits.slippageMaxBps: expected a number above 0, at most 1000, found -1
      input:4:3 venues.binanse: expected a known key, found an unknown key; did you mean "binance"? [config.invalid]
      "
    `);
  });

  it('that is missing or no YAML', async () => {
    const missing = await runCommand(['start', '--config', 'no-such.yaml']);
    expect(missing).toMatchObject({ exitCode: 2, err: expect.stringContaining('[config.unreadable]') as string });
    const broken = await run('a: [', (file) => ['config', 'print', '--config', file]);
    expect(broken).toMatchObject({ exitCode: 2, err: expect.stringContaining('expected valid YAML') as string });
  });
});

describe('a data directory', () => {
  it('in use by another engine is refused for safety, and left alone', async () => {
    const dir = temporaryDirectory();
    const journal = openJournal({ dir });
    const second = await runCommand(['start', '--port', 'off', '--data', dir, '--for', '1m', '--speed', 'max']);
    expect(second).toMatchObject({ exitCode: 3, out: [], err: expect.stringContaining('[journal.in-use]') as string });
    expect(second.err).toContain(`process ${process.pid}`);
    expect(journal.lastSeq).toBe(0);
    await journal.close();
  });

  it('whose journal is rubbish, or that is a file', async () => {
    const dir = temporaryDirectory();
    mkdirSync(join(dir, 'data'));
    writeFileSync(
      join(dir, 'data/data.mdb'),
      Uint8Array.from({ length: 9000 }, (_, index) => (index * 31) % 256),
    );
    const garbage = await runCommand(['start', '--port', 'off', '--data', join(dir, 'data'), '--for', '1m']);
    expect(garbage).toMatchObject({ exitCode: 1, out: [] });
    expect(garbage.err).toMatch(
      /is not an LMDB file .* keep the directory for inspection .*\[journal\.unreadable\]\n$/,
    );
    const file = await run('x', (path) => ['start', '--port', 'off', '--data', path, '--for', '1m']);
    expect(file).toMatchObject({ exitCode: 2, err: expect.stringContaining('[journal.not-a-directory]') as string });
  });

  it('of another seed', async () => {
    const dir = temporaryDirectory();
    await runCommand(['start', '--port', 'off', '--data', dir, '--for', '10s', '--speed', 'max', '--seed', '3']);
    const other = await runCommand(['start', '--port', 'off', '--data', dir, '--for', '10s', '--seed', '4']);
    expect(other).toMatchObject({ exitCode: 2, err: expect.stringContaining('[journal.foreign-birth]') as string });
  });
});

const golden = goldenFacts(readFileSync(join(FIXTURES, 'journals/sol-entry.ndjson'), 'utf8'), 'golden');
const intended = golden.findLast(({ type }) => type === 'order.intended');

/** The entry of SOL, with a disk that is full once the journal holds this many facts; what went to the venues. */
const runUntilFull = async (factsMax: number) => {
  const sent: WorldRequest[] = [];
  const config = (await recordedConfig([ENTRY])) ?? parseConfig({});
  const { world } = await recordedWorld([ENTRY], config);
  let isFull = false;
  const store = createMemoryJournal({ birthId: 'full', isFull: () => isFull });
  const engine = openEngine({
    world: {
      name: world.name,
      startAtMs: world.startAtMs,
      venues: world.venues,
      next: (deadlineAtMs) => world.next(deadlineAtMs),
      perform: (request) => (sent.push(request), world.perform(request)),
      lendBooks: (loan) => world.lendBooks?.(loan),
      stop: () => world.stop(),
    },
    store,
    config,
    speed: 'max',
  });
  engine.facts$.subscribe(({ seq }) => (isFull ||= seq >= factsMax));
  engine.send({ type: 'operator.arm' });
  engine.send({ type: 'operator.trade' });
  const captured = capturedIo();
  const exitCode = await runSession(engine, {
    io: captured.io,
    json: true,
    store,
    speed: 'max',
    alerts: config.alerts,
  });
  return { exitCode, ...captured.printed(), sent, store };
};

describe('a full disk', () => {
  it('ends the run before the order it cannot remember: exit code 3, nothing sent, all before it kept', async () => {
    const { exitCode, out, err, sent, store } = await runUntilFull(
      golden.findLast(({ cause }) => cause < (intended?.cause ?? 0))?.seq ?? 0,
    );
    expect(exitCode).toBe(3);
    expect(err).toMatch(/^hedgerow: the disk of the journal in memory is full .* \[journal\.disk-full\]\n$/m);
    expect(sent.filter(({ kind }) => kind === 'submit')).toEqual([]);
    expect(summaryOf({ out })).toMatchObject({ error: 'journal.disk-full', orders: 0, journalHash: store.headHash });
    expect(store.lastSeq).toBe(out.length - 1);
    expect(store.openIntents()).toEqual([]);
  });

  it('after the intents are written leaves them for the next start to ask about', async () => {
    const { exitCode, sent, store } = await runUntilFull(intended?.seq ?? 0);
    expect(exitCode).toBe(3);
    expect(sent.filter(({ kind }) => kind === 'submit')).toEqual([]);
    expect(store.openIntents()).toHaveLength(2);
  });
});
