import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { venueId } from '../../src/domain/ids.ts';
import { decimal, text } from '../../src/domain/money.ts';
import { LiveRoom, must } from './live-room.ts';
import { LIVE_CASES, fillsIn, isEnd, totalOf } from './live-story.ts';

const isFirst = (): boolean => true;

describe.each(Object.values(LIVE_CASES))('an order in doubt at $venue', ({ venue, symbol, quantity }) => {
  const scripted = (['timeout-filled', 'timeout-lost', 'partial', 'refuse', 'duplicate-report'] as const).map(
    (fault, at) => ({ venue: venueId(venue), nth: at + 1, fault }),
  );
  const pace = { sendTimeoutMs: 500, idlePollMs: 60_000 };
  // a stream would know better
  const room = new LiveRoom({ venue, symbol, faults: { scripted }, pace, streams: 'none' });
  beforeAll(() => room.open());
  afterAll(() => room.close());

  it('was taken although no answer came: the probe finds it with its fills', async () => {
    const order = await room.order({ quantity });
    expect(await room.submit(order, isFirst)).toMatchObject([{ kind: 'in-doubt', cause: 'timeout' }]);
    const found = await room.probe(order);
    expect(found).toMatchObject({ kind: 'found', status: 'filled', filledQuantity: quantity });
    expect(totalOf(fillsIn([found]))).toBe(quantity);
    // whoever comes after a crash finds it as well, and the account, though it asks before it has reached the venue
    const told = room.inputs.length;
    const other = room.gatewayOfAnotherLife();
    other.perform({ kind: 'account', venue: venueId(venue), sinceMs: room.clock.now() }, room.clock.now());
    other.perform({ kind: 'probe', clientOrderId: order.clientOrderId, market: order.market }, room.clock.now());
    await room.until(() => room.inputs.length >= told + 2);
    other.stop();
    expect(room.reports(order.clientOrderId).at(-1)).toEqual(found);
    const account = room.inputs.slice(told).find(({ kind }) => kind === 'account');
    expect(account).toMatchObject({ account: { positions: [{ market: order.market }] } });
    expect(room.sends(order.clientOrderId)).toBe(1);
  });

  it('was lost on its way: the probe finds nothing, and not before the venue would show it', async () => {
    const order = await room.order({ quantity });
    expect(await room.submit(order, isFirst)).toMatchObject([{ kind: 'in-doubt', cause: 'timeout' }]);
    expect(await room.probe(order)).toMatchObject({ kind: 'absent' });
  });

  it('is asked about only when its send has come to an end', async () => {
    const half = await room.order({ quantity });
    room.perform({ kind: 'submit', order: half });
    // while the request is on its way
    const found = await room.probe(half);
    const filled = text(decimal(quantity).div(2).toDecimalPlaces(4));
    expect(room.reports(half.clientOrderId)[0]).toMatchObject({ kind: 'accepted' });
    expect(found.kind === 'found' && decimal(found.filledQuantity).lte(filled)).toBe(true);
    expect(found).toMatchObject({ kind: 'found', status: 'cancelled' });
    await room.until(() => room.reports(half.clientOrderId).some(({ kind }) => kind === 'done'));
  });

  it('is refused for no reason anybody knows: asked about where the words are nobody’s, else refused', async () => {
    const order = await room.order({ quantity });
    const [first] = await room.submit(order, isFirst);
    expect(['refused', 'in-doubt']).toContain(first?.kind);
    expect(['absent', 'refused']).toContain((await room.probe(order)).kind);
  });

  it('is told once although the venue tells everything twice', async () => {
    const reports = await room.submit(await room.order({ quantity }), isEnd);
    expect(reports.map(({ kind }) => kind).filter((kind) => kind !== 'fill')).toEqual(['accepted', 'done']);
    expect(totalOf(fillsIn(reports))).toBe(quantity);
  });

  it('met a server that fails, or a page in HTML: neither is a refusal', async () => {
    for (const [status, body] of [
      [502, '<html>Bad gateway</html>'],
      [200, '<html>Welcome</html>'],
      [503, { code: -2019, msg: 'Margin is insufficient.' }],
      [403, 'Forbidden'],
    ] as const) {
      room.served.answerAll(venue, { status, body });
      const order = await room.order({ quantity, limitPrice: text(1) });
      expect(await room.submit(order, isFirst)).toMatchObject([{ kind: 'in-doubt', cause: 'server-error' }]);
      expect(await room.probe(order)).toMatchObject({ kind: 'probe-failed' });
      room.served.answerAll(venue);
      expect(await room.probe(order)).toMatchObject({ kind: 'absent' });
    }
  });

  it('met nobody: the venue is down, its account cannot be had, and then can', async () => {
    await room.served.pull(venue);
    const order = await room.order({ quantity, limitPrice: text(1) });
    expect(await room.submit(order, isFirst)).toMatchObject([{ kind: 'in-doubt', cause: 'disconnected' }]);
    const accounts = () => room.inputs.filter(({ kind }) => kind === 'account');
    const told = accounts().length;
    room.perform({ kind: 'account', venue: venueId(venue), sinceMs: room.clock.now() });
    await room.until(() => accounts().length > told);
    expect(accounts().at(-1)).toMatchObject({ account: undefined });
    await room.served.restore(venue);
    expect(await room.probe(order)).toMatchObject({ kind: 'absent' });
    expect((await room.account(room.clock.now())).positions).toHaveLength(1);
  });
});

describe('an order that cannot be signed', () => {
  const { venue, symbol, quantity } = must(LIVE_CASES['binance']);
  const room = new LiveRoom({ venue, symbol });
  beforeAll(() => room.open());
  afterAll(() => room.close());

  it('never left: it is refused, in words that hold nothing of the key', async () => {
    const secret = '-----BEGIN PRIVATE KEY-----\nbm8ga2V5IGF0IGFsbA==\n-----END PRIVATE KEY-----';
    const other = room.gatewayOfAnotherLife({}, { HEDGEROW_BINANCE_SECRET: secret });
    await other.ready();
    const order = await room.order({ quantity });
    other.perform({ kind: 'submit', order }, room.clock.now());
    await room.until(() => room.reports(order.clientOrderId).length > 0);
    other.stop();
    const message = 'POST order cannot be signed with this key of binance';
    expect(room.reports(order.clientOrderId)).toMatchObject([{ kind: 'refused', code: 'unknown', message }]);
    expect(room.sends(order.clientOrderId)).toBe(0);
  });
});
