import { z } from 'zod';
import { BELIEFS } from '../../analytics/belief.ts';
import { coinId, symbolId } from '../../domain/ids.ts';
import type { MarketKind } from '../../domain/ids.ts';
import { bps, fraction, hours, ms, usd } from '../../domain/units.ts';
import {
  allOrListLeaf,
  isUnifiedSymbol,
  leaf,
  listLeaf,
  moneyLeaf,
  numberLeaf,
  switchLeaf,
  textLeaf,
  wordLeaf,
  wordOrNumberLeaf,
} from './config-leaf.ts';
import type { Range } from './config-leaf.ts';

const plain = (value: number): number => value;
const duration = (range: Range = { min: 0 }) => numberLeaf(ms, range);
const share = (range: Range = { min: 0, max: 1 }) => numberLeaf(fraction, range);
const amount = (range: Range = { min: 0 }) => numberLeaf(usd, range);
const points = (range: Range = { min: 0, max: 10_000 }) => numberLeaf(bps, range);
const ratio = (range: Range = { above: 0 }) => numberLeaf(plain, range);
const count = (range: Range) => numberLeaf(plain, { ...range, whole: 'whole' });
const coins = (value: string) => (/^[^\s/:]+$/.test(value) ? coinId(value) : undefined);

const fee = z.strictObject({ makerBps: points({ min: -100, max: 1000 }), takerBps: points({ min: -100, max: 1000 }) });
const feeTier = z.strictObject({ minVolume30dUsd: amount(), ...fee.shape });
const feeTiers = z.array(feeTier).optional();

/** A base address without credentials; a trailing slash is dropped. */
const address = (expected: string) =>
  leaf(expected, (value): string | undefined => {
    if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
    const { protocol, username, password } = new URL(value);
    const isUsable = ['http:', 'https:', 'ws:', 'wss:'].includes(protocol) && username === '' && password === '';
    return isUsable ? value.replace(/\/+$/, '') : undefined;
  });

const KINDS: readonly MarketKind[] = ['linear', 'inverse', 'spot'];

const everyVenue = z.strictObject({
  enabled: switchLeaf(),
  symbols: allOrListLeaf('unified symbols such as BTC/USDT:USDT', (value) =>
    isUnifiedSymbol(value) ? symbolId(value) : undefined,
  ),
  kinds: allOrListLeaf('linear, inverse or spot', (value) => KINDS.find((kind) => kind === value)),
  capitalUsd: moneyLeaf(),
  capitalCoins: z.record(z.string(), moneyLeaf()),
  leverageRatio: ratio({ min: 1, max: 20 }),
  maintenanceFraction: share({ min: 0, max: 0.5 }),
  hosts: z.record(z.string(), address('an http, https, ws or wss address')),
  relay: textLeaf('none or the name of a relay'),
  relayShareFraction: share(),
  relayShadow: switchLeaf(),
  fees: z.strictObject({ spot: fee.optional(), linear: fee.optional(), inverse: fee.optional() }),
  feeTiers: z.strictObject({ spot: feeTiers, linear: feeTiers, inverse: feeTiers }),
  volume30dUsd: moneyLeaf(),
});

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'] as const;

/** `none`, an https address (http on the loopback only), or `env:NAME`, which config.ts has resolved before. */
const secretAddress = leaf('none, an https:// address or env:NAME', (value): string | undefined => {
  if (value === 'none') return value;
  if (typeof value !== 'string' || !URL.canParse(value)) return undefined;
  const { protocol, hostname } = new URL(value);
  const isLocal = protocol === 'http:' && LOOPBACK.some((host) => host === hostname || `[${host}]` === hostname);
  return protocol === 'https:' || isLocal ? value : undefined;
});

const LENDING_SOURCES = ['none', 'aave', 'aave-subgraph', 'compound'] as const;

const contract = leaf('none, or a quoted "0x…" address of 40 hex digits', (value) =>
  typeof value === 'string' && /^(none|0x[0-9a-f]{40})$/i.test(value) ? value : undefined,
);

