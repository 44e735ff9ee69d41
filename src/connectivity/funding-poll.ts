import type { Instrument } from '../domain/instrument.ts';
import type { RestClient } from './rest-client.ts';
import type { RestLink } from './venue-link.ts';

/** Running rates over REST, one round at a time: a venue that answers slowly is not asked faster than it answers. */
export class FundingPoll {
  readonly #client: RestClient;
  readonly #rest: RestLink;
  #isBusy = false;

  constructor(client: RestClient, rest: RestLink) {
    this.#client = client;
    this.#rest = rest;
  }

  /** Asks for all of them, unless the last round is still on its way. */
  poll(instruments: readonly Instrument[]): void {
    if (this.#isBusy || instruments.length === 0) return;
    const calls = this.#rest.funding(instruments);
    this.#isBusy = true;
    void Promise.all(calls.map((call) => this.#client.ask(call, 'funding'))).then(() => {
      this.#isBusy = false;
    });
  }
}
