import type { VenueSetup } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';

const MARGIN = { CROSS: 'cross', ISOLATED: 'isolated' } as const;
const MODE = { '0': 'one-way', '1': 'hedge' } as const;

/** What a symbol is set to. The rights of a key are told by another host, which is not spoken to. */
export const kucoinSetup: VenueSetup = {
  rights: async () => ({}),
  positionMode: async ({ ask }) => {
    const request = { api: 'futuresPrivate', method: 'GET', path: 'position/getPositionMode', params: {} } as const;
    return new AnswerRow(await ask(request)).row('data').oneOf('positionMode', MODE);
  },
  // The leverage of isolated margin is the order's own.
  market: async ({ native: symbol }, { ask }) => {
    const get = async (path: string) =>
      new AnswerRow(await ask({ api: 'futuresPrivate', method: 'GET', path, params: { symbol } })).row('data');
    const rates = await get('trade-fees');
    const fees = { maker: Number(rates.decimal('makerFeeRate')), taker: Number(rates.decimal('takerFeeRate')) };
    return { marginMode: (await get('position/getMarginMode')).oneOf('marginMode', MARGIN), leverage: 1, fees };
  },
};
