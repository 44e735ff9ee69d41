import { deribitAccount } from './account.ts';
import { deribitOrders } from './orders.ts';
import { deribitPublic } from './public.ts';
import type { Call, Method, Outcome, Params } from './rpc.ts';
import { failure, result, unauthorized } from './rpc.ts';
import type { VenueHouse } from '../venue-face.ts';
import { API_KEY, API_SECRET } from '../venue-face.ts';

const PRIVATE: Readonly<Record<string, Method>> = { ...deribitAccount, ...deribitOrders };

/** Calls `public/…` or `private/…`; what only a session can do (subscriptions, heartbeat) is not among them. */
export const callMethod = (method: string, call: Call, isAuthorized: boolean): Outcome => {
  const [scope, name = ''] = method.split('/');
  if (scope === 'public') {
    if (name === 'auth') return grantOf(call.params, call.house);
    if (Object.hasOwn(deribitPublic, name)) return deribitPublic[name]?.(call) ?? NO_SUCH_METHOD;
  }
  if (scope !== 'private' || !Object.hasOwn(PRIVATE, name)) return NO_SUCH_METHOD;
  return isAuthorized ? (PRIVATE[name]?.(call) ?? NO_SUCH_METHOD) : unauthorized();
};

const NO_SUCH_METHOD = failure(-32_601, 'Method not found');

/** Begins every token; what follows is a number. */
export const TOKEN_PREFIX = 'simulated-token-';

const TOKEN_SECONDS = 900;

/** `public/auth`: a key and its secret, a key and a signature (not checked), or a token that is renewed. */
export const grantOf = (params: Params, house: VenueHouse): Outcome => {
  const isKey = params.text('client_id') === API_KEY;
  const isGranted =
    (params.text('grant_type') === 'client_credentials' && isKey && params.text('client_secret') === API_SECRET) ||
    (params.text('grant_type') === 'client_signature' && isKey && isSigned(params)) ||
    (params.text('grant_type') === 'refresh_token' && params.text('refresh_token')?.startsWith(TOKEN_PREFIX) === true);
  if (!isGranted) return failure(13_004, 'invalid_credentials');
  return result({
    access_token: `${TOKEN_PREFIX}${house.nextId()}`,
    refresh_token: `${TOKEN_PREFIX}${house.nextId()}`,
    expires_in: TOKEN_SECONDS,
    scope: 'account:read trade:read_write wallet:none',
    token_type: 'bearer',
  });
};

const isSigned = (params: Params): boolean =>
  params.text('signature') !== undefined && Number.isFinite(params.number('timestamp'));
