import type { VenueSetup } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';

const MARGIN = { cross: 'cross', isolated: 'isolated' } as const;

/** Agents sign orders and nothing else; whoever signs with the account's own key can withdraw everything. */
export const hyperliquidSetup: VenueSetup = {
  rights: async (_ask, { account, signer }) =>
    account === undefined || signer === undefined ? {} : { canWithdraw: account === signer },
  // There is no other.
  positionMode: async () => 'one-way',
  market: async ({ native }, { ask }) => {
    const get = async (type: string) =>
      new AnswerRow(await ask({ api: 'public', method: 'POST', path: 'info', params: { type }, asUser: true }));
    const rates = await get('userFees');
    const fees = { maker: Number(rates.decimal('userAddRate')), taker: Number(rates.decimal('userCrossRate')) };
    // Margin mode and leverage are told of positions only.
    const positions = (await get('clearinghouseState')).rows('assetPositions').map((row) => row.row('position'));
    const leverage = positions.find((row) => row.text('coin') === native)?.row('leverage');
    if (leverage === undefined) return { fees };
    return { marginMode: leverage.oneOf('type', MARGIN), leverage: Number(leverage.decimal('value')), fees };
  },
};
