import type { Exchange } from 'ccxt';
import type { Clock } from '../clock/clock.ts';
import { EngineError } from '../domain/errors.ts';
import { exactJson } from '../domain/exact-json.ts';
import type { VenueId } from '../domain/ids.ts';
import { NoAnswerError, VenueFaultError } from '../domain/request-failure.ts';
import type { AskVenue, KeyAddresses, VenueAnswer, VenueRequest, VenueTrading } from '../domain/venue-trading.ts';
import { noAnswerOf } from './ccxt-outcome.ts';
import type { LiveKeys } from './live-keys.ts';

/** ccxt cannot make or sign a request: it never left. */
export class UnsignableRequestError extends EngineError<{ venue: VenueId; request: string }> {
  readonly code = 'venue.unsignable';
  override readonly exitCode = 2;
}

export interface CcxtClientOptions {
  readonly trading: VenueTrading;
  /** Absent for a client that asks what needs no key. */
  readonly keys?: LiveKeys;
  /** Base addresses by the names of the venue's link. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Venue clock minus ours, ms. */
  readonly offsetMs: () => number;
  /** Longest wait for an answer, from the call on. */
  readonly timeoutMs: number;
  /** `paced`: requests wait for their turn as ccxt counts it. `at-once`: an order is sent now or not at all. */
  readonly pace: 'paced' | 'at-once';
}

/** Headers that name ccxt as a broker of the orders. */
const BROKER_HEADERS: ReadonlySet<string> = new Set([
  'Referer',
  'X-Broker-Id',
  'KC-API-PARTNER',
  'KC-API-PARTNER-SIGN',
  'KC-API-PARTNER-VERIFY',
]);

/** A body may stall after its headers came: this much later a request is given up. */
const BODY_GRACE_MS = 500;
/** An action that arrives later than this is not taken, ms. */
const ACTION_WINDOW_MS = 3000;

interface SignedRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly body: string | undefined;
}

/** The class of ccxt for one venue, loaded when first wanted: nothing else of the engine needs it. */
export const ccxtExchange = async (id: string, settings: object): Promise<Exchange> => {
  const { default: ccxt } = await import('ccxt');
  const Constructor = Reflect.get(ccxt, id) as new (settings: object) => Exchange;
  return new Constructor(settings);
};

/**
 * One venue through ccxt: its signatures and its sockets, nothing of its retries, its rounding or its reading of answers.
 * Every request is made once.
 */
export class CcxtClient {
  readonly addresses: KeyAddresses;
  readonly #options: CcxtClientOptions;
  readonly #exchange: Exchange;
  #lastNonce = 0;

  constructor(exchange: Exchange, options: CcxtClientOptions) {
    this.#options = options;
    this.#exchange = exchange;
    const { clock, offsetMs } = options;
    exchange.milliseconds = () => Math.round(clock.now() + offsetMs());
    // the status goes before the body, and the body is read with its numbers as they are written
    exchange['handleRestResponse'] = async (response: { status: number; text(): Promise<string> }) => ({
      status: response.status,
      text: await response.text(),
    });
    this.addresses = addressesOf(exchange);
  }

  static async open(options: CcxtClientOptions): Promise<CcxtClient> {
    const { trading, keys, hosts, timeoutMs, pace } = options;
    const texts = keys?.reveal() ?? {};
    const credentials = Object.entries(trading.credentials).flatMap(([part, credential]) => {
      const text = texts[part as keyof typeof texts];
      return text === undefined ? [] : [[credential.ccxt, text]];
    });
    const exchange = await ccxtExchange(trading.exchange, {
      ...(Object.fromEntries(credentials) as object),
      urls: { api: trading.urls(hosts) },
      enableRateLimit: pace === 'paced',
      timeout: timeoutMs,
    });
    return new CcxtClient(exchange, options);
  }

