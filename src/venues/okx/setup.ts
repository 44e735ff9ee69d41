import type { VenueSetup } from '../../domain/venue-trading.ts';
import { AnswerRow } from '../answer-row.ts';
import { decimal } from '../../domain/money.ts';

const MARGIN = { cross: 'cross', isolated: 'isolated' } as const;
const MODE = { net_mode: 'one-way', long_short_mode: 'hedge' } as const;

/** Rights of the key, mode of the account, and what one market is set to. */
export const okxSetup: VenueSetup = {
  rights: async (ask) => {
    const row = await first(ask({ api: 'private', method: 'GET', path: 'account/config', params: {} }));
    const rights = row.text('perm').split(',');
    return { canTrade: rights.includes('trade'), canWithdraw: rights.includes('withdraw') };
  },
  positionMode: async ({ ask }) =>
    (await first(ask({ api: 'private', method: 'GET', path: 'account/config', params: {} }))).oneOf('posMode', MODE),
  market: async ({ kind, native, settle }, { ask }) => {
    const get = (path: string, params: object) =>
      first(ask({ api: 'private', method: 'GET', path, params: { ...params } }));
    const rates = await get('account/trade-fee', { instType: kind === 'spot' ? 'SPOT' : 'SWAP' });
    // Swaps that settle in a stablecoin have members of their own; costs are negative.
    const suffix = kind !== 'linear' ? '' : settle === 'USDC' ? 'USDC' : 'U';
    const rate = (name: string) => rates.maybeDecimal(`${name}${suffix}`) ?? rates.decimal(name);
    const fees = { maker: decimal(rate('maker')).neg().toNumber(), taker: decimal(rate('taker')).neg().toNumber() };
    if (kind === 'spot') return { fees };
    // Orders say themselves that they are margined crosswise.
    const setting = await get('account/leverage-info', { instId: native, mgnMode: 'cross' });
    return { marginMode: setting.oneOf('mgnMode', MARGIN), leverage: Number(setting.decimal('lever')), fees };
  },
};

const first = async (answer: Promise<unknown>): Promise<AnswerRow> =>
  new AnswerRow(await answer).rows('data')[0] ?? new AnswerRow({});
