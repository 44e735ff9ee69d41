import { describe, expect, it } from 'vitest';
import type { MarketEvent } from '../../../src/domain/market-event.ts';
import { RelayHouse, shownBy } from './relay-house.ts';

const fundingOf = (events: readonly MarketEvent[]) =>
  events.flatMap((event) => (event.type === 'funding' ? [event.funding] : []));
const rejected = (events: readonly MarketEvent[]) => events.filter(({ type }) => type === 'frame.rejected');

describe('the simulated HolySheep', () => {
  it.each(['holysheep-a', 'holysheep-b', 'holysheep-c'] as const)('tells in form %s what the venues show', (preset) => {
    const relay = new RelayHouse('holysheep', preset);
    relay.pass(5000);
    const instruments = relay.house.markets.instruments();
    const answers = relay.link.rest.funding(instruments).map(({ path, headers }) => relay.ask(path, headers));
    const told = fundingOf(answers.flatMap(({ events }) => events));
    const markets = instruments.filter(
      ({ kind, venue }) => kind !== 'spot' && (preset !== 'holysheep-a' || (venue === 'binance' && kind === 'linear')),
    );
    expect(told.map(({ market }) => market).sort()).toEqual(markets.map(({ market }) => market).sort());
    for (const { market, rate, settlementAtMs } of told)
      expect([market, rate, settlementAtMs]).toEqual([market, ...(shownBy(relay.house, market) ?? [])]);
  });

  it.each(['holysheep-c-stream', 'holysheep-c-lines'] as const)(
    'streams in form %s, with heartbeats between',
    (preset) => {
      const relay = new RelayHouse('holysheep', preset);
      const client = relay.connected();
      client.say(client.kind.subscribe(['SOLUSDT'], 1));
      relay.pass(16_000);
      const heard = relay.events(client).filter((event) => event.type !== 'frame.rejected');
      const sol = fundingOf(heard).filter(({ market }) => String(market) === 'binance:SOL/USDT:USDT');
      expect(sol.length).toBeGreaterThanOrEqual(16);
      expect(sol.at(-1)?.rate).toBe(shownBy(relay.house, 'binance:SOL/USDT:USDT')?.[0]);
      expect(client.heard).toContainEqual({ type: 'heartbeat' });
      const markets = new Set<string>(fundingOf(heard).map(({ market }) => market));
      // A socket carries what was asked for; lines carry everything.
      expect(markets.has('binance:DOGE/USDT:USDT')).toBe(preset === 'holysheep-c-lines');
    },
  );

  it('serves books by symbol and by venue', () => {
    for (const preset of ['holysheep-a', 'holysheep-b']) {
      const relay = new RelayHouse('holysheep', preset);
      const [sol] = relay.house.markets.instruments().filter(({ market }) => market === 'binance:SOL/USDT:USDT');
      const call = sol === undefined ? undefined : relay.link.rest.bookSnapshot(sol);
      const { events } = relay.ask(call?.path ?? '', call?.headers);
      expect(events).toMatchObject([{ type: 'book.snapshot', market: 'binance:SOL/USDT:USDT' }]);
    }
  });

  it('refuses a wrong key with 401, and too many requests with 429', () => {
    const stranger = new RelayHouse('holysheep', 'holysheep-c-stream', 'sk-somebody-else');
    expect(stranger.connect()).toMatchObject({ status: 401 });
    const [call] = stranger.link.rest.funding(stranger.house.markets.instruments());
    expect(stranger.ask(call?.path ?? '', call?.headers).answer.status).toBe(401);
    const relay = new RelayHouse('holysheep', 'holysheep-b');
    const ask = () =>
      relay.ask('/funding-rates/nowhere', relay.link.rest.funding(relay.house.markets.instruments())[0]?.headers);
    for (let count = 0; count < 1000; count += 1) ask();
    const { answer } = ask();
    expect(answer.status).toBe(429);
    expect(Number(answer.headers?.['retry-after'])).toBeGreaterThan(0);
  });
});