  /** Throws VenueFaultError on a no, NoAnswerError where none came, UnsignableRequestError where nothing left. */
  readonly ask: AskVenue = async (request) => {
    const { trading, pace } = this.#options;
    if (pace === 'paced') await this.#exchange.throttle(1);
    const answer = await this.#answer(request);
    const { venue } = trading;
    const line = `${request.method} ${request.path}`;
    const fault = answer.status >= 500 ? undefined : trading.faultIn(answer);
    if (fault !== undefined)
      throw new VenueFaultError(`${venue} refuses ${line}: ${fault.message}`, { venue, request: line, fault });
    if (answer.status >= 400 || !answer.isJson)
      throw new NoAnswerError(`${venue} answers ${line} with status ${answer.status} and nothing that can be read`, {
        venue,
        request: line,
        cause: 'server-error',
      });
    return answer.body;
  };

  async #answer(request: VenueRequest): Promise<VenueAnswer & { readonly isJson: boolean }> {
    const { venue } = this.#options.trading;
    const line = `${request.method} ${request.path}`;
    const { url, method, headers, body } = this.#sign(request, line);
    try {
      const fetched: Promise<{ status: number; text: string }> = this.#exchange.fetch(url, method, headers, body);
      const { status, text } = await this.#within(fetched);
      const parsed = exactJson(text);
      return { status, body: parsed === undefined ? text : parsed, isJson: parsed !== undefined };
    } catch (thrown) {
      const cause = noAnswerOf(thrown);
      throw new NoAnswerError(`${venue} gives no answer to ${line}: ${cause}`, { venue, request: line, cause });
    }
  }

  #sign(request: VenueRequest, line: string): SignedRequest {
    const { path, api, method, expires, isAction, asUser } = request;
    try {
      const params = isAction === true ? this.#action(request) : { ...request.params };
      if (asUser === true) Object.assign(params, { user: this.addresses.account });
      const expiry = expires === undefined ? [] : [[expires.name, this.#exchange.milliseconds() + expires.afterMs]];
      if (expires?.in === 'params') Object.assign(params, Object.fromEntries(expiry));
      const signed = this.#exchange.sign(path, api, method, params) as SignedRequest;
      const headers = Object.entries(signed.headers ?? {}).filter(([name]) => !BROKER_HEADERS.has(name));
      if (expires?.in === 'header')
        headers.push(...expiry.map(([name, at]) => [String(name), String(at)] as [string, string]));
      return { ...signed, headers: Object.fromEntries(headers) };
    } catch {
      // what ccxt says may hold a part of the key
      const { venue } = this.#options.trading;
      throw new UnsignableRequestError(`${line} cannot be signed with this key of ${venue}`, { venue, request: line });
    }
  }

  /** The nonce is an instant, and never used twice. */
  #action({ params }: VenueRequest): object {
    this.#lastNonce = Math.max(this.#lastNonce + 1, this.#exchange.milliseconds());
    const nonce = this.#lastNonce;
    const expiresAfter = nonce + ACTION_WINDOW_MS;
    const signature: unknown = this.#exchange['signL1Action'](params, nonce, undefined, expiresAfter);
    return { action: params, nonce, signature, expiresAfter };
  }

  #within<Answer>(fetched: Promise<Answer>): Promise<Answer> {
    const { clock, timeoutMs } = this.#options;
    return new Promise((resolve, reject) => {
      const late = new Error('the body did not come');
      late.name = 'TimeoutError';
      const timer = clock.timers.setTimeout(() => reject(late), timeoutMs + BODY_GRACE_MS);
      fetched.then(resolve, reject).finally(() => clock.timers.clearTimeout(timer));
    });
  }
}

/** Where a key is an address and a private key, both addresses. */
const addressesOf = (exchange: Exchange): KeyAddresses => {
  const account: unknown = exchange['walletAddress'];
  const secret: unknown = exchange['privateKey'];
  if (typeof account !== 'string' || account === '' || typeof secret !== 'string' || secret === '') return {};
  try {
    const signer: string = exchange['ethGetAddressFromPrivateKey'](secret);
    return { account: account.toLowerCase(), signer: signer.toLowerCase() };
  } catch {
    // no point of the curve: the first action will say so
    return { account: account.toLowerCase() };
  }
};
