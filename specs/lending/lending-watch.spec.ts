import { expect, it } from 'vitest';
import type { HttpOutcome } from '../../src/connectivity/transport.ts';
import { atMs, ms } from '../../src/domain/units.ts';
import { aaveSubgraph } from '../../src/lending/aave-subgraph.ts';
import { lendingWatch } from '../../src/lending/lending-watch.ts';

const place = { url: 'http://127.0.0.1', asset: 'USDC', market: 'none', token: 'none', chainId: 1 };

const watching = () => {
  const waiting: ((outcome: HttpOutcome) => void)[] = [];
  const watch = lendingWatch({
    source: 'aave-subgraph',
    step: aaveSubgraph(place),
    exchange: () => new Promise((resolve) => waiting.push(resolve)),
    refreshMs: ms(60_000),
  });
  const answer = async (outcome: HttpOutcome) => {
    waiting.pop()?.(outcome);
    for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
  };
  return { watch, waiting, answer };
};

const paying = (liquidityRate: string): HttpOutcome => ({
  kind: 'answer',
  status: 200,
  headers: {},
  body: JSON.stringify({ data: { reserves: [{ symbol: 'USDC', liquidityRate, lastUpdateTimestamp: 5 }] } }),
});

it('asks once at a time, and again so long after the answer was told', async () => {
  const { watch, waiting, answer } = watching();
  expect(watch(atMs(0))).toBeUndefined();
  expect(watch(atMs(90_000))).toBeUndefined();
  expect(waiting).toHaveLength(1);
  await answer(paying('50000000000000000000000000'));
  const told = { apr: 0.05, asOfMs: 5000 };
  expect(watch(atMs(100_000))).toEqual({ kind: 'lending', atMs: 100_000, source: 'aave-subgraph', told });
  expect(watch(atMs(159_999))).toBeUndefined();
  expect(waiting).toHaveLength(0);
  expect(watch(atMs(160_000))).toBeUndefined();
  expect(waiting).toHaveLength(1);
});

it('tells a failure as it tells a rate, and goes on asking', async () => {
  const { watch, waiting, answer } = watching();
  watch(atMs(0));
  await answer({ kind: 'failure', failure: { cause: 'refused', message: 'connect ECONNREFUSED' } });
  const told = { code: 'lending.unreachable', fault: 'connect ECONNREFUSED' };
  expect(watch(atMs(10))).toEqual({ kind: 'lending', atMs: 10, source: 'aave-subgraph', told });
  watch(atMs(60_010));
  expect(waiting).toHaveLength(1);
});
