import type { Clock } from '../clock/clock.ts';
import { EngineError } from '../domain/errors.ts';
import type { FeeRates } from '../domain/fees.ts';
import type { MarketKind, VenueId } from '../domain/ids.ts';
import { decimal } from '../domain/money.ts';
import type { VenueProfile } from '../domain/ports.ts';
import { VenueFaultError } from '../domain/request-failure.ts';
import { atMs } from '../domain/units.ts';
import type { Inquiry, MarketSetup, TradedMarket, VenueTrading } from '../domain/venue-trading.ts';
import type { Config } from '../engine/config/config.ts';
import { venueConfig } from '../engine/config/config.ts';
import { feeTermsOf, startingFees } from '../engine/config/config-settings.ts';
import { clockOffset, openCcxtLine } from '../execution/ccxt-line.adapter.ts';
import { keyVariables, readLiveKeys } from '../execution/live-keys.ts';
import type { LiveKeys } from '../execution/live-keys.ts';
import { GATEWAY_PACE } from '../execution/venue-line.ts';
import type { VenueLine } from '../execution/venue-line.ts';
import { hostsOf, tradedKinds, tradingOf } from './live-gateway.ts';
import type { Endpoints } from './paper-world.ts';

/** `unsafe`: the key can do what no engine may be able to do. `unknown`: the venue does not tell. */
export type DoctorVerdict = 'ok' | 'fail' | 'unknown' | 'unsafe';

export interface DoctorRow {
  readonly about: VenueId | 'config';
  readonly check: string;
  readonly verdict: DoctorVerdict;
  readonly found: string;
  /** What to do; empty where there is nothing to do. */
  readonly todo: string;
}

export interface DoctorOptions {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly endpoints: Endpoints | undefined;
  readonly clock: Clock;
}

/** Venues refuse a request that is a second ahead of them, and some one that is seconds late. */
const OFFSET_MAX_MS = 1000;
/** Least notional of an order at any venue, with room. */
const LEG_MIN_USD = 20;
/** Markets whose settings are looked at. */
const MARKETS_MAX = 10;
const FIRST_COINS = ['BTC', 'ETH', 'SOL'];

interface Patient extends DoctorOptions {
  readonly profile: VenueProfile;
  readonly trading: VenueTrading;
  readonly line: VenueLine;
  readonly inquiry: Inquiry;
  readonly offsetMs: number;
  /** Settings of some of the markets that would be traded, asked for once. */
  readonly settings: () => Promise<readonly ToldSetup[]>;
}

interface ToldSetup {
  readonly market: TradedMarket;
  readonly setup: MarketSetup;
}

type Finding = Omit<DoctorRow, 'about' | 'check'>;

/** Everything that must hold before money is put on one venue, each looked at by itself. Never throws. */
export const examineVenue = async (profile: VenueProfile, options: DoctorOptions): Promise<readonly DoctorRow[]> => {
  const { venue } = profile;
  const row = (check: string, finding: Finding): DoctorRow => ({ about: venue, check, ...finding });
  const trading = tradingOf(venue);
  if (trading === undefined) return [row('keys', fail('no orders are sent to this venue yet', `disable ${venue}`))];
  let keys: LiveKeys;
  try {
    keys = readLiveKeys(options.env, trading);
  } catch (error) {
    return [row('keys', fail(sentence(error), 'export them in the shell that starts the engine'))];
  }
  const found = row('keys', ok(`in ${keyVariables(trading).join(', ')}`));
  try {
    const patient = await meet(profile, { ...options, trading, keys });
    const rows = [found, row('reached', ok(`${patient.inquiry.markets.all().length} markets`))];
    for (const [check, look] of CHECKS) rows.push(row(check, await looked(look, patient)));
    return rows;
  } catch (error) {
    return [
      found,
      row('reached', fail(sentence(error), 'check the network, and whether the venue serves this address')),
    ];
  }
};

