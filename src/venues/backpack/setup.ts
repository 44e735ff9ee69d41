import { decimal } from '../../domain/money.ts';
import type { VenueSetup } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';

const BPS = 10_000;

/** Fees and the leverage of the whole account; what a key may do is not told. */
export const backpackSetup: VenueSetup = {
  rights: async () => ({}),
  // There is no other.
  positionMode: async () => 'one-way',
  market: async (_market, { ask }) => {
    const row = new AnswerRow(await ask({ api: 'private', method: 'GET', path: 'api/v1/account', params: {} }));
    const fee = (name: string): number => decimal(row.decimal(name)).div(BPS).toNumber();
    return {
      marginMode: 'cross',
      leverage: Number(row.decimal('leverageLimit')),
      fees: { maker: fee('futuresMakerFee'), taker: fee('futuresTakerFee') },
    };
  },
};