describe('the simulated TickDB', () => {
  it('tells in T1 the rates of every exchange under one symbol, mark and book of one', () => {
    const relay = new RelayHouse('tickdb', 'tickdb-t1');
    const client = relay.connected();
    for (const topic of ['funding:SOL.USDT', 'ticker:SOL.USDT', 'depth:SOL.USDT'])
      client.say(client.kind.subscribe([topic], 1));
    relay.pass(3000);
    const events = relay.events(client);
    expect(rejected(events)).toEqual([]);
    const rates = new Map(
      fundingOf(events).map(({ market, rate, settlementAtMs }) => [market, [rate, settlementAtMs]]),
    );
    expect([...rates.keys()].sort()).toEqual(
      expect.arrayContaining(['binance:SOL/USDT:USDT', 'bybit:SOL/USDT:USDT', 'okx:SOL/USDT:USDT']),
    );
    for (const [market, told] of rates) expect(told).toEqual(shownBy(relay.house, market));
    for (const type of ['mark', 'index', 'book.snapshot']) expect(events.map((event) => event.type)).toContain(type);
  });

  it('answers history page by page, the schedule, and the rate after it', () => {
    const relay = new RelayHouse('tickdb', 'tickdb-t1');
    relay.pass(1000);
    const [sol] = relay.house.markets.instruments().filter(({ market }) => market === 'binance:SOL/USDT:USDT');
    if (sol === undefined) throw new Error('no SOL on Binance');
    const range = { fromMs: relay.nowMs - 31 * 86_400_000, toMs: relay.nowMs };
    const call = relay.link.rest.fundingHistory(sol, range);
    const { answer, events } = relay.ask(call?.path ?? '', call?.headers);
    expect(fundingOf(events).length).toBeGreaterThan(80);
    expect(fundingOf(events).every(({ kind, intervalHours }) => kind === 'settled' && intervalHours === 8)).toBe(true);
    expect(call === undefined ? call : relay.link.rest.nextPage(call, answer.body)).toBeUndefined();
    const told = relay.link.rest.funding([sol]).flatMap(({ path, headers }) => relay.ask(path, headers).events);
    expect(fundingOf(told).map(({ rate, settlementAtMs }) => [rate, settlementAtMs])).toEqual([
      shownBy(relay.house, 'binance:SOL/USDT:USDT'),
    ]);
  });

  it('pings in T1 and gives up on a client that does not answer', () => {
    const relay = new RelayHouse('tickdb', 'tickdb-t1');
    const [polite, silent] = [relay.connected(), relay.connected()];
    for (let second = 0; second < 40; second += 1) {
      relay.pass(1000);
      for (const frame of polite.heard.splice(0)) {
        const word = polite.kind.read(frame);
        if (word.kind === 'answer') polite.say(word.text);
      }
    }
    expect(polite.state).toBe('open');
    expect(silent.state).toBe('1001 no pong');
  });

  it('is pinged in T2, answers, and gives up on a client that does not ping', () => {
    const relay = new RelayHouse('tickdb', 'tickdb-t2');
    const [polite, silent] = [relay.connected(), relay.connected()];
    polite.say(polite.kind.subscribe(['depth:SOLUSDT'], 1));
    for (let second = 0; second < 40; second += 1) {
      relay.pass(1000);
      const { heartbeat } = polite.kind;
      if (heartbeat.kind === 'text') polite.say(heartbeat.text(second, relay.nowMs));
    }
    expect(polite.state).toBe('open');
    expect(polite.heard).toContainEqual({ cmd: 'pong' });
    expect(polite.heard.filter((frame) => polite.kind.read(frame).kind === 'data').length).toBeGreaterThan(60);
    expect(silent.state).toBe('1001 idle');
  });

  it('refuses keys, symbols and commands by code, and requests beyond its budget by 3001', () => {
    expect(new RelayHouse('tickdb', 'tickdb-t1', 'somebody-else').connect()).toEqual({
      status: 401,
      body: { code: 1001, message: 'invalid api key' },
    });
    const relay = new RelayHouse('tickdb', 'tickdb-t1');
    expect(relay.ask('/v1/market/funding/current?symbol=SOL.USDT').answer.body).toMatchObject({ code: 1002 });
    const client = relay.connected();
    client.say(client.kind.subscribe(['funding:NOPE.USDT'], 1));
    client.say('{"cmd":"dance"}');
    client.say('dance');
    expect(client.heard).toMatchObject([{ code: 2002 }, { code: 4001 }, { code: 4002 }]);
    const key = { 'x-api-key': 'simulated-key' };
    const last = Array.from({ length: 61 }, () => relay.ask('/v1/market/funding/current?symbol=SOL.USDT', key)).at(-1);
    expect(last?.answer).toMatchObject({ status: 429, body: { code: 3001 } });
    expect(relay.link.rest.throttled?.(last?.answer.body)?.retryAfterMs).toBeGreaterThan(0);
  });
});