const meet = async (
  profile: VenueProfile,
  options: DoctorOptions & { readonly trading: VenueTrading; readonly keys: LiveKeys },
): Promise<Patient> => {
  const { trading, config, endpoints = {}, clock } = options;
  const hosts = hostsOf(profile.venue, endpoints, venueConfig(config, profile.venue).hosts);
  let offsetMs = 0;
  const kinds = tradedKinds(config, profile.venue);
  const line = await openCcxtLine({ ...options, hosts, kinds, pace: GATEWAY_PACE, offsetMs: () => offsetMs });
  offsetMs = await clockOffset(trading, line.ask, clock);
  const nowMs = atMs(clock.now() + offsetMs);
  const inquiry = { ask: line.ask, markets: line.markets, kinds, nowMs, clientIds: new Map() };
  let asked: Promise<readonly ToldSetup[]> | undefined;
  const settings = () => (asked ??= settingsOf(trading, inquiry, config));
  return { ...options, profile, line, inquiry, offsetMs, settings };
};

const settingsOf = async (trading: VenueTrading, inquiry: Inquiry, config: Config): Promise<readonly ToldSetup[]> => {
  const told: ToldSetup[] = [];
  for (const market of sample(inquiry, config))
    told.push({ market, setup: await trading.setup.market(market, inquiry) });
  return told;
};

type Look = (patient: Patient) => Finding | Promise<Finding>;

const looked = async (look: Look, patient: Patient): Promise<Finding> => {
  try {
    return await look(patient);
  } catch (error) {
    // a no is an answer, but to a question the venue does not know; silence on what the account holds is as bad
    const isNo = error instanceof VenueFaultError && error.context.fault.isAbsent !== true;
    if (isNo || look === balances) return fail(sentence(error), 'see that the key is good');
    return { verdict: 'unknown', found: sentence(error), todo: 'look at the venue’s own page' };
  }
};

const permissions: Look = async ({ trading, line }) => {
  const { canTrade, canWithdraw } = await trading.setup.rights(line.ask, line.addresses);
  const makeAnother = 'make a key that can trade and nothing else';
  if (canWithdraw === true) return { verdict: 'unsafe', found: 'the key can withdraw', todo: makeAnother };
  if (canTrade === false) return fail('the key cannot trade', makeAnother);
  if (canWithdraw === undefined)
    return {
      verdict: 'unknown',
      found: 'the venue does not tell what the key may do',
      todo: 'make sure it cannot withdraw',
    };
  return ok(canTrade === true ? 'trades, does not withdraw' : 'does not withdraw');
};

const clock: Look = ({ offsetMs, profile }) => {
  const found = `${profile.venue} is ${Math.abs(offsetMs)} ms ${offsetMs < 0 ? 'behind' : 'ahead of'} this machine`;
  return Math.abs(offsetMs) <= OFFSET_MAX_MS ? ok(found) : fail(found, 'let a time service set the clock');
};

const positionMode: Look = async ({ trading, inquiry }) => {
  const mode = await trading.setup.positionMode(inquiry);
  if (mode === undefined) return { verdict: 'unknown', found: 'not told', todo: 'set it to one-way' };
  return mode === 'one-way' ? ok('one-way') : fail('hedge mode', 'set it to one-way');
};

const sample = ({ markets }: Inquiry, { universe }: Config): readonly TradedMarket[] => {
  const { coins, excludeCoins } = universe;
  const isWanted = ({ base }: TradedMarket): boolean =>
    (coins === 'all' ? FIRST_COINS : coins).some((coin) => coin === base) &&
    !excludeCoins.some((coin) => coin === base);
  return markets.all().filter(isWanted).slice(0, MARKETS_MAX);
};

const marginMode: Look = async (patient) => {
  const { marginMode: wanted } = patient.trading;
  const told = (await patient.settings()).filter(({ setup }) => setup.marginMode !== undefined);
  const others = told.filter(({ setup }) => setup.marginMode !== wanted).map(({ market }) => market.native);
  if (others.length > 0) return fail(`not ${wanted} on ${others.join(', ')}`, `set ${wanted} margin on them`);
  if (told.length > 0) return ok(`${wanted} on ${told.map(({ market }) => market.native).join(', ')}`);
  return { verdict: 'unknown', found: 'not told while nothing is held', todo: `orders ask for ${wanted} margin` };
};

