import { legHourlyRate } from '../analytics/carry.ts';
import { takeTurn } from '../analytics/evaluation-turn.ts';
import type { EvaluationTurn } from '../analytics/evaluation-turn.ts';
import { decideMarketAlert } from '../analytics/market-alert.ts';
import type { MarketAlertSettings } from '../analytics/market-alert.ts';
import { marketSignal } from '../analytics/market-signal.ts';
import type { RateZone } from '../analytics/rate-zones.ts';
import { zScore } from '../analytics/rate-statistics.ts';
import type { LegView } from '../analytics/route-view.ts';
import { actorId, symbolOf } from '../domain/ids.ts';
import type { MarketKey } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import type { Outbox } from './outbox.ts';

/** Raises an alert as a fact when a market's rate is worth a look: one a symbol a cooldown, whichever venue speaks first. */
export class AlertDesk {
  readonly #outbox: Outbox;
  readonly #settings: MarketAlertSettings;
  readonly #lending: { readonly apr: number };
  readonly #lastAtMs = new Map<string, AtMs>();
  readonly #turns = new Map<MarketKey, EvaluationTurn>();

  constructor(outbox: Outbox, settings: MarketAlertSettings, lending: { readonly apr: number }) {
    this.#outbox = outbox;
    this.#settings = settings;
    this.#lending = lending;
  }

  /** What idle dollars earn now, a fraction a year. */
  get lendingApr(): number {
    return this.#lending.apr;
  }

  /** Looks by the pace of the market's zone; routes, exits and risk know no zones. */
  look(leg: LegView): void {
    const hourly = leg.funding === undefined ? undefined : legHourlyRate(leg, 'long');
    if (hourly === undefined) return;
    const now = { rate: hourly, z: zScore(8 * hourly, leg.statistics) };
    const { isDue, turn } = takeTurn(this.#turns.get(leg.market), now, this.#outbox.nowMs);
    this.#turns.set(leg.market, turn);
    if (isDue) this.#judge(leg);
  }

  /** `undefined` of a market that was never looked at. */
  zoneOf(market: MarketKey): RateZone | undefined {
    return this.#turns.get(market)?.zone;
  }

  #judge(leg: LegView): void {
    const signal = marketSignal(leg, this.lendingApr);
    if (signal === undefined) return;
    const symbol = symbolOf(leg.market);
    const { nowMs } = this.#outbox;
    const decision = decideMarketAlert(
      { apr: signal.apr, confidence: signal.confidence, lastAlertAtMs: this.#lastAtMs.get(symbol), nowMs },
      this.#settings,
    );
    if (decision.kind === 'silent') return;
    this.#lastAtMs.set(symbol, nowMs);
    this.#outbox.fact('alert.funding-rate', actorId(`market/${leg.market}`), {
      symbol,
      sign: decision.sign,
      apr: signal.apr,
      premiumVsFair: signal.premiumVsFair,
      confidence: signal.confidence,
      ...(leg.funding === undefined
        ? {}
        : {
            rate: leg.funding.rate,
            intervalHours: leg.funding.intervalHours,
            settlementAtMs: leg.funding.settlementAtMs,
          }),
    });
  }
}
