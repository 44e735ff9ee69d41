import { describe, expect, it } from 'vitest';
import { coalesce } from '../../src/connectivity/coalesce.ts';

/** A refresh that ends only when told to, and counts its calls. */
const slowRefresh = () => {
  const started: { key: string; end: (value: string) => void; fail: (cause: Error) => void }[] = [];
  const refresh = (key: string): Promise<string> =>
    new Promise((end, fail) => {
      started.push({ key, end, fail });
    });
  return { started, refresh };
};

describe('coalescing', () => {
  it('starts one refresh for a thousand stale reads (error 14: not one each)', async () => {
    const wrong = slowRefresh();
    for (let read = 0; read < 1000; read += 1) void wrong.refresh('BTC');
    const ours = slowRefresh();
    const read = coalesce(ours.refresh);
    const reads = Array.from({ length: 1000 }, () => read('BTC'));
    expect(wrong.started).toHaveLength(1000);
    expect(ours.started).toHaveLength(1);
    ours.started[0]?.end('fresh');
    expect(new Set(await Promise.all(reads))).toEqual(new Set(['fresh']));
  });

  it('keeps keys apart', () => {
    const { started, refresh } = slowRefresh();
    const read = coalesce(refresh);
    void read('BTC');
    void read('ETH');
    expect(started.map(({ key }) => key)).toEqual(['BTC', 'ETH']);
  });

  it('starts anew once the last one has ended', async () => {
    const { started, refresh } = slowRefresh();
    const read = coalesce(refresh);
    const first = read('BTC');
    started[0]?.end('first');
    await first;
    const second = read('BTC');
    started[1]?.end('second');
    expect(await second).toBe('second');
  });

  it('hands a failure to every caller and tries again next time', async () => {
    const { started, refresh } = slowRefresh();
    const read = coalesce(refresh);
    const both = Promise.allSettled([read('BTC'), read('BTC')]);
    started[0]?.fail(new Error('venue down'));
    expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    void read('BTC');
    expect(started).toHaveLength(2);
  });
});
