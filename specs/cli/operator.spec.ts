import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { doorFile, openDoor, readDoor } from '../../src/cli/operator-door.ts';
import { temporaryDirectory } from '../journal/support/batches.ts';
import { runCommand } from './command-run.ts';
import type { CommandRunOptions } from './command-run.ts';
import { restlessEntry } from '../support/restless-entry.ts';

const RESTLESS = `
engine: { evaluateEveryMs: 1000, horizonHours: 1 }
universe: { coins: [SOL], spotLegs: false }
entry: ${restlessEntry({ opensPerHourMax: 1000 })}
exit: { minimumHold: none }
alerts: { console: false }
`;

/** A run on free port that ends only when something ends it, or after six hours of the simulated world. */
const started = (data: string, options: CommandRunOptions = {}) => {
  const config = join(data, 'restless.yaml');
  writeFileSync(config, RESTLESS);
  const args = ['start', '--config', config, '--data', data, '--port', '0', '--speed', 'max', '--for', '6h'];
  return runCommand(args, options);
};

const said = (...args: readonly string[]) => runCommand(['operator', ...args]);

describe('a running engine', () => {
  it('is found by its data directory, hears a pause, a resume and a kill, and ends with a summary and exit code 0', async () => {
    const data = temporaryDirectory();
    const running = started(data);
    while (readDoor(data) === undefined) await new Promise((resolve) => setImmediate(resolve));
    expect((await said('pause', '--data', data)).out).toEqual(['Sent: pause.']);
    expect((await said('status', '--data', data)).out[0]).toMatch(/^Operator (trading|paused), guard active; equity /);
    expect((await said('unwind', 'XYZ', '--data', data)).err).toContain('"coin" must be a coin with a position');
    const killed = await said('kill', '--yes', '--wait', '--data', data);
    expect(killed).toMatchObject({ exitCode: 0 });
    expect(killed.out.at(-1)).toBe('The engine has ended.');
    const ran = await running;
    expect(ran.exitCode).toBe(0);
    expect(ran.out.join('\n')).toContain('Killed: every venue said flat and the operator is stopped.');
    expect(ran.out.at(-1)).toBe('No position is open.');
    expect(readDoor(data)).toBeUndefined();
  });

  it('is killed by a signal, with what it held closed', async () => {
    const { exitCode, out } = await started(temporaryDirectory(), { killAfter: 'position.hedged' });
    expect(exitCode).toBe(0);
    expect(out.find((line) => line.includes('cycle.closed'))).toMatch(/; kill$/);
    expect(out.at(-1)).toBe('No position is open.');
  });

  it('is killed by a signal that came before it ran, with what an earlier life held closed', async () => {
    const data = temporaryDirectory();
    const before = await started(data, { interruptAfter: 'position.hedged' });
    expect(before.out.at(-1)).toMatch(/^Still open at the venues: SOL/);
    const { exitCode, out, err } = await started(data, { killFirst: true });
    expect(err).toContain('kept');
    expect(exitCode).toBe(0);
    expect(out.find((line) => line.includes('cycle.closed'))).toMatch(/; kill$/);
    expect(out.some((line) => line.includes('cycle.opened'))).toBe(false);
    expect(out.at(-1)).toBe('No position is open.');
  });
});

describe('the operator on the command line', () => {
  it('says so in a sentence where no engine runs, and sends nothing that was not meant', async () => {
    const data = temporaryDirectory();
    const nobody = await said('pause', '--data', data);
    expect(nobody.exitCode).toBe(2);
    expect(nobody.err).toContain(`no engine with the data directory ${data} takes commands`);
    const close = openDoor(data, { url: 'http://127.0.0.1:9', token: 'x', pid: 1 });
    const gone = await said('pause', '--data', data);
    expect(gone).toMatchObject({ exitCode: 1 });
    expect(gone.err).toContain('no engine answers at http://127.0.0.1:9: process 1, which listened there, is gone');
    for (const typed of ['', 'yes\n', 'kill it\n'])
      expect(await runCommand(['operator', 'kill', '--data', data], { typed })).toMatchObject({ exitCode: 2, out: [] });
    const typed = await runCommand(['operator', 'kill', '--data', data], { typed: 'kill\n' });
    expect(typed.err).toContain('no engine answers');
    expect((await said('pause', '--port', '9')).err).toContain('--port needs the token');
    close();
  });

  it('keeps the token from everybody but the owner, and takes away only its own', () => {
    const data = temporaryDirectory();
    writeFileSync(doorFile(data), 'left by somebody', { mode: 0o644 });
    const close = openDoor(data, { url: 'http://127.0.0.1:9', token: 'first', pid: 1 });
    expect(statSync(doorFile(data)).mode & 0o777).toBe(0o600);
    openDoor(data, { url: 'http://127.0.0.1:9', token: 'second', pid: 2 });
    close();
    expect(readDoor(data)?.token).toBe('second');
  });
});
