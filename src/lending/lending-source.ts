import type { HttpRequest } from '../connectivity/transport.ts';
import type { AtMs } from '../domain/units.ts';

/** What a lending market pays, without compounding. */
export interface LendingRate {
  /** Annual fraction. */
  readonly apr: number;
  /** What the market itself calls the rate's time; `undefined` where it is told as of now. */
  readonly asOfMs: AtMs | undefined;
}

/** One request and how its answer is read: a rate, or what to ask next. */
export interface LendingStep {
  readonly request: HttpRequest;
  /** `answer` is the body, parsed. Throws LendingError. */
  readonly read: (answer: unknown) => LendingRate | LendingStep;
}

/** Where a rate comes from. Addresses are 0x and 40 hex digits. */
export interface LendingPlace {
  readonly url: string;
  /** Symbol of what is lent, such as USDC. */
  readonly asset: string;
  /** Aave: its pool. Compound: the Comet of the asset. */
  readonly market: string;
  /** Aave: the asset's own contract. */
  readonly token: string;
  /** 1 is Ethereum. */
  readonly chainId: number;
}

/** A JSON body, posted. */
export const posted = (url: string, body: object): HttpRequest => ({
  method: 'POST',
  url,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
  timeoutMs: 5000,
});
