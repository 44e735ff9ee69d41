import { createHmac, createPrivateKey, sign } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { PrivateLink, StreamAccess } from '../connectivity/private-link.ts';
import { PrivateStream } from '../connectivity/private-stream.ts';
import type { Transport } from '../connectivity/transport.ts';
import type { KeyAddresses } from '../domain/venue-trading.ts';
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

/** An account's private stream with its key. */
export const accountStream =
  ({ keys, hosts, ...parts }: AccountStreamParts): OpenOrderStream =>
  ({ ask, markets, addresses }, venueNowMs, events) => {
    const access = streamAccess({ keys, hosts, addresses, venueNowMs });
    const stream = new PrivateStream({ ...parts, access, ask, markets, ...events });
    stream.start();
    const { kinds } = parts.link;
    return {
      hears: (kind) => stream.isAlive && kinds.includes(kind),
      renew: (kind) => {
        if (kinds.includes(kind)) stream.renew();
      },
      stop: () => stream.stop(),
    };
  };

export interface AccessParts extends Pick<AccountStreamParts, 'keys' | 'hosts'> {
  readonly addresses: KeyAddresses;
  readonly venueNowMs: () => number;
}

/** What a socket needs of a key; the secret stays in the closure that signs with it. */
export const streamAccess = ({ keys, hosts, addresses, venueNowMs }: AccessParts): StreamAccess => {
  const { key = '', secret = '', passphrase = '' } = keys.reveal();
  return {
    hosts,
    key,
    passphrase,
    account: addresses.account ?? '',
    sign: (text, form) =>
      form === 'ed25519' ? signedBySeed(text, secret) : createHmac('sha256', secret).update(text).digest(form),
    venueNowMs,
  };
};

/** What comes before the 32 bytes of a seed in PKCS #8 (RFC 8410). */
const SEED_HEADER = Buffer.from('302e020100300506032b657004220420', 'hex');

const signedBySeed = (text: string, seed: string): string => {
  const der = Buffer.concat([SEED_HEADER, Buffer.from(seed, 'base64')]);
  return sign(null, Buffer.from(text), createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).toString('base64');
};
