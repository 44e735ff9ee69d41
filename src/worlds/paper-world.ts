import { join } from 'node:path';
import { createWallClock } from '../clock/wall-clock.adapter.ts';
import type { Clock } from '../clock/clock.ts';
import { createInbox } from '../connectivity/inbox.ts';
import { createNetwork } from '../connectivity/network.adapter.ts';
import type { FeedSettings } from '../connectivity/feed-settings.ts';
import type { Transport } from '../connectivity/transport.ts';
import { createVenueFeed } from '../connectivity/venue-feed.ts';
import { lineOf } from '../connectivity/venue-link.ts';
import type { VenueLink } from '../connectivity/venue-link.ts';
import type { VenueId } from '../domain/ids.ts';
import type { VenueProfile, World } from '../domain/ports.ts';
import { atMs } from '../domain/units.ts';
import type { AtMs } from '../domain/units.ts';
import type { Config } from '../engine/config/config.ts';
import { venueConfig } from '../engine/config/config.ts';
import { Prng } from '../simulator/prng.ts';
import { openVenueStore } from '../simulator/sim-store.adapter.ts';
import { venueLinks } from '../venues/links.ts';
import { relayKey } from '../venues/relay-key.ts';
import { enabledProfiles } from './enabled-profiles.ts';
import { createMatchedGateway } from './matched-gateway.ts';
import { PaperFeeds } from './paper-feeds.ts';
import type { OpenFeed, PaperFeedsParts } from './paper-feeds.ts';
import { WallWorld } from './wall-world.ts';
import { relayProfiles, relaySources, relayedVenues } from './relay-setup.ts';
import { WantedInstruments } from './wanted-instruments.ts';
import type { FollowedMarkets } from './wanted-instruments.ts';

/** Venue or relay to host name to base address. */
export type Endpoints = Readonly<Record<string, Readonly<Record<string, string>>>>;

export interface PaperWorldOptions {
  readonly config: Config;
  /** Addresses in place of those that venues and configuration name. */
  readonly endpoints?: Endpoints | undefined;
  /** Where the paper accounts outlive the process; nowhere when absent. */
  readonly dataDir?: string | undefined;
  readonly notBeforeMs?: AtMs | undefined;
  /** Keys of relays. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly transport?: Transport;
  readonly clock?: Clock;
  readonly settings?: Partial<FeedSettings>;
  /** Every kind of market of shared coins when absent. */
  readonly follow?: FollowedMarkets;
}

/** Everything a paper world is made of; `feeds` is there to be looked at. */
export interface OpenPaperWorld {
  readonly world: World;
  readonly feeds: PaperFeeds;
}

/**
 * The real public feeds of every enabled venue, or of whatever answers at `endpoints`. Throws UnknownRelayError and the
 * errors of relay keys; a venue that cannot be reached is no error but a venue without data.
 */
export const openPaperWorld = (options: PaperWorldOptions): OpenPaperWorld => {
  const { config, notBeforeMs, dataDir, clock = createWallClock() } = options;
  const { venues, feeds } = openPaperFeeds({ ...options, clock });
  const store = dataDir === undefined ? undefined : openVenueStore(join(dataDir, 'paper'));
  const startAtMs = atMs(Math.max(clock.now(), notBeforeMs ?? 0));
  const world = new WallWorld({
    name: 'paper',
    venues,
    feeds,
    gateway: createMatchedGateway({ profiles: venues, config, startAtMs, store }),
    sources: relaySources(venues, config),
    clock,
    startAtMs,
    close: async () => store?.close(),
  });
  return { world, feeds };
};

/** The feeds of every enabled venue and of the relays beside them, not started. */
export const openPaperFeeds = (
  options: PaperWorldOptions & { readonly clock: Clock },
): { readonly venues: readonly VenueProfile[]; readonly feeds: PaperFeeds } => {
  const { config } = options;
  const venues = enabledProfiles(config);
  const relayed = relayedVenues(venues, config);
  const opener = feedOpener(options);
  const relays = relayProfiles(relayed, config).map((profile): readonly [VenueId, OpenFeed] => {
    const link = profile.link(relayKey(profile.key, options.env));
    return [profile.relay, opener(link, config.relays[profile.relay]?.hosts ?? {}, undefined)];
  });
  const feeds = new PaperFeeds({
    feeds: new Map(
      venues.flatMap((profile) => {
        const link = venueLinks.find(({ venue }) => venue === profile.venue);
        return link === undefined
          ? []
          : [[profile.venue, opener(link, venueConfig(config, profile.venue).hosts, profile)] as const];
      }),
    ),
    relays: new Map(relays),
    relayed,
    wanted: new WantedInstruments(venues, config, options.follow),
    isList: listReader(venueLinks),
    buffer: createInbox(),
  });
  return { venues, feeds };
};

/** By the request line without its query, in which pages differ. */
const listReader = (links: readonly VenueLink[]): PaperFeedsParts['isList'] => {
  const lists = new Map(
    links.map(({ venue, rest }) => [venue, new Set(rest.instruments().map((call) => withoutQuery(lineOf(call))))]),
  );
  return ({ venue, rest }) => lists.get(venue)?.has(withoutQuery(rest)) === true;
};

const withoutQuery = (line: string): string => line.split('?', 1)[0] ?? line;

type FeedOpener = (
  link: VenueLink,
  hosts: Readonly<Record<string, string>>,
  profile: VenueProfile | undefined,
) => OpenFeed;

const feedOpener = ({
  endpoints = {},
  transport,
  settings,
  clock,
}: PaperWorldOptions & { clock: Clock }): FeedOpener => {
  const network = transport ?? createNetwork();
  // jitter only has to differ from process to process
  const dice = new Prng(clock.now() >>> 0, 'jitter');
  return (link, hosts, profile) => (emit) =>
    createVenueFeed({
      link,
      hosts: { ...hosts, ...endpoints[link.venue] },
      transport: network,
      clock,
      random: () => dice.next(),
      emit,
      ...(profile === undefined ? {} : { readTime: timeReader(profile) }),
      ...(settings === undefined ? {} : { settings }),
    });
};

/** The venue's own time in an answer, as its decoder reads it. */
const timeReader = (profile: VenueProfile): ((answer: unknown, rest: string) => number | undefined) => {
  const decoder = profile.createDecoder();
  return (answer, rest) => {
    for (const event of decoder.rest(answer, { rest, atMs: atMs(0) }))
      if (event.type === 'venue.time') return event.venueAtMs;
    return undefined;
  };
};
