import type { VenueSetup } from '../../domain/venue-trading.ts';
import type { AnswerRow } from '../answer-row.ts';
import { resultOf } from './private-result.ts';

const MARGIN = { REGULAR_MARGIN: 'cross', PORTFOLIO_MARGIN: 'cross', ISOLATED_MARGIN: 'isolated' } as const;

/** Rights of the key, mode of the account, and what one market is set to. */
export const bybitSetup: VenueSetup = {
  rights: async (ask) => {
    const result = resultOf(await ask({ api: 'private', method: 'GET', path: 'v5/user/query-api', params: {} }));
    const permissions = result.row('permissions');
    return {
      canTrade: result.text('readOnly') === '0' && has(permissions, 'ContractTrade', 'Order'),
      canWithdraw: has(permissions, 'Wallet', 'Withdraw'),
    };
  },
  // A position has index 0 where it is one-way, 1 and 2 where longs and shorts stand apart.
  positionMode: async ({ ask, markets }) => {
    const market = markets.all().find(({ kind }) => kind === 'linear');
    if (market === undefined) return undefined;
    const params = { category: 'linear', symbol: market.native };
    const rows = resultOf(await ask({ api: 'private', method: 'GET', path: 'v5/position/list', params })).rows('list');
    if (rows.length === 0) return undefined;
    return rows.every((row) => row.text('positionIdx') === '0') ? 'one-way' : 'hedge';
  },
  market: async ({ kind: category, native: symbol }, { ask }) => {
    const get = async (path: string, params: object) =>
      resultOf(await ask({ api: 'private', method: 'GET', path, params: { ...params } }));
    const [rates] = (await get('v5/account/fee-rate', { category, symbol })).rows('list');
    const fees =
      rates === undefined
        ? {}
        : { fees: { maker: Number(rates.decimal('makerFeeRate')), taker: Number(rates.decimal('takerFeeRate')) } };
    if (category === 'spot') return fees;
    const marginMode = (await get('v5/account/info', {})).oneOf('marginMode', MARGIN);
    const [position] = (await get('v5/position/list', { category, symbol })).rows('list');
    const leverage = position?.maybeDecimal('leverage');
    return { marginMode, ...(leverage === undefined ? {} : { leverage: Number(leverage) }), ...fees };
  },
};

const has = (permissions: AnswerRow, group: string, right: string): boolean => {
  const rights = permissions.value(group);
  return Array.isArray(rights) && rights.includes(right);
};
