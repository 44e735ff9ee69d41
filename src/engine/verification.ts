import { venueOf } from '../domain/ids.ts';
import type { CoinId, Leg, VenueId } from '../domain/ids.ts';
import type { DecimalText } from '../domain/money.ts';
import type { AccountReport } from '../domain/order.ts';
import { LEGS } from '../position/position.ts';
import type { Position } from '../position/position.ts';
import { heldAt } from './leg-terms.ts';

/** A position's legs as all its venues now say. */
export interface VenueWord {
  readonly coin: CoinId;
  readonly held: Readonly<Record<Leg, DecimalText>>;
}

/** Positions that wait for their venues' word: told once all of them have spoken since they were asked. */
export class Verification {
  readonly #waiting = new Map<CoinId, Map<VenueId, AccountReport>>();

  begin(coin: CoinId): void {
    this.#waiting.set(coin, new Map());
  }

  /** Takes a report and returns the positions it completes. */
  heard(report: AccountReport, positionOf: (coin: CoinId) => Position | undefined): readonly VenueWord[] {
    const complete: VenueWord[] = [];
    for (const [coin, reports] of this.#waiting) {
      const legs = positionOf(coin)?.legs;
      reports.set(report.venue, report);
      if (legs == null) this.#waiting.delete(coin);
      else if (LEGS.every((leg) => reports.has(venueOf(legs[leg].market)))) {
        this.#waiting.delete(coin);
        const held = (leg: Leg) => heldAt(reports.get(venueOf(legs[leg].market)), { ...legs[leg], leg });
        complete.push({ coin, held: { long: held('long'), short: held('short') } });
      }
    }
    return complete;
  }
}
