import { rankSignals } from '../analytics/ranking.ts';
import type { Signal } from '../analytics/signal.ts';
import { isRecord } from '../domain/codec.ts';
import type { Fact } from '../domain/fact.ts';
import { per8hRate } from '../domain/funding.ts';
import { coinId, kindOf, symbolOf, symbolParts, venueOf } from '../domain/ids.ts';
import type { CoinId, MarketKey } from '../domain/ids.ts';
import type { AtMs } from '../domain/units.ts';
import { ms } from '../domain/units.ts';
import type { MarketRow } from '../engine/view/inspect.ts';
import type { PricedBy } from '../engine/view/status.ts';
import { numberIn } from '../monitor/fact-body.ts';

type Seen = Readonly<Partial<Record<'rate' | 'apr' | 'intervalHours' | 'mark' | 'mid' | 'settlementAtMs', number>>> & {
  readonly rateKind?: MarketRow['rateKind'];
  readonly told?: Told;
};

/** What told a price, and when. */
interface Told {
  readonly by: PricedBy;
  readonly atMs: number;
}

export interface FoldedPrices {
  readonly mark: number | undefined;
  readonly mid: number | undefined;
  readonly told?: Told;
}

/** What the decisions stood on: the last verdict on each coin, and of each market the figures it was given by. */
export class FoldedDecisions {
  readonly #signals: Map<CoinId, Signal>;
  readonly #seen: Map<string, Seen>;
  evaluated: number;

  constructor(before?: FoldedDecisions) {
    this.#signals = new Map(before === undefined ? [] : before.#signals);
    this.#seen = new Map(before === undefined ? [] : before.#seen);
    this.evaluated = before?.evaluated ?? 0;
  }

  copy(): FoldedDecisions {
    return new FoldedDecisions(this);
  }

  fold(fact: Fact): void {
    if (fact.actor.startsWith('scout/')) this.#decided(fact);
    else if (fact.type === 'alert.funding-rate') this.#see(fact.actor.slice('market/'.length), fact.body, fact.atMs);
    else if (fact.type === 'fill.booked') this.#filled(fact);
  }

  /** The process began anew: what it had judged is not known to it. */
  forget(): void {
    this.#signals.clear();
  }

  signals(): readonly Signal[] {
    return rankSignals([...this.#signals.values()]);
  }

  /** Mark, else mid, of the last decision that looked at it; of a market none ever did, its last fill. */
  prices(market: MarketKey): FoldedPrices | undefined {
    const seen = this.#seen.get(market);
    return seen === undefined ? undefined : { mark: seen.mark, mid: seen.mid, ...(seen.told && { told: seen.told }) };
  }

  marketRow(market: MarketKey, state: string): MarketRow {
    const { rate, apr, intervalHours, mark, mid, settlementAtMs, rateKind } = this.#seen.get(market) ?? {};
    return {
      market,
      coin: coinId(symbolParts(symbolOf(market)).base),
      venue: venueOf(market),
      kind: kindOf(market),
      state,
      rate,
      rateKind,
      intervalHours,
      settlementAtMs: settlementAtMs as AtMs | undefined,
      per8hBps:
        rate === undefined || intervalHours === undefined
          ? undefined
          : per8hRate({ rate, intervalHours: intervalHours as Parameters<typeof per8hRate>[0]['intervalHours'] }) * 1e4,
      apr,
      mark,
      index: undefined,
      mid,
      spreadBps: undefined,
      bookAtMs: undefined,
    };
  }

  #decided({ actor, type, atMs, body }: Fact): void {
    const { long, short, legs, notes, reasons } = body;
    if (typeof long !== 'string' || typeof short !== 'string' || !isRecord(legs)) return;
    const coin = coinId(actor.slice('scout/'.length));
    this.evaluated += 1;
    for (const leg of [legs['long'], legs['short']])
      if (isRecord(leg) && typeof leg['market'] === 'string') this.#see(leg['market'], leg, atMs);
    // what the engine wrote of its own signal, what was unknown then left out as it was
    this.#signals.set(coin, {
      ...body,
      route: { coin, long, short },
      atMs,
      verdict: type === 'route.candidate' ? 'candidate' : 'refused',
      reasons: Array.isArray(reasons) ? reasons : [],
      notes: Array.isArray(notes) ? notes.map((code) => ({ code })) : [],
      zScores: { long: zScoreOf(legs['long']), short: zScoreOf(legs['short']) },
      isCautious: false,
      expiresAtMs: atMs + ms(numberIn(body, 'ttlMs') ?? 0),
    } as unknown as Signal);
  }

  #see(market: string, told: { readonly [key: string]: unknown }, atMs: number): void {
    const figure = (key: string) => (typeof told[key] === 'number' ? { [key]: told[key] } : {});
    const kind = typeof told['rateKind'] === 'string' ? { rateKind: told['rateKind'] as MarketRow['rateKind'] } : {};
    const before = this.#seen.get(market) ?? {};
    const figures = ['rate', 'apr', 'intervalHours', 'mark', 'mid', 'settlementAtMs'].map(figure);
    const isPriced = typeof told['mark'] === 'number' || typeof told['mid'] === 'number';
    const price = isPriced ? { told: { by: 'decision', atMs } } : {};
    this.#seen.set(market, Object.assign({}, before, ...figures, kind, price) as Seen);
  }

  #filled({ atMs, body: { market, price } }: Fact): void {
    if (typeof market !== 'string' || typeof price !== 'string') return;
    const before = this.#seen.get(market);
    if (before?.told?.by === 'decision') return;
    this.#seen.set(market, { ...before, mid: Number(price), told: { by: 'fill', atMs } });
  }
}

const zScoreOf = (leg: unknown): number | undefined =>
  isRecord(leg) && typeof leg['zScore'] === 'number' ? leg['zScore'] : undefined;
