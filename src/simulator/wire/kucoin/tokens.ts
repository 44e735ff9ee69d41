import type { AtMs } from '../../../domain/units.ts';
import type { VenueHouse } from '../venue-face.ts';

/** Who may use a socket: anybody, or the account. */
export type Access = 'public' | 'private';

const VALID_MS = 24 * 3_600_000;
/** The pace of pings that the venue asks for, and how long it waits for one. */
export const PING_INTERVAL_MS = 18_000;
const PING_TIMEOUT_MS = 10_000;

/** The answer of `bullet-public` and `bullet-private`: a new token, and the server to use it at. */
export const tokenAnswer = (access: Access, house: VenueHouse, hostHeader: string | undefined) => ({
  token: `2neAiu${access === 'public' ? 'Pub' : 'Prv'}.${house.nowMs.toString(36)}.${house.nextId()}`,
  instanceServers: [
    {
      // Where the request was sent to, sockets are found as well; in memory nothing says where that was.
      endpoint: `ws://${hostHeader ?? 'kucoin.test'}/classic/`,
      encrypt: true,
      protocol: 'websocket',
      pingInterval: PING_INTERVAL_MS,
      pingTimeout: PING_TIMEOUT_MS,
    },
  ],
});

const TOKEN = /^2neAiu(Pub|Prv)\.([0-9a-z]+)\.\d+$/;

/** What a token allows now; a sentence where it allows nothing. */
export const accessOf = (token: string | null, nowMs: AtMs): Access | { readonly fault: string } => {
  const [, kind, issued] = TOKEN.exec(token ?? '') ?? [];
  if (kind === undefined || issued === undefined) return { fault: 'token is invalid' };
  const ageMs = nowMs - Number.parseInt(issued, 36);
  if (ageMs > VALID_MS) return { fault: 'token is expired' };
  return kind === 'Pub' ? 'public' : 'private';
};
