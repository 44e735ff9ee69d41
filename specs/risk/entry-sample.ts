import type { LegView } from '../../src/analytics/route-view.ts';
import { clientOrderId, coinId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import type { LegOrder } from '../../src/domain/order.ts';
import type { EngineMode } from '../../src/risk/entry-checks.ts';
import type { LegExposure } from '../../src/risk/exposure.ts';
import { approveEntry } from '../../src/risk/gate.ts';
import type { EntryAsk } from '../../src/risk/gate.ts';
import type { EntryLeg } from '../../src/risk/leg-quote.ts';
import { defaultLimitSettings } from '../../src/risk/limits.ts';
import type { LimitSettings, Portfolio } from '../../src/risk/limits.ts';
import { BTC, NOW, routeView } from './sample-market.ts';
import { freeUsdt } from './sample-pools.ts';

const trading: EngineMode = { operator: 'trading', guard: { risk: 'active', entries: 'open' }, failClosed: [] };

export const portfolio: Portfolio = {
  equityUsd: 100_000,
  legs: [],
  freeMarginUsd: freeUsdt({ alpha: 50_000, beta: 50_000 }),
  correlationOf: () => undefined,
};

export const account = { usdPerQuote: 1, leverage: 1, maintenanceFraction: 0.01 };

export interface EntryChange {
  readonly long?: Partial<LegView>;
  readonly short?: Partial<LegView>;
  readonly longOrder?: Partial<LegOrder>;
  readonly shortOrder?: Partial<LegOrder>;
  readonly leverage?: number;
  readonly limits?: Partial<LimitSettings>;
  readonly portfolio?: Partial<Portfolio>;
  readonly mode?: Partial<EngineMode>;
  readonly ask?: Partial<EntryAsk>;
}

/** 60 coins at mid 100 on both legs of a route that nets 30 bps, with nothing in its way but what is changed. */
export const entryAsk = (change: EntryChange = {}): EntryAsk => {
  const view = routeView({ ...(change.long && { long: change.long }), ...(change.short && { short: change.short }) });
  const leg = (name: 'long' | 'short', own: Partial<LegOrder> = {}): EntryLeg => ({
    ...account,
    leverage: change.leverage ?? 1,
    view: view[name],
    order: {
      coin: BTC,
      leg: name,
      market: view[name].market,
      side: name === 'long' ? 'buy' : 'sell',
      quantity: text('60'),
      reduceOnly: false,
      purpose: 'open',
      attempt: 1,
      slippageMaxBps: 4,
      ...own,
    },
  });
  return {
    nowMs: NOW,
    coin: BTC,
    mode: { ...trading, ...change.mode },
    signalReasons: [],
    netBpsAt: () => 30,
    minNetBps: 5,
    openedAtMs: [],
    portfolio: { ...portfolio, ...change.portfolio },
    limits: { ...defaultLimitSettings, ...change.limits },
    equityFractionMax: 0.25,
    long: leg('long', change.longOrder),
    short: leg('short', change.shortOrder),
    idOf: ({ leg: name, attempt }) => clientOrderId(`id-${name}-${attempt}`),
    ...change.ask,
  };
};

interface Reason {
  readonly code: string;
  readonly limit?: number | string;
  readonly actual?: number | string;
  readonly venue?: string;
}

/** Why the gate refuses the entry as changed; nothing when it does not. */
export const reasonsOf = (change: EntryChange): readonly Reason[] => {
  const verdict = approveEntry(entryAsk(change));
  return verdict.kind === 'refused' ? verdict.reasons : [];
};

/** A held ETH leg at alpha of 1,000 USD, unless said otherwise. */
export const otherLeg = (change: Partial<LegExposure> = {}): LegExposure => ({
  coin: coinId('ETH'),
  market: marketKey(venueId('alpha'), symbolId('ETH/USDT:USDT')),
  leg: 'long',
  state: 'held',
  notionalUsd: 1000,
  closeCostUsd: 1,
  ...change,
});
