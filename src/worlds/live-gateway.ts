import type { Clock } from '../clock/clock.ts';
import { venueOf } from '../domain/ids.ts';
import type { MarketKind, VenueId } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import { createNetwork } from '../connectivity/network.adapter.ts';
import type { Transport } from '../connectivity/transport.ts';
import type { VenueProfile, WorldRequest } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';
import type { VenueTrading } from '../domain/venue-trading.ts';
import { venueConfig } from '../engine/config/config.ts';
import type { Config } from '../engine/config/config.ts';
import { CcxtGateway } from '../execution/ccxt-gateway.adapter.ts';
import type { LiveKeys } from '../execution/live-keys.ts';
import { togetherStreams } from '../execution/order-streams.ts';
import type { GatewayPace } from '../execution/venue-line.ts';
import type { ReplayGateway } from '../replay/replay-world.adapter.ts';
import { Prng } from '../simulator/prng.ts';
import { venueLinks } from '../venues/links.ts';
import { venueStreams } from '../venues/streams.ts';
import { venueTradings } from '../venues/tradings.ts';
import { accountStream } from './account-stream.ts';
import type { Endpoints } from './paper-world.ts';

export interface LiveGatewayOptions {
  readonly venues: readonly VenueProfile[];
  /** One a venue; venues without one are not traded at. */
  readonly keys: ReadonlyMap<VenueId, LiveKeys>;
  /** Addresses in place of the venues' own. */
  readonly endpoints?: Endpoints | undefined;
  /** What is traded; linear perpetuals where a venue is not named. */
  readonly kinds?: ReadonlyMap<VenueId, readonly MarketKind[]>;
  readonly clock: Clock;
  readonly onTrouble?: (venue: VenueId, thrown: unknown) => void;
  readonly pace?: Partial<GatewayPace>;
  /** `private`, when absent: accounts are listened to where venues have streams that we know. `none`: they are polled only. */
  readonly streams?: 'private' | 'none';
  /** For the streams; the real network when absent. */
  readonly transport?: Transport;
}

/** The shape of the gateways that match orders against books, so that a world can have either. */
export interface LiveGateway extends ReplayGateway {
  /** Every venue has been reached, or the gateway was stopped. */
  ready(): Promise<void>;
  /** The listener is called whenever something waits to be taken; there is one. */
  onNews(listener: () => void): void;
  stop(): void;
}

/**
 * Real orders at every venue there is a key for. Answers are inputs with the instant of their arrival; they wait until the
 * world takes them. Funding is posted by the venues and comes as payments, so that nothing is ever settled here.
 */
export const createLiveGateway = (options: LiveGatewayOptions): LiveGateway => new KeyedGateway(options);

class KeyedGateway implements LiveGateway {
  readonly #gateways = new Map<VenueId, CcxtGateway>();
  #waiting: Input[] = [];
  #heard: () => void = () => undefined;

  constructor(options: LiveGatewayOptions) {
    const { venues, keys, endpoints = {}, kinds, clock, onTrouble, pace } = options;
    const streamOf = streamOpener(options);
    for (const profile of venues) {
      const { venue } = profile;
      const key = keys.get(venue);
      const trading = tradingOf(venue);
      if (key === undefined || trading === undefined) continue;
      const hosts = hostsOf(venue, endpoints);
      const traded = kinds?.get(venue) ?? ['linear'];
      const stream = streamOf(trading, key, { hosts, kinds: traded });
      const gateway = new CcxtGateway({
        trading,
        profile,
        keys: key,
        hosts,
        kinds: traded,
        clock,
        emit: (input) => {
          this.#waiting.push(input);
          this.#heard();
        },
        ...(onTrouble === undefined ? {} : { onTrouble: (thrown) => onTrouble(venue, thrown) }),
        ...(pace === undefined ? {} : { pace }),
        ...(stream === undefined ? {} : { stream }),
      });
      this.#gateways.set(venue, gateway);
    }
  }

