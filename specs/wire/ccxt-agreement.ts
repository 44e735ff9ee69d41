import type { Exchange } from 'ccxt';
import { expect } from 'vitest';
import type { CcxtWitness } from './ccxt-witness.ts';

/** Both sides list the same symbols, of the same kind, with the same steps and contract sizes. */
export const expectSameInstruments = (client: Exchange, witness: CcxtWitness): void => {
  const ours = witness.instruments();
  expect(ours.map(({ symbol }) => symbol as string).sort()).toEqual([...client.symbols].sort());
  for (const { symbol, nativeSymbol, kind, tickSize, lotSize, contractSize, settle } of ours) {
    const theirs = client.market(symbol);
    expect([symbol, theirs.id, theirs.precision.amount, theirs.precision.price]).toEqual([
      symbol,
      nativeSymbol,
      lotSize.toNumber(),
      tickSize.toNumber(),
    ]);
    expect([theirs.spot, theirs.linear === true, theirs.inverse === true]).toEqual([
      kind === 'spot',
      kind === 'linear',
      kind === 'inverse',
    ]);
    if (kind !== 'spot') expect([theirs.contractSize, theirs.settle]).toEqual([contractSize.toNumber(), settle]);
  }
};

/** Asks again until an answer will do; the limit of the spec is the limit of its patience. */
export const until = async <Value>(ask: () => Promise<Value>, isEnough: (value: Value) => boolean): Promise<Value> => {
  for (;;) {
    const value = await ask();
    if (isEnough(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
