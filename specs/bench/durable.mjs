import { openJournal } from '../../dist/journal/lmdb.adapter.js';
import { quantile } from './measure.mjs';

const BATCHES = 300;

/** What an order waits for: two facts, two intents and a snapshot in one transaction, on disk. Wall time. */
export const durableIntents = async (dir) => {
  const store = openJournal({ dir, birthId: 'bench', durability: 'power-safe' });
  const waitedMs = [];
  try {
    for (let index = 1; index <= BATCHES; index += 1) {
      const from = performance.now();
      store.commit(batchOf(index));
      await store.flushed();
      waitedMs.push(performance.now() - from);
    }
  } finally {
    await store.close();
  }
  return [
    `2 facts + 2 intents + 1 snapshot, power-safe, wall: p50 ${quantile(waitedMs, 0.5).toFixed(2)} ms, p99 ${quantile(waitedMs, 0.99).toFixed(2)} ms over ${BATCHES} (${dir.startsWith('/dev/shm') ? 'memory' : 'temporary directory'})`,
  ];
};

const batchOf = (inputSeq) => {
  const atMs = 1_767_571_200_000 + inputSeq;
  const intents = ['long', 'short'].map((leg) => ({ kind: 'opened', intent: intentOf(inputSeq, leg, atMs) }));
  return {
    inputSeq,
    facts: intents.map(({ intent }) => ({
      atMs,
      type: 'order.intended',
      cause: inputSeq,
      actor: `order/${intent.clientOrderId}`,
      body: intent,
    })),
    snapshots: [
      {
        actor: 'position/BTC',
        machineVersion: 1,
        snapshot: {
          status: 'active',
          value: { entering: 'legs' },
          context: { coin: 'BTC', legs: intents.map((one) => one.intent) },
        },
      },
    ],
    intents,
    ledger: {},
  };
};

const intentOf = (inputSeq, leg, decidedAtMs) => ({
  coin: 'BTC',
  leg,
  market: leg === 'long' ? 'hyperliquid:BTC/USDC:USDC' : 'bybit:BTC/USDT:USDT',
  side: leg === 'long' ? 'buy' : 'sell',
  quantity: '0.157',
  reduceOnly: false,
  purpose: 'open',
  attempt: 1,
  slippageMaxBps: 4,
  limitPrice: '63750.5',
  timeInForce: 'ioc',
  decisionMid: '63742.25',
  clientOrderId: `bench${inputSeq}${leg}`,
  decidedAtMs,
});
