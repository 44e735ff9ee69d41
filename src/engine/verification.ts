import { venueOf } from '../domain/ids.ts';
import type { CoinId, Leg, VenueId } from '../domain/ids.ts';
import type { AccountReport } from '../domain/order.ts';
import { everyLeg } from '../position/position.ts';
import type { LegState, Position } from '../position/position.ts';
import type { VenueHeld } from '../position/position-event.ts';
import { heldAt } from './trading/leg-terms.ts';

/** A position's legs as all its venues now say. */
export interface VenueWord {
  readonly coin: CoinId;
  readonly held: VenueHeld;
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
      const position = positionOf(coin);
      reports.set(report.venue, report);
      if (position?.legs == null) this.#waiting.delete(coin);
      else if (everyLeg(position).every(({ state }) => reports.has(venueOf(state.market)))) {
        this.#waiting.delete(coin);
        const { legs, roll } = position;
        const held = (leg: Leg, state: LegState) => heldAt(reports.get(venueOf(state.market)), { ...state, leg });
        const rolled = roll === null ? {} : { rolled: held(roll.leg, roll.to) };
        const told = { long: held('long', legs.long), short: held('short', legs.short), ...rolled };
        complete.push({ coin, held: told });
      }
    }
    return complete;
  }
}
