import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openJournal } from '../../src/journal/lmdb.adapter.ts';
import { createEngine } from '../../src/worlds/create-engine.ts';
import { runCommand } from './command-run.ts';

const RECORDING = 'fixtures/scenarios/sol-entry.ndjson.gz';

describe('the page on a run that is over', () => {
  const root = mkdtempSync(join(tmpdir(), 'hedgerow-past-'));
  const dir = join(root, 'run');
  beforeAll(async () => {
    const engine = await createEngine({ world: 'simulated', seed: 7, dataDir: dir, speed: 'max', forMs: 5000 });
    await engine.start();
    await engine.finished;
    await engine.stop();
  });
  afterAll(() => rmSync(root, { recursive: true }));

  const digest = (): string =>
    createHash('sha256')
      .update(readFileSync(join(dir, 'data.mdb')))
      .digest('hex');

  it('is served for a data directory, says where, writes nothing there and ends with a signal', async () => {
    const before = digest();
    const { exitCode, out, err } = await runCommand(['journal', 'show', dir, '--visualize', '--port', '0'], {
      interruptAfter: 'Watch',
    });
    expect(exitCode).toBe(0);
    expect(out.join('\n')).toMatch(/^Watch .*run at http:\/\/127\.0\.0\.1:\d+\/ \(\d+ facts\)\. Ctrl-C ends\.$/);
    expect(err).toBe('');
    expect(digest()).toBe(before);
  });

  it('is served for the directory of a run that was killed', async () => {
    writeFileSync(join(dir, 'owner.json'), JSON.stringify({ pid: 2 ** 22 - 1, host: hostname(), startedAt: '1' }));
    const { exitCode, out } = await runCommand(['journal', 'show', dir, '--visualize', '--port', '0'], {
      interruptAfter: 'Watch',
    });
    expect(exitCode).toBe(0);
    expect(out).toHaveLength(1);
    rmSync(join(dir, 'owner.json'));
  });

  it('is not served while an engine runs there: it says which process', async () => {
    const own = openJournal({ dir });
    const { exitCode, out, err } = await runCommand(['journal', 'show', dir, '--visualize', '--port', '0']);
    expect(exitCode).toBe(3);
    expect(out).toEqual([]);
    expect(err).toContain(`is in use by process ${process.pid}: stop it first`);
    await own.close();
  });

  it('is served for a recording', async () => {
    const { exitCode, out } = await runCommand(['replay', RECORDING, '--visualize', '--port', '0'], {
      interruptAfter: 'Watch',
    });
    expect(exitCode).toBe(0);
    expect(out.join('\n')).toMatch(/^Watch sol-entry\.ndjson\.gz at http:\/\/127\.0\.0\.1:\d+\/ \(\d+ facts\)/);
  });

  it('says in a sentence what it cannot open', async () => {
    const nothing = await runCommand(['journal', 'show', join(root, 'nothing'), '--visualize']);
    expect(nothing.exitCode).toBe(2);
    expect(nothing.err).toContain('there is no journal in');
    const missing = await runCommand(['replay', join(root, 'nothing.ndjson'), '--visualize']);
    expect(missing.exitCode).not.toBe(0);
    expect(missing.err).toContain('nothing.ndjson');
    expect(missing.err).not.toContain('at ');
    const wrong = await runCommand(['journal', 'show', dir, '--visualize', '--port', 'off']);
    expect(wrong.exitCode).toBe(2);
  });

  it('says that its port is taken, and what to do', async () => {
    const other = createServer();
    const port = await new Promise<number>((resolve) =>
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      }),
    );
    const { exitCode, err } = await runCommand(['journal', 'show', dir, '--visualize', '--port', String(port)]);
    expect(exitCode).toBe(2);
    expect(err).toContain(`127.0.0.1:${port} (the port is taken): name another port with --port`);
    await new Promise((resolve) => other.close(resolve));
  });
});
