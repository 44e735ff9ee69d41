import { EngineError } from './errors.ts';
import type { VenueId } from './ids.ts';
import type { NoAnswer, VenueFault } from './venue-trading.ts';

/** A venue said no to a request with a key. */
export class VenueFaultError extends EngineError<{ venue: VenueId; request: string; fault: VenueFault }> {
  readonly code = 'venue.request-refused';
}

/** A request with a key got no answer, or one that says nothing. */
export class NoAnswerError extends EngineError<{ venue: VenueId; request: string; cause: NoAnswer }> {
  readonly code = 'venue.no-answer';
}
