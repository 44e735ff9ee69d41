import { venueOf } from '../domain/ids.ts';
import type { VenueId } from '../domain/ids.ts';
import type { MarketLoan, VenueProfile } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import { venueConfig } from '../engine/config/config.ts';
import type { Config } from '../engine/config/config.ts';
import type { ReplayGateway } from '../replay/replay-world.adapter.ts';
import type { CoinAmounts } from '../simulator/account.ts';
import { openingDollars } from '../simulator/sim-exchange.ts';
import { createBookGateway } from '../simulator/book-gateway.adapter.ts';
import type { VenueStore } from '../simulator/venue-store.ts';
import { SettlementWatch } from './settlement-watch.ts';

export interface MatchedGatewayParts {
  readonly profiles: readonly VenueProfile[];
  readonly config: Config;
  readonly startAtMs: AtMs;
  /** Where the accounts outlive the process; nowhere when absent. */
  readonly store?: VenueStore | undefined;
}

/** Orders, accounts and settlements against the books the engine keeps: the gateway of recorded and paper worlds. */
export const createMatchedGateway = ({ profiles, config, startAtMs, store }: MatchedGatewayParts): ReplayGateway => {
  const lent: MarketLoan = { books: () => undefined, instruments: () => undefined, marks: () => undefined };
  const gateway = createBookGateway({
    profiles,
    books: (market) => lent.books(market),
    instruments: (market) => lent.instruments(market),
    marks: (market) => lent.marks(market),
    seed: config.engine.seed,
    nowMs: startAtMs,
    openings: Object.fromEntries(profiles.map(({ venue }) => [venue, openingOf(config, venue)])),
    ...(store === undefined ? {} : { store }),
  });
  const settlesOn = new Map(profiles.map((profile) => [profile.venue, profile.settlesOn ?? 'mark']));
  const watch = new SettlementWatch({
    funding: (market) => lent.funding?.(market),
    price: (market) => (settlesOn.get(venueOf(market)) === 'index' ? lent.indices?.(market) : lent.marks(market)),
  });
  return {
    perform: (request, nowMs) => {
      if (request.kind === 'submit') watch.watch(request.order.market);
      gateway.perform(request, nowMs);
    },
    nextAtMs: () => finite(gateway.nextAtMs()),
    advanceTo: (atMs) => gateway.advanceTo(atMs),
    followBooks: (atMs) => {
      watch.observe(atMs);
      gateway.followBooks(atMs);
    },
    nextSettlementAtMs: () => finite(watch.nextAtMs()),
    settle: (nowMs) =>
      watch.takeDue(nowMs).flatMap((due) => gateway.settle(due).map((payment) => ({ ...payment, atMs: nowMs }))),
    lendBooks: (loan) => Object.assign(lent, loan),
  };
};

/** What a paper account starts with: dollars, and the coins that margin inverse contracts. */
const openingOf = (config: Config, venue: VenueId): CoinAmounts => {
  const { capitalUsd, capitalCoins } = venueConfig(config, venue);
  return { ...openingDollars(venue, Number(capitalUsd)), ...capitalCoins };
};

const finite = (atMs: number): AtMs | undefined => (atMs === Infinity ? undefined : (atMs as AtMs));
