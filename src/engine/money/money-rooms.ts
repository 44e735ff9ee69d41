import type { JournalStore, World } from '../../domain/ports.ts';
import type { Config } from '../config/config.ts';
import { feeTermsOf } from '../config/config-settings.ts';
import type { Feeds } from '../feeds.ts';
import type { Outbox } from '../outbox.ts';
import type { PegWatch } from '../watches/peg-watch.ts';
import { FeeDesk } from './fee-desk.ts';
import { FundingDesk } from './funding-desk.ts';
import { Treasury } from './treasury.ts';

export interface MoneyRooms {
  readonly treasury: Treasury;
  readonly fees: FeeDesk;
  readonly fundings: FundingDesk;
}

interface MoneyParts {
  readonly world: Pick<World, 'venues'>;
  readonly store: Pick<JournalStore, 'balances'>;
  readonly config: Config;
  readonly outbox: Outbox;
  readonly feeds: Feeds;
  readonly pegs: PegWatch;
}

/** What keeps money and what it is reckoned by, over the rows of an earlier life. */
export const moneyRooms = ({ world: { venues }, store, config, outbox, feeds, pegs }: MoneyParts): MoneyRooms => {
  const stored = store.balances();
  const { markets } = feeds;
  const terms = venues.map((profile) => feeTermsOf(config, profile));
  const fees = new FeeDesk(outbox, terms, stored);
  const treasury = new Treasury({
    outbox,
    markets,
    stored,
    dollarQuotes: config.universe.dollarQuotes,
    dollarValueOf: pegs.valueOf,
    onFill: (fill, contractSize) => fees.traded(fill, contractSize),
  });
  const settlesOn = new Map(venues.map((profile) => [profile.venue, profile.settlesOn]));
  return { treasury, fees, fundings: new FundingDesk({ outbox, treasury, markets, settlesOn }) };
};
