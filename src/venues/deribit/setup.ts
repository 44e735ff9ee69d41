import type { VenueSetup } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';

/** What a key may do is told to whoever shows it, and to nobody that signs with it. */
export const deribitSetup: VenueSetup = {
  rights: async () => ({}),
  // There is no other.
  positionMode: async () => 'one-way',
  // Margin is one pot a currency; leverage follows from the size of a position.
  market: async ({ native }, { ask }) => {
    const params = { instrument_name: native };
    const row = new AnswerRow(await ask({ api: 'public', method: 'GET', path: 'get_instrument', params })).row(
      'result',
    );
    const [maker, taker] = [row.maybeDecimal('maker_commission'), row.maybeDecimal('taker_commission')];
    return {
      marginMode: 'cross',
      ...(maker === undefined || taker === undefined ? {} : { fees: { maker: Number(maker), taker: Number(taker) } }),
    };
  },
};