  async ready(): Promise<void> {
    await Promise.all([...this.#gateways.values()].map((gateway) => gateway.ready()));
  }

  onNews(listener: () => void): void {
    this.#heard = listener;
  }

  perform(request: WorldRequest, nowMs: AtMs): void {
    const venue = venueOfRequest(request);
    const gateway = this.#gateways.get(venue);
    if (gateway !== undefined) gateway.perform(request);
    else {
      this.#waiting.push(...withoutKey(request, nowMs));
      this.#heard();
    }
  }

  /** When the first of what waits arrived. */
  nextAtMs(): AtMs | undefined {
    return this.#waiting[0]?.atMs;
  }

  /** All that waits, at the instant at which it is taken: time never runs backwards in a journal. */
  advanceTo(atMs: AtMs): readonly Input[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken.map((input) => (input.atMs > atMs ? input : { ...input, atMs }));
  }

  followBooks(): void {
    // venues match orders themselves
  }

  nextSettlementAtMs(): undefined {
    return undefined;
  }

  settle(): readonly Input[] {
    return [];
  }

  lendBooks(): void {
    // nothing is matched here
  }

  stop(): void {
    for (const gateway of this.#gateways.values()) gateway.stop();
  }
}

interface Listened {
  readonly hosts: Readonly<Record<string, string>>;
  /** Kinds of markets that are traded. */
  readonly kinds: readonly MarketKind[];
}

/** The streams of a venue's account as one; `undefined` where there is none. */
const streamOpener = ({ streams = 'private', transport = createNetwork(), clock }: LiveGatewayOptions) => {
  // jitter only has to differ from process to process
  const dice = new Prng(clock.now() >>> 0, 'private');
  return (trading: VenueTrading, keys: LiveKeys, { hosts, kinds }: Listened) => {
    const links = streams === 'none' ? [] : venueStreams.filter(({ venue }) => venue === trading.venue);
    const wanted = links.filter((link) => link.kinds.some((kind) => kinds.includes(kind)));
    const openers = wanted.map((link) =>
      accountStream({ link, keys, hosts, transport, clock, random: () => dice.next() }),
    );
    return openers.length === 0 ? undefined : togetherStreams(openers);
  };
};

/** What is said at once where nothing can be sent. */
const withoutKey = (request: WorldRequest, atMs: AtMs): readonly Input[] => {
  if (request.kind === 'account') return [{ kind: 'account', atMs, venue: request.venue, account: undefined }];
  if (request.kind === 'probe')
    return [{ kind: 'report', atMs, report: { kind: 'probe-failed', clientOrderId: request.clientOrderId } }];
  if (request.kind !== 'submit') return [];
  const { clientOrderId } = request.order;
  const message = 'not sent: there is no key for this venue';
  return [{ kind: 'report', atMs, report: { kind: 'refused', clientOrderId, code: 'unknown', message } }];
};

export const tradingOf = (venue: VenueId): VenueTrading | undefined =>
  venueTradings.find((trading) => trading.venue === venue);

/** Kinds of markets that orders go to at a venue, within what the configuration asks for. */
export const tradedKinds = (config: Config, venue: VenueId): readonly MarketKind[] => {
  const { kinds } = venueConfig(config, venue);
  return (tradingOf(venue)?.kinds ?? []).filter(
    (kind) => (kinds === 'all' || kinds.includes(kind)) && (kind !== 'spot' || config.universe.spotLegs),
  );
};

/**
 * Where a venue's private interface is: at the addresses of its link, some of them as configured, or at those that a file of
 * addresses names. Such a file means all of them: a host that is missing there is nowhere, never at the real venue.
 */
export const hostsOf = (
  venue: VenueId,
  endpoints: Endpoints,
  configured: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> =>
  endpoints[venue] ?? { ...venueLinks.find((link) => link.venue === venue)?.hosts, ...configured };

const venueOfRequest = (request: WorldRequest): VenueId => {
  if (request.kind === 'account') return request.venue;
  return venueOf(request.kind === 'submit' ? request.order.market : request.market);
};
