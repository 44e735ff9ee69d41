import { binanceProfile } from '../../../venues/binance/profile.ts';
import { MAINTENANCE, accountAnswer, balanceRows, heldOf, positionRisk } from './account.ts';
import type { Ask } from './answers.ts';
import { askedMarkets, fault, isAnswer, lacks, marketsOf, namedMarket, ok, wholeOf } from './answers.ts';
import { cancelAll, cancelOrder, listOrders, placeOrder, queryOrder } from './orders.ts';
import { closeListenKey, keepListenKey, openListenKey } from './listen-keys.ts';
import { incomeRows, tradeRows } from './records.ts';
import type { VenueHouse, WireAnswer } from '../venue-face.ts';
import { API_KEY } from '../venue-face.ts';

const LEVERAGE_MAX = 125;

type Handler = (ask: Ask) => WireAnswer;

/** Private REST of fapi, dapi and spot; `undefined` for a path that does not exist. */
export const privateAnswer = (ask: Ask, headers: Readonly<Record<string, string>>): WireAnswer | undefined => {
  const table = ask.kind === 'spot' ? SPOT : FUTURES;
  const handler = table[`${ask.method} ${ask.path}`];
  if (handler === undefined) return undefined;
  return keyFault(headers) ?? (ask.path === 'listenKey' ? undefined : signatureFault(ask)) ?? handler(ask);
};

/** What is wrong with the key of a request, if anything. */
export const keyFault = (headers: Readonly<Record<string, string>>): WireAnswer | undefined => {
  const key = headers['x-mbx-apikey'];
  if (key === undefined || key === '') return fault(-2014, 'API-key format invalid.', 401);
  return key === API_KEY ? undefined : fault(-2015, 'Invalid API-key, IP, or permissions for action.', 401);
};

/** Signatures are asked for and not checked; the timestamp is. */
export const signatureFault = ({ fields, house }: Pick<Ask, 'fields' | 'house'>): WireAnswer | undefined => {
  const sentAtMs = wholeOf(fields, 'timestamp');
  if (sentAtMs === undefined) return lacks('timestamp');
  if (!fields.has('signature')) return lacks('signature');
  const recvWindow = Math.min(60_000, wholeOf(fields, 'recvWindow') ?? 5000);
  if (sentAtMs > house.nowMs + 1000)
    return fault(-1021, "Timestamp for this request was 1000ms ahead of the server's time.");
  return house.nowMs - sentAtMs > recvWindow
    ? fault(-1021, 'Timestamp for this request is outside of the recvWindow.')
    : undefined;
};

const ORDERS: Readonly<Record<string, Handler>> = {
  'POST order': placeOrder,
  'GET order': queryOrder,
  'DELETE order': cancelOrder,
  'GET openOrders': listOrders,
  'GET allOrders': listOrders,
  'GET account': accountAnswer,
};

const SPOT: Readonly<Record<string, Handler>> = {
  ...ORDERS,
  'DELETE openOrders': cancelAll,
  'GET myTrades': tradeRows,
};

const FUTURES: Readonly<Record<string, Handler>> = {
  ...ORDERS,
  'GET openOrder': queryOrder,
  'DELETE allOpenOrders': cancelAll,
  'GET userTrades': tradeRows,
  'GET income': incomeRows,
  'GET positionRisk': positionRisk,
  'GET balance': balanceRows,
  'POST listenKey': openListenKey,
  'PUT listenKey': keepListenKey,
  'DELETE listenKey': closeListenKey,
  'POST leverage': (ask) => setLeverage(ask),
  // Cross margin and one-way mode is what there is: asking for it is told to be no change, anything else is refused.
  'POST marginType': ({ fields }) =>
    fields.get('marginType') === 'CROSSED'
      ? fault(-4046, 'No need to change margin type.')
      : fault(-4168, 'Unable to adjust to isolated-margin mode under the Multi-Assets mode.'),
  'GET positionSide/dual': () => ok({ dualSidePosition: false }),
  'POST positionSide/dual': (ask) => setPositionMode(ask),
  'GET multiAssetsMargin': () => ok({ multiAssetsMargin: false }),
  'GET accountConfig': () =>
    ok({
      feeTier: 0,
      canTrade: true,
      canDeposit: true,
      canWithdraw: false,
      dualSidePosition: false,
      updateTime: 0,
      multiAssetsMargin: false,
      tradeGroupId: -1,
    }),
  'GET symbolConfig': (ask) => symbolConfig(ask),
  'GET leverageBracket': (ask) => brackets(ask),
  'GET commissionRate': (ask) => commissionRate(ask),
  'POST countdownCancelAll': ({ fields }) =>
    ok({ symbol: fields.get('symbol'), countdownTime: fields.get('countdownTime') }),
};

