import type { VenueSetup } from '../../domain/venue-trading.ts';
import { AnswerRow, rowsOf } from '../answer-row.ts';

const MARGIN = { CROSSED: 'cross', cross: 'cross', ISOLATED: 'isolated', isolated: 'isolated' } as const;

/** Rights of the key and settings of the futures account. */
export const binanceSetup: VenueSetup = {
  rights: async (ask) => {
    const row = new AnswerRow(await ask({ api: 'sapi', method: 'GET', path: 'account/apiRestrictions', params: {} }));
    return { canTrade: row.flag('enableFutures'), canWithdraw: row.flag('enableWithdrawals') };
  },
  // One mode for USD-M and COIN-M since June 2026.
  positionMode: async ({ ask }) => {
    const row = new AnswerRow(await ask({ api: 'fapiPrivate', method: 'GET', path: 'positionSide/dual', params: {} }));
    return row.flag('dualSidePosition') ? 'hedge' : 'one-way';
  },
  market: async ({ kind, native: symbol }, { ask }) => {
    if (kind === 'spot') return {};
    const api = kind === 'linear' ? 'fapiPrivate' : 'dapiPrivate';
    const rates = new AnswerRow(await ask({ api, method: 'GET', path: 'commissionRate', params: { symbol } }));
    const fees = {
      maker: Number(rates.decimal('makerCommissionRate')),
      taker: Number(rates.decimal('takerCommissionRate')),
    };
    // Only USD-M has a list of settings; on COIN-M they stand with the position.
    const path = kind === 'linear' ? 'symbolConfig' : 'positionRisk';
    const rows = rowsOf(await ask({ api, method: 'GET', path, params: kind === 'linear' ? { symbol } : {} }));
    const row = rows.find((one) => one.text('symbol') === symbol);
    if (row === undefined) return { fees };
    return { marginMode: row.oneOf('marginType', MARGIN), leverage: Number(row.decimal('leverage')), fees };
  },
};
