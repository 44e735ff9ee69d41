import type { Decimal } from '../../../domain/money.ts';
import { decimal, sum, text, ZERO } from '../../../domain/money.ts';
import { baseQuantityOf, notionalOf } from '../../../domain/instrument.ts';
import type { VenuePosition } from '../../../domain/order.ts';
import type { SimMarket } from '../../sim-market.ts';
import type { Ask } from './answers.ts';
import { askedMarkets, isAnswer, marketsOf, ok } from './answers.ts';
import { pairOf } from './rest.ts';
import type { WireAnswer } from '../venue-face.ts';

/** Fraction of notional held for a position's upkeep, at every size. */
export const MAINTENANCE = '0.01';

/** One market's position with what the venue computes from it. */
export interface HeldPosition {
  readonly market: SimMarket;
  readonly quantity: Decimal;
  readonly entryPrice: Decimal;
  /** Signed worth at the mark: USD on USD-M, coins on COIN-M. */
  readonly worth: Decimal;
  readonly unrealised: Decimal;
  readonly leverage: number;
}

/** Positions of a product; `quantity` 0 where nothing is held. */
export const heldOf = ({ house, kind }: Pick<Ask, 'house' | 'kind'>): readonly HeldPosition[] => {
  const held = new Map(house.desk.positions().map((position) => [position.market, position]));
  return marketsOf({ house, kind }).map((market) =>
    evaluate(market, held.get(market.instrument.market), house.desk.leverage(market.instrument.market)),
  );
};

const evaluate = (market: SimMarket, position: VenuePosition | undefined, leverage: number): HeldPosition => {
  const quantity = decimal(position?.quantity ?? 0);
  const entryPrice = decimal(position?.entryPrice ?? 0);
  const { instrument } = market;
  const valueAt = (price: Decimal): Decimal =>
    instrument.kind === 'inverse'
      ? baseQuantityOf(instrument, quantity, price)
      : notionalOf(instrument, quantity, price);
  if (quantity.isZero()) return { market, quantity, entryPrice, worth: ZERO, unrealised: ZERO, leverage };
  const worth = valueAt(decimal(market.published.mark));
  const cost = valueAt(entryPrice);
  // An inverse long gains when it is worth fewer coins.
  const unrealised = instrument.kind === 'inverse' ? cost.minus(worth) : worth.minus(cost);
  return { market, quantity, entryPrice, worth, unrealised, leverage };
};

const places = (value: Decimal): string => value.toFixed(8);

/** `positionRisk`: version 3 tells only what is held. */
export const positionRisk = (ask: Ask): WireAnswer => {
  const asked = askedMarkets(ask);
  if (isAnswer(asked)) return asked;
  const wanted = new Set(asked);
  const held = heldOf(ask).filter(
    ({ market, quantity }) => wanted.has(market) && (ask.version !== 'v3' || !quantity.isZero()),
  );
  return ok(held.map((position) => positionRow(position, ask)));
};

const positionRow = (position: HeldPosition, { kind, version, house }: Ask) => {
  const { market, quantity, entryPrice, worth, unrealised, leverage } = position;
  const common = {
    symbol: market.instrument.nativeSymbol,
    positionSide: 'BOTH',
    positionAmt: text(quantity),
    entryPrice: text(entryPrice),
    breakEvenPrice: text(entryPrice),
    markPrice: market.published.mark,
    unRealizedProfit: places(unrealised),
    // Cross margin: the account has one, no single position.
    liquidationPrice: '0',
    isolatedMargin: '0',
    updateTime: quantity.isZero() ? 0 : house.nowMs,
  };
  const config = { leverage: String(leverage), marginType: 'cross', isAutoAddMargin: 'false' };
  if (kind === 'inverse') return { ...common, ...config, maxQty: '1000000', notionalValue: places(worth) };
  const notional = { notional: places(worth), isolatedWallet: '0' };
  if (version !== 'v3') return { ...common, ...config, ...notional, maxNotionalValue: '100000000' };
  return {
    ...common,
    ...notional,
    marginAsset: market.instrument.settle,
    ...marginOf(position),
    adl: 1,
    bidNotional: '0',
    askNotional: '0',
  };
};

const marginOf = ({ worth, leverage }: HeldPosition) => {
  const initialMargin = places(worth.abs().div(leverage));
  return {
    initialMargin,
    maintMargin: places(worth.abs().times(MAINTENANCE)),
    positionInitialMargin: initialMargin,
    openOrderInitialMargin: '0',
  };
};

interface Wallet {
  readonly asset: string;
  readonly total: Decimal;
  readonly free: Decimal;
  readonly unrealised: Decimal;
}

