import type { HttpOutcome, HttpRequest } from '../connectivity/transport.ts';
import { LendingError } from './lending-error.ts';
import type { LendingRate, LendingStep } from './lending-source.ts';

/** Nobody pays more for dollars all year: such a rate is one of another unit. */
const APR_MAX = 1;

export type Exchange = (request: HttpRequest) => Promise<HttpOutcome>;

/** Asks until there is a rate. Rejects with LendingError where none can be had; messages hold no addresses. */
export const askLending = async (first: LendingStep, exchange: Exchange): Promise<LendingRate> => {
  let step: LendingRate | LendingStep = first;
  while ('read' in step) step = step.read(bodyOf(await exchange(step.request)));
  const { apr } = step;
  if (!(apr >= 0 && apr <= APR_MAX))
    throw new LendingError(
      'lending.implausible',
      `${Number((100 * apr).toPrecision(4))} % a year is no lending rate of a dollar coin`,
    );
  return step;
};

const bodyOf = (outcome: HttpOutcome): unknown => {
  if (outcome.kind === 'failure') throw new LendingError('lending.unreachable', outcome.failure.message);
  const { status, body } = outcome;
  if (status < 200 || status > 299) throw new LendingError('lending.refused', `HTTP ${status}`);
  try {
    return JSON.parse(body);
  } catch {
    throw new LendingError('lending.unreadable', 'the answer is no JSON');
  }
};
