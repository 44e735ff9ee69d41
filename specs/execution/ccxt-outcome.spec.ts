import { NetworkError, RequestTimeout, ExchangeNotAvailable } from 'ccxt';
import { describe, expect, it } from 'vitest';
import { clientOrderId, venueId } from '../../src/domain/ids.ts';
import { NoAnswerError, VenueFaultError } from '../../src/domain/request-failure.ts';
import type { VenueFault } from '../../src/domain/venue-trading.ts';
import { noAnswerOf, reportOfFailure } from '../../src/execution/ccxt-outcome.ts';

const ID = clientOrderId('h1');
const venue = venueId('bybit');
const fault = (said: VenueFault) => new VenueFaultError('no', { venue, request: 'POST order', fault: said });

describe('the outcome of a send that got no yes', () => {
  it('is a refusal where the venue’s code leaves no doubt, in its own words', () => {
    const refused = fault({ code: '110007', message: '110007 ab not enough', refusal: 'insufficient-margin' });
    expect(reportOfFailure(ID, refused)).toEqual({
      kind: 'refused',
      clientOrderId: ID,
      code: 'insufficient-margin',
      message: '110007 ab not enough',
    });
  });

  it('is in doubt where nobody knows the code', () => {
    const unknown = fault({ code: '10016', message: '10016 internal error' });
    expect(reportOfFailure(ID, unknown)).toMatchObject({ kind: 'in-doubt', cause: 'server-error' });
  });

  it('is in doubt where no answer came, for the reason it did not come', () => {
    for (const cause of ['timeout', 'disconnected', 'server-error'] as const) {
      const failure = new NoAnswerError('none', { venue, request: 'POST order', cause });
      expect(reportOfFailure(ID, failure)).toEqual({ kind: 'in-doubt', clientOrderId: ID, cause });
    }
  });

  it('is in doubt for whatever nobody has thought of', () => {
    for (const thrown of [new TypeError('x is not a function'), 'a text', undefined])
      expect(reportOfFailure(ID, thrown)).toMatchObject({ kind: 'in-doubt' });
  });

  it('of what ccxt throws only a wait in vain is a timeout', () => {
    expect(noAnswerOf(new RequestTimeout('slow'))).toBe('timeout');
    expect(noAnswerOf(new NetworkError('reset'))).toBe('disconnected');
    expect(noAnswerOf(new ExchangeNotAvailable('gone'))).toBe('disconnected');
    expect(noAnswerOf('anything')).toBe('disconnected');
  });
});