/** The whole configuration; strict at every level. Cross-field rules are in config-rules.ts. */
export const configSchema = z.strictObject({
  preset: wordLeaf(['none', 'individual', 'team', 'institutional']),
  engine: z.strictObject({
    seed: count({ min: 0, max: 4_294_967_295 }),
    horizonHours: numberLeaf(hours, { min: 1, max: 720 }),
    evaluateEveryMs: duration({ min: 0, max: 3_600_000 }),
    speed: wordOrNumberLeaf(['auto', 'max'], { above: 0, max: 1e6 }),
    maxCoins: wordOrNumberLeaf(['all'], { min: 1, whole: 'whole' }),
  }),
  venues: z.object({ everyVenue }).catchall(everyVenue.partial()),
  relays: z.record(
    z.string(),
    z.strictObject({ preset: textLeaf('a preset of the relay').optional(), hosts: everyVenue.shape.hosts.optional() }),
  ),
  universe: z.strictObject({
    coins: allOrListLeaf('coins such as BTC', coins),
    excludeCoins: listLeaf('coins such as BTC', coins),
    spotLegs: switchLeaf(),
    spotShort: wordLeaf(['forbidden', 'borrow']),
    dollarQuotes: listLeaf('quote coins such as USDT', (value) => (value === '' ? undefined : value)),
    lendingAprFraction: share(),
    borrowAprFraction: share({ min: 0, max: 10 }),
  }),
  lending: z.strictObject({
    source: wordLeaf(LENDING_SOURCES),
    url: secretAddress,
    asset: textLeaf('a symbol such as USDC'),
    chainId: count({ min: 1, max: 4_294_967_295 }),
    market: contract,
    token: contract,
    refreshMs: duration({ min: 60_000, max: 86_400_000 }),
    maxAgeMs: duration({ min: 60_000, max: 604_800_000 }),
  }),
  entry: z.strictObject({
    minNetBps: points({ min: -10_000, max: 10_000 }),
    screenBpsPer8h: points({ min: -10_000, max: 10_000 }),
    costing: wordLeaf(['screened', 'always']),
    belief: wordLeaf(BELIEFS),
    referenceNotionalUsd: amount({ above: 0 }),
    fixedCostsUsd: amount(),
    safetyBufferFraction: share({ min: 0, max: 10 }),
    adverseBasisBps: points(),
    liquidationBurstUsd: amount({ above: 0 }),
    quietBeforeSettlementMs: duration(),
    quietAfterSettlementMs: duration(),
    quietAfterSettlementFraction: share(),
    opensPerHourMax: count({ min: 1, max: 1000 }),
    widenedAdjustmentRatio: ratio(),
    confirmingPressureRatio: ratio(),
    signalTtlMaxMs: duration({ above: 0 }),
  }),
  exit: z.strictObject({
    exitCarryBps: points({ min: -10_000, max: 10_000 }),
    consecutiveSettlements: count({ min: 1, max: 100 }),
    minimumHold: wordLeaf(['break-even', 'none']),
    staleFeedMs: duration({ min: 1000, max: 3_600_000 }),
    venueOutageMs: duration({ min: 1000, max: 86_400_000 }),
    onVenueOutage: wordLeaf(['hold', 'reduce']),
    onDepeg: wordLeaf(['mixed', 'every', 'none']),
    rollGainRatio: ratio({ min: 1 }),
  }),
  sizing: z.strictObject({
    equityFraction: share({ above: 0, max: 1 }),
    equityFractionMax: share({ above: 0, max: 1 }),
  }),
  limits: z.strictObject({
    legNotionalMaxUsd: amount({ above: 0 }),
    legShareOfGrossLimitFraction: share({ above: 0, max: 1 }),
    grossNotionalMaxUsd: amount({ above: 0 }),
    slippageMaxBps: points({ above: 0, max: 1000 }),
    bookAgeMaxMs: duration({ above: 0, max: 60_000 }),
    fundingAgeMaxMs: duration({ above: 0, max: 3_600_000 }),
    liquidationBufferRatio: ratio({ min: 0 }),
    liquidationExitRatio: ratio({ min: 0 }),
    marginWarnRatio: ratio({ min: 0 }),
    marginExitRatio: ratio({ min: 0 }),
    assumedDailyMoveFraction: share({ above: 0, max: 10 }),
    depegMaxFraction: share({ above: 0, max: 1 }),
    markDivergenceMaxFraction: share({ above: 0, max: 1 }),
    divergenceForMs: duration({ max: 3_600_000 }),
    correlationMin: numberLeaf(plain, { min: -1, max: 1 }),
    correlatedShareOfGrossLimitFraction: share({ above: 0, max: 1 }),
    marginDriftMaxFraction: share({ above: 0, max: 1 }),
  }),
  guard: z.strictObject({
    realizedPauseFraction: share({ above: 0, max: 1 }),
    unrealizedWarnFraction: share({ above: 0, max: 1 }),
    dailyHaltFraction: share({ above: 0, max: 1 }),
    dailyPauseFraction: share({ above: 0, max: 1 }),
    resumeAboveLowFraction: share({ above: 0, max: 1 }),
    warningSizeFraction: share(),
    onPause: wordLeaf(['hold', 'unwind']),
  }),
  execution: z.strictObject({
    legTimeoutMs: duration({ min: 100, max: 600_000 }),
    hedgeSlippageMaxBps: points({ above: 0, max: 1000 }),
    closeSlippageMaxBps: points({ above: 0, max: 5000 }),
    deltaToleranceFraction: share({ above: 0, max: 1 }),
    thinLegFirstRatio: ratio({ min: 1 }),
    entryStyle: wordLeaf(['taker-taker', 'maker-taker', 'sliced']),
    makerPatienceMs: duration({ min: 100, max: 3_600_000 }),
    makerRequoteMs: duration({ min: 100, max: 600_000 }),
    sliceMax: count({ min: 1, max: 100 }),
    slicePauseMs: duration({ min: 100, max: 600_000 }),
    slicePatienceMs: duration({ min: 100, max: 86_400_000 }),
  }),
  backtest: z.strictObject({
    halfSpreadBps: points({ min: 0, max: 1000 }),
    depthUsdPerBp: amount({ above: 0 }),
  }),
  storage: z.strictObject({
    dir: textLeaf('a folder'),
    retentionDays: count({ min: 1, max: 36_500 }),
    sizeAlarmMb: count({ min: 1, max: 16_777_216 }),
  }),
  history: z.strictObject({
    dir: textLeaf('a folder of its own, or none'),
    keepEveryMs: duration({ min: 1000, max: 86_400_000 }),
    pricesEveryMs: duration({ min: 1, max: 86_400_000 }),
    booksEveryMs: duration({ min: 1, max: 86_400_000 }),
    retentionDays: count({ min: 1, max: 36_500 }),
  }),
  visualizer: z.strictObject({
    enabled: switchLeaf(),
    host: wordLeaf(LOOPBACK),
    port: count({ min: 0, max: 65_535 }),
    inspect: switchLeaf(),
  }),
  alerts: z.strictObject({
    console: switchLeaf(),
    aprMinFraction: share({ min: 0, max: 100 }),
    confidenceMinFraction: share(),
    cooldownMs: duration(),
    webhookUrl: secretAddress,
  }),
});

export type ParsedConfig = z.output<typeof configSchema>;
export type VenueConfig = z.output<typeof everyVenue>;
