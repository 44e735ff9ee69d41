import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FactDraft } from '../../../src/domain/fact.ts';
import { actorId, clientOrderId, coinId, marketKey, symbolId, venueId } from '../../../src/domain/ids.ts';
import { text } from '../../../src/domain/money.ts';
import type { OrderIntent } from '../../../src/domain/order.ts';
import type { JournalBatch } from '../../../src/domain/ports.ts';
import { atMs } from '../../../src/domain/units.ts';

/** A directory that is gone when the test ends. */
export const temporaryDirectory = (): string => {
  const dir = mkdtempSync(join(tmpdir(), 'hedgerow-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};

export const draft = (n: number): FactDraft => ({
  atMs: atMs(1_000_000 + n),
  type: n % 2 === 0 ? 'route.refused' : 'position.entering',
  cause: n,
  actor: actorId(`position/${n % 2 === 0 ? 'BTC' : 'ETH'}`),
  body: { n, rate: 0.0001 * n, reasons: ['stale-book', 'insufficient-depth'], text: 'é "quoted"\n' },
});

export const batch = (inputSeq: number, rest: Partial<JournalBatch> = {}): JournalBatch => ({
  inputSeq,
  facts: [],
  snapshots: [],
  intents: [],
  ledger: {},
  ...rest,
});

export const intent = (id: string): OrderIntent => ({
  clientOrderId: clientOrderId(id),
  decidedAtMs: atMs(1_000_000),
  coin: coinId('BTC'),
  leg: 'long',
  market: marketKey(venueId('alpha'), symbolId('BTC/USDT:USDT')),
  side: 'buy',
  quantity: text('0.5'),
  reduceOnly: false,
  purpose: 'open',
  attempt: 1,
  slippageMaxBps: 4,
  limitPrice: text('64000.5'),
  timeInForce: 'ioc',
  decisionMid: text('64000'),
});
