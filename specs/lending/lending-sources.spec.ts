import { describe, expect, it } from 'vitest';
import { createHttpClient } from '../../src/connectivity/http-client.adapter.ts';
import { aaveApi } from '../../src/lending/aave.ts';
import { aaveSubgraph } from '../../src/lending/aave-subgraph.ts';
import { askLending } from '../../src/lending/ask-lending.ts';
import { compoundComet } from '../../src/lending/compound.ts';
import type { LendingPlace, LendingStep } from '../../src/lending/lending-source.ts';
import { lendingMarket } from './lending-market.ts';

const MARKET = '0x87870bca3f3fd6335c3f4ce8392d69350b4fa4e2';
const TOKEN = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48';
const placeAt = (url: string): LendingPlace => ({ url, asset: 'USDC', market: MARKET, token: TOKEN, chainId: 1 });

const asking = async (
  make: (place: LendingPlace) => LendingStep,
  ...answers: readonly (number | string | object)[]
) => {
  const market = await lendingMarket(...answers);
  const told = await askLending(make(placeAt(market.url)), createHttpClient()).catch((error: unknown) => error);
  return { told, asked: market.asked };
};

const reserve = (changes: object = {}): object => ({
  underlyingToken: { symbol: 'USDC' },
  isFrozen: false,
  isPaused: false,
  supplyInfo: { apy: { value: '0.0432' } },
  ...changes,
});
const call = (data: string) => ({
  jsonrpc: '2.0',
  id: 1,
  method: 'eth_call',
  params: [{ to: MARKET, data }, 'latest'],
});
const word = (value: bigint): object => ({
  jsonrpc: '2.0',
  id: 1,
  result: `0x${value.toString(16).padStart(64, '0')}`,
});

describe('Aave over its GraphQL', () => {
  it('is asked for one reserve and tells a yield, which becomes a rate', async () => {
    const { told, asked } = await asking(aaveApi, { data: { reserve: reserve() } });
    expect(told).toMatchObject({ apr: expect.closeTo(0.0422953625, 10), asOfMs: undefined });
    expect(asked).toEqual([
      {
        query: `{ reserve(request: { chainId: 1, market: "${MARKET}", underlyingToken: "${TOKEN}" }) { underlyingToken { symbol } isFrozen isPaused supplyInfo { apy { value } } } }`,
      },
    ]);
  });

  it.each([
    [{ reserve: null }, 'lending.unusable', `no reserve of token ${TOKEN} in market ${MARKET}`],
    [
      { reserve: reserve({ underlyingToken: { symbol: 'WETH' } }) },
      'lending.unusable',
      'the reserve lends WETH, lending.asset is USDC',
    ],
    [{ reserve: reserve({ isFrozen: true }) }, 'lending.unusable', 'the reserve of USDC is frozen'],
    [{ reserve: reserve({ isPaused: true }) }, 'lending.unusable', 'the reserve of USDC is paused'],
    [
      { reserve: reserve({ supplyInfo: { apy: { value: '4.32 %' } } }) },
      'lending.unreadable',
      'reserve.supplyInfo.apy.value: no decimal',
    ],
    [
      { reserve: reserve({ supplyInfo: { apy: { value: '-1.5' } } }) },
      'lending.implausible',
      'NaN % a year is no lending rate of a dollar coin',
    ],
  ])('is not believed where it cannot be the rate: %j', async (data, code, message) => {
    expect((await asking(aaveApi, { data })).told).toMatchObject({ code, message });
  });
});

describe('the subgraph of Aave', () => {
  const row = {
    symbol: 'USDC',
    decimals: 6,
    liquidityRate: '42345678901234567890123456',
    lastUpdateTimestamp: 1_767_225_600,
  };

  it('tells an annual rate in RAY, and since when it holds', async () => {
    const { told, asked } = await asking(aaveSubgraph, { data: { reserves: [row] } });
    expect(told).toEqual({ apr: Number('0.042345678901234567890123456'), asOfMs: Date.UTC(2026, 0, 1) });
    expect(asked).toEqual([
      { query: '{ reserves(where: { symbol: "USDC" }) { symbol liquidityRate lastUpdateTimestamp } }' },
    ]);
  });

  it.each([
    [{ data: { reserves: [] } }, 'lending.unusable', '0 reserves of USDC where one is wanted'],
    [{ data: { reserves: [row, row] } }, 'lending.unusable', '2 reserves of USDC where one is wanted'],
    [
      { data: { reserves: [{ ...row, liquidityRate: '0.0423' }] } },
      'lending.unreadable',
      'reserves.0.liquidityRate: no whole number',
    ],
    [
      { data: { reserves: [{ ...row, liquidityRate: '4234567890123456789012345678' }] } },
      'lending.implausible',
      '423.5 % a year is no lending rate of a dollar coin',
    ],
    [
      { errors: [{ message: 'auth error: missing key' }] },
      'lending.refused',
      'the answer says: auth error: missing key',
    ],
  ])('is not believed where it cannot be the rate: %j', async (answer, code, message) => {
    expect((await asking(aaveSubgraph, answer)).told).toMatchObject({ code, message });
  });
});

describe('a Comet of Compound', () => {
  it('is asked for its utilization, then for what it pays at that one: per second x 1e18', async () => {
    const { told, asked } = await asking(compoundComet, word(800_000_000_000_000_000n), word(1_268_391_679n));
    expect(told).toMatchObject({ apr: 0.039999999988944 });
    // the selectors are keccak-256 of the signatures; 0.8e18 is 0xb1a2bc2ec500000
    expect(asked).toEqual([call('0x7eb71131'), call(`0xd955759d${'b1a2bc2ec500000'.padStart(64, '0')}`)]);
  });

  it.each([
    [{ jsonrpc: '2.0', id: 1, result: '0x' }, 'lending.unusable', `no Comet at ${MARKET}`],
    [{ jsonrpc: '2.0', id: 1, result: 7 }, 'lending.unreadable', /^result: /],
    [
      { jsonrpc: '2.0', id: 1, error: { code: -32_000, message: 'execution reverted' } },
      'lending.refused',
      'the node says: execution reverted',
    ],
  ])('is not believed where it cannot be the rate: %j', async (answer, code, message) => {
    const { told } = await asking(compoundComet, answer);
    expect(told).toMatchObject({ code });
    expect(told).toHaveProperty('message', typeof message === 'string' ? message : expect.stringMatching(message));
  });
});

describe('an address that does not serve', () => {
  it.each([
    [503, 'lending.refused', 'HTTP 503'],
    ['<html>', 'lending.unreadable', 'the answer is no JSON'],
    [{ hello: 'world' }, 'lending.unreadable', /^data: /],
  ])('is named by a code and a sentence: %j', async (answer, code, message) => {
    const { told } = await asking(aaveApi, answer);
    expect(told).toMatchObject({ code });
    expect(told).toHaveProperty('message', typeof message === 'string' ? message : expect.stringMatching(message));
  });

  it('is never spelt out: a key may stand in it', async () => {
    const told = await askLending(aaveApi(placeAt('http://127.0.0.1:1/v2/hunter2')), createHttpClient()).catch(
      (error: unknown) => error,
    );
    expect(told).toMatchObject({ code: 'lending.unreachable' });
    expect(String(told)).not.toContain('hunter2');
  });
});