const setLeverage = (ask: Ask): WireAnswer => {
  const market = namedMarket(ask);
  if (isAnswer(market)) return market;
  const leverage = wholeOf(ask.fields, 'leverage');
  if (leverage === undefined || leverage < 1 || leverage > LEVERAGE_MAX)
    return fault(-4028, `Leverage ${ask.fields.get('leverage') ?? ''} is not valid`);
  const { market: key, nativeSymbol: symbol } = market.instrument;
  ask.house.desk.setLeverage(key, leverage);
  return ok({
    leverage,
    symbol,
    ...(ask.kind === 'inverse' ? { maxQty: '1000000' } : { maxNotionalValue: '100000000' }),
  });
};

const setPositionMode = ({ fields, house }: Ask): WireAnswer => {
  if (fields.get('dualSidePosition') === 'false') return fault(-4059, 'No need to change position side.');
  if (house.desk.orders().some(({ state }) => state === 'open'))
    return fault(-4067, 'Position side cannot be changed if there exists open orders.');
  const isHolding = (['linear', 'inverse'] as const).some((kind) =>
    heldOf({ house, kind }).some(({ quantity }) => !quantity.isZero()),
  );
  return isHolding
    ? fault(-4068, 'Position side cannot be changed if there exists position.')
    : fault(-4531, 'Position side cannot be changed now.');
};

const symbolConfig = (ask: Ask): WireAnswer => {
  const markets = askedMarkets(ask);
  if (isAnswer(markets)) return markets;
  return ok(
    markets.map(({ instrument }) => ({
      symbol: instrument.nativeSymbol,
      marginType: 'CROSSED',
      isAutoAddMargin: false,
      leverage: ask.house.desk.leverage(instrument.market),
      maxNotionalValue: '100000000',
    })),
  );
};

/** One bracket for every size. */
const brackets = (ask: Ask): WireAnswer => {
  const markets = askedMarkets(ask);
  if (isAnswer(markets)) return markets;
  const limits =
    ask.kind === 'inverse' ? { qtyCap: 1_000_000, qtyFloor: 0 } : { notionalCap: 100_000_000, notionalFloor: 0 };
  const bracket = {
    bracket: 1,
    initialLeverage: LEVERAGE_MAX,
    ...limits,
    maintMarginRatio: Number(MAINTENANCE),
    cum: 0,
  };
  return ok(
    markets.map(({ instrument }) => ({ symbol: instrument.nativeSymbol, notionalCoef: 1, brackets: [bracket] })),
  );
};

const commissionRate = (ask: Ask): WireAnswer => {
  const market = namedMarket(ask);
  if (isAnswer(market)) return market;
  const { maker, taker } = binanceProfile.fees[ask.kind];
  const rates = { makerCommissionRate: maker.toFixed(6), takerCommissionRate: taker.toFixed(6) };
  return ok({ symbol: market.instrument.nativeSymbol, ...rates });
};

/** What of `/sapi` a client of futures asks: the key's rights, and the coins there are. */
export const walletAnswer = (path: string, house: VenueHouse): WireAnswer | undefined => {
  if (path === 'account/apiRestrictions')
    return ok({
      ipRestrict: false,
      createTime: 1_569_398_400_000,
      enableReading: true,
      enableWithdrawals: false,
      enableInternalTransfer: false,
      enableMargin: false,
      enableFutures: true,
      permitsUniversalTransfer: false,
      enableVanillaOptions: false,
      enableFixApiTrade: false,
      enableFixReadOnly: false,
      enablePortfolioMarginTrading: false,
      enableSpotAndMarginTrading: true,
    });
  // Clients that list coins also ask which pairs may be margined: none of them.
  if (path === 'margin/allPairs' || path === 'margin/isolated/allPairs') return ok([]);
  if (path !== 'capital/config/getall') return undefined;
  const coins = new Set(
    (['spot', 'linear', 'inverse'] as const).flatMap((kind) =>
      marketsOf({ house, kind }).flatMap(({ instrument }) => [instrument.coin, instrument.settle]),
    ),
  );
  return ok([...coins].map((coin) => ({ coin, name: coin, trading: true, isLegalMoney: false, networkList: [] })));
};