const leverage: Look = async (patient) => {
  const { leverageRatio } = venueConfig(patient.config, patient.profile.venue);
  const told = (await patient.settings()).filter(({ setup }) => setup.leverage !== undefined);
  const least = told.filter(({ setup }) => (setup.leverage ?? 0) < leverageRatio).map(({ market }) => market.native);
  if (least.length > 0)
    return fail(`under ${leverageRatio} on ${least.join(', ')}`, `set it to ${leverageRatio} or more`);
  if (told.length > 0) return ok(told.map(({ market, setup }) => `${market.native} ${setup.leverage}`).join(', '));
  return { verdict: 'unknown', found: 'not told while nothing is held', todo: `set it to ${leverageRatio} or more` };
};

const inBps = (fee: number): string => `${decimal(fee).times(1e4).toString()} bps`;

const feeTier: Look = async (patient) => {
  const terms = feeTermsOf(patient.config, patient.profile);
  const told = new Map(
    (await patient.settings()).flatMap(({ market: { kind }, setup: { fees } }) =>
      fees === undefined ? [] : [[kind, fees] as const],
    ),
  );
  if (told.size === 0) return { verdict: 'unknown', found: 'not told', todo: 'compare them with config print' };
  const found = [...told]
    .map(([kind, { maker, taker }]) => `${kind} maker ${inBps(maker)}, taker ${inBps(taker)}`)
    .join('; ');
  const isAbove = (most: (kind: MarketKind) => FeeRates): boolean =>
    [...told].some(([kind, { maker, taker }]) => maker > most(kind).maker || taker > most(kind).taker);
  const { venue } = patient.profile;
  if (isAbove((kind) => dearest(terms, kind)))
    return fail(found, `write them into venues.${venue}.fees: less is reckoned with`);
  const first = startingFees(patient.config, patient.profile);
  if (!isAbove((kind) => first[kind])) return ok(found);
  // which tier our own volume has reached since then stands in the journal, not here
  const todo = `a first start would reckon with less: set venues.${venue}.volume30dUsd to what the venue counts`;
  return { verdict: 'unknown', found, todo };
};

/** The most that the flat fees and every tier above them ask for. */
const dearest = ({ fees, feeLadder }: Pick<VenueProfile, 'fees' | 'feeLadder'>, kind: MarketKind): FeeRates => {
  const all = [fees[kind], ...(feeLadder?.tiers[kind] ?? [])];
  return { maker: Math.max(...all.map(({ maker }) => maker)), taker: Math.max(...all.map(({ taker }) => taker)) };
};

const balances: Look = async ({ trading, inquiry, config }) => {
  const { dollarQuotes } = config.universe;
  const held = (await trading.account.balances(inquiry)).filter(({ coin }) => dollarQuotes.includes(coin));
  const total = held.reduce((sum, balance) => sum.plus(balance.total), decimal(0));
  const found = held.length === 0 ? 'no dollars' : held.map(({ coin, total: of }) => `${of} ${coin}`).join(', ');
  const needed = Math.ceil(LEG_MIN_USD / config.sizing.equityFraction);
  return total.gte(needed) ? ok(found) : fail(found, `transfer ${needed} dollars at least: a leg is a part of it`);
};

const CHECKS: readonly (readonly [check: string, look: Look])[] = [
  ['permissions', permissions],
  ['clock', clock],
  ['position mode', positionMode],
  ['margin mode', marginMode],
  ['leverage', leverage],
  ['fees', feeTier],
  ['balances', balances],
];

const ok = (found: string): Finding => ({ verdict: 'ok', found, todo: '' });
const fail = (found: string, todo: string): Finding => ({ verdict: 'fail', found, todo });

/** Our own errors say what is wrong; a stranger's is cut where it begins to quote. */
const sentence = (error: unknown): string => {
  if (error instanceof EngineError) return error.message;
  return error instanceof Error ? (error.message.split('\n')[0] ?? '').slice(0, 200) : String(error);
};