/** The coins that margin a product's contracts; on spot every coin. */
export const walletsOf = (ask: Pick<Ask, 'house' | 'kind'>): readonly Wallet[] => {
  const settling = new Set(marketsOf(ask).map(({ instrument }) => instrument.settle));
  const held = ask.kind === 'spot' ? [] : heldOf(ask);
  return ask.house.desk
    .balances()
    .filter(({ coin }) => ask.kind === 'spot' || settling.has(coin))
    .map(({ coin, total, free }) => ({
      asset: coin,
      total: decimal(total),
      free: decimal(free),
      unrealised: sum(
        held.filter(({ market }) => market.instrument.settle === coin).map(({ unrealised }) => unrealised),
      ),
    }));
};

/** `balance`. */
export const balanceRows = (ask: Ask): WireAnswer =>
  ok(
    walletsOf(ask).map(({ asset, total, free, unrealised }) => ({
      accountAlias: 'simulated',
      asset,
      // every digit that the account has, beyond the venue's eight: fills and payments are not cut either
      balance: text(total),
      crossWalletBalance: text(total),
      crossUnPnl: places(unrealised),
      availableBalance: places(free),
      ...(ask.kind === 'inverse'
        ? { withdrawAvailable: places(free) }
        : { maxWithdrawAmount: places(free), marginAvailable: true }),
      updateTime: ask.house.nowMs,
    })),
  );

/** `account`. */
export const accountAnswer = (ask: Ask): WireAnswer => {
  if (ask.kind === 'spot') return ok(spotAccount(ask));
  const wallets = walletsOf(ask);
  const held = heldOf(ask).filter(({ quantity }) => ask.version !== 'v3' || !quantity.isZero());
  const assets = wallets.map((wallet) => assetRow(wallet, held, ask.house.nowMs));
  const positions = held.map((position) => accountPosition(position, ask.house.nowMs));
  const rights = { canDeposit: true, canTrade: true, canWithdraw: false, feeTier: 0, updateTime: 0 };
  if (ask.kind === 'inverse') return ok({ assets, positions, ...rights });
  const total = (of: (wallet: Wallet) => Decimal): string => places(sum(wallets.map(of)));
  return ok({
    ...(ask.version === 'v3' ? undefined : { ...rights, multiAssetsMargin: false, tradeGroupId: -1 }),
    totalInitialMargin: total(({ total: all, unrealised, free }) => all.plus(unrealised).minus(free)),
    totalMaintMargin: places(sum(held.map(({ worth }) => worth.abs().times(MAINTENANCE)))),
    totalWalletBalance: total(({ total: all }) => all),
    totalUnrealizedProfit: total(({ unrealised }) => unrealised),
    totalMarginBalance: total(({ total: all, unrealised }) => all.plus(unrealised)),
    totalCrossWalletBalance: total(({ total: all }) => all),
    totalCrossUnPnl: total(({ unrealised }) => unrealised),
    availableBalance: total(({ free }) => free),
    maxWithdrawAmount: total(({ free }) => free),
    assets,
    positions,
  });
};

const assetRow = ({ asset, total, free, unrealised }: Wallet, held: readonly HeldPosition[], nowMs: number) => {
  const own = held.filter(({ market }) => market.instrument.settle === asset);
  const initialMargin = places(total.plus(unrealised).minus(free));
  return {
    asset,
    walletBalance: text(total),
    unrealizedProfit: places(unrealised),
    marginBalance: places(total.plus(unrealised)),
    maintMargin: places(sum(own.map(({ worth }) => worth.abs().times(MAINTENANCE)))),
    initialMargin,
    positionInitialMargin: initialMargin,
    openOrderInitialMargin: '0',
    crossWalletBalance: text(total),
    crossUnPnl: places(unrealised),
    availableBalance: places(free),
    maxWithdrawAmount: places(free),
    updateTime: nowMs,
  };
};

const accountPosition = (position: HeldPosition, nowMs: number) => {
  const { market, quantity, entryPrice, worth, unrealised, leverage } = position;
  const { nativeSymbol: symbol, kind } = market.instrument;
  return {
    symbol,
    ...(kind === 'inverse' ? { pair: pairOf(symbol), notionalValue: places(worth) } : { notional: places(worth) }),
    positionSide: 'BOTH',
    positionAmt: text(quantity),
    entryPrice: text(entryPrice),
    unrealizedProfit: places(unrealised),
    isolated: false,
    isolatedMargin: '0',
    isolatedWallet: '0',
    leverage: String(leverage),
    ...marginOf(position),
    updateTime: quantity.isZero() ? 0 : nowMs,
  };
};

const spotAccount = (ask: Ask) => ({
  makerCommission: 10,
  takerCommission: 10,
  commissionRates: { maker: '0.00100000', taker: '0.00100000', buyer: '0.00000000', seller: '0.00000000' },
  canTrade: true,
  canWithdraw: false,
  canDeposit: true,
  updateTime: ask.house.nowMs,
  accountType: 'SPOT',
  balances: walletsOf(ask).map(({ asset, total, free }) => ({
    asset,
    free: places(free),
    locked: places(total.minus(free)),
  })),
  permissions: ['SPOT'],
});
