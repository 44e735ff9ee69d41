import { createHmac } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { PrivateLink } from '../connectivity/private-link.ts';
import { PrivateStream } from '../connectivity/private-stream.ts';
import type { Transport } from '../connectivity/transport.ts';
import type { LiveKeys } from '../execution/live-keys.ts';
import type { OpenOrderStream } from '../execution/order-stream.ts';

export interface AccountStreamParts {
  readonly link: PrivateLink;
  readonly keys: LiveKeys;
  readonly hosts: Readonly<Record<string, string>>;
  readonly transport: Transport;
  readonly clock: Clock;
  /** 0 to below 1, for jitter. */
  readonly random: () => number;
}

/** An account's private stream with its key. The secret stays in the closure that signs with it. */
export const accountStream =
  ({ link, keys, hosts, transport, clock, random }: AccountStreamParts): OpenOrderStream =>
  ({ ask, markets, addresses }, venueNowMs, events) => {
    const { key = '', secret = '', passphrase = '' } = keys.reveal();
    const stream = new PrivateStream({
      link,
      access: {
        hosts,
        key,
        passphrase,
        account: addresses.account ?? '',
        sign: (text, form) => createHmac('sha256', secret).update(text).digest(form),
        venueNowMs,
      },
      transport,
      clock,
      random,
      ask,
      markets,
      ...events,
    });
    stream.start();
    return {
      kinds: link.kinds,
      get isAlive() {
        return stream.isAlive;
      },
      renew: () => stream.renew(),
      stop: () => stream.stop(),
    };
  };
