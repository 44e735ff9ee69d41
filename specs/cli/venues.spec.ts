import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import { temporaryDirectory } from '../journal/support/batches.ts';
import { capturedIo, runCommand, summaryOf } from './command-run.ts';

const MAIN = join(import.meta.dirname, '../../dist/cli/main.js');

async function* typed(...chunks: readonly string[]) {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

describe('hedgerow venues', () => {
  it('says where each venue is and with which keys, counts, and stops at a signal', async () => {
    const args = ['venues', 'bybit', 'binance', '--port', 'any', '--counts-every', '1s'];
    const { exitCode, out, err } = await runCommand(args, { interruptAfter: ' frames/s' });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out[0]).toMatch(/^VENUE +HTTP +WEBSOCKET +HOSTS$/);
    expect(out[1]).toMatch(/^binance +http:\/\/127\.0\.0\.1:\d+ +ws:\/\/127\.0\.0\.1:\d+ +\S/);
    expect(out[2]).toMatch(/^bybit /);
    expect(out[3]).toBe(
      'Key simulated-key, secret simulated-secret, passphrase simulated-passphrase; signatures are not checked.',
    );
    expect(out[5]).toMatch(/UTC {2}0 clients, 0 frames\/s, 0 requests, 0 orders, 0 faults/);
    expect(out.at(-1)).toBe('Stopped by SIGINT.');
  });

  it('tells programs the same, and writes the endpoints to a file', async () => {
    const file = join(temporaryDirectory(), 'endpoints.json');
    const args = ['venues', 'bybit', '--port', 'any', '--counts-every', '1s', '--json', '--endpoints-file', file];
    const run = await runCommand(args, { interruptAfter: '"type":"counts"' });
    expect(run.exitCode).toBe(0);
    const [listening] = run.out.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(listening).toMatchObject({ type: 'listening', venue: 'bybit', credentials: { key: 'simulated-key' } });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ bybit: listening?.['endpoints'] });
    expect(summaryOf(run)).toMatchObject({ type: 'summary', venues: [{ venue: 'bybit', orders: 0 }] });
  });

  it('takes a venue down and up by what is typed', async () => {
    const captured = capturedIo({ interruptAfter: 'bybit is up' });
    const io = { ...captured.io, stdin: typed('down bybit\nfly byb', 'it\nup bybit\n') };
    const exitCode = await runProgram(['venues', 'bybit', '--port', 'any'], { io, version: '1' });
    const { out, err } = captured.printed();
    expect(exitCode).toBe(0);
    expect(out.filter((line) => line.startsWith('bybit is'))).toEqual(['bybit is down', 'bybit is up']);
    expect(err).toBe('hedgerow venues: "fly bybit": say account VENUE, down VENUE or up VENUE, of bybit\n');
  });

  it('shows the account of a venue as the venue has it', async () => {
    const captured = capturedIo({ interruptAfter: 'more than once' });
    const io = { ...captured.io, stdin: typed('account bybit\n') };
    await runProgram(['venues', 'bybit', '--port', 'any'], { io, version: '1' });
    expect(captured.printed().out.filter((line) => line.startsWith('bybit h'))).toEqual([
      'bybit holds none; balances 0.56 BTC, 16 ETH, 100000 USDT',
      'bybit has received 0 orders, 0 of them open, more than once: none',
    ]);
    const told = capturedIo({ interruptAfter: '"type":"account"' });
    const json = { ...told.io, stdin: typed('account bybit\n') };
    await runProgram(['venues', 'bybit', '--port', 'any', '--json'], { io: json, version: '1' });
    const account = told.printed().out.find((line) => line.startsWith('{"type":"account"'));
    expect(JSON.parse(account ?? '')).toMatchObject({ venue: 'bybit', positions: [], openOrders: [], received: {} });
  });

  it('stops when nobody reads any more', async () => {
    const { exitCode } = await runCommand(['venues', 'bybit', '--port', 'any'], { writesMax: 1 });
    expect(exitCode).toBe(0);
  });

  it('answers a mistake with a sentence and exit code 2', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await once(blocker, 'listening');
    const { port } = blocker.address() as AddressInfo;
    const mistakes = [
      [['bibyt'], /^hedgerow: "bibyt" is not a simulated venue; there are .*bybit/],
      [['--faults', 'drop,dorp'], /^hedgerow: "dorp" is no fault; there are all, drop/],
      [['--scenario', 'sunny'], /^hedgerow: "sunny" is no scenario/],
      [['--book-every', '7'], /10, 20, 25, 50, 100, 125, 250 or 500 ms is expected/],
      [['--port', '99999'], /any or a port from 1 to/],
      [
        ['backpack', '--port', String(port)],
        /^hedgerow: port \d+ for backpack is in use by another process; name another --port/,
      ],
      [
        ['bybit', '--port', 'any', '--endpoints-file', '/nowhere/x.json'],
        /^hedgerow: the endpoints cannot be written to \/nowhere/,
      ],
    ] as const;
    for (const [args, sentence] of mistakes) {
      const { exitCode, err, out } = await runCommand(['venues', ...args]);
      expect({ args, exitCode, out }).toEqual({ args, exitCode: 2, out: [] });
      expect(err).toMatch(sentence);
    }
    blocker.close();
  });

  it.skipIf(!existsSync(MAIN))(
    'ends with exit code 0 at SIGTERM (skipped where the project is not built)',
    async () => {
      const child = spawn(process.execPath, [MAIN, 'venues', '--port', 'any'], { stdio: ['pipe', 'pipe', 'inherit'] });
      await once(child.stdout, 'data');
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual([0, null]);
    },
  );
});
