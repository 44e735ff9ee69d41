import type { AccountTruth } from '../../src/domain/order.ts';
import type { JournalStore } from '../../src/domain/ports.ts';
import type { Position } from '../../src/position/position.ts';
import type { StateValue } from 'xstate';
import type { SimulatedWorld } from '../../src/simulator/sim-world.adapter.ts';
import { isRecord } from '../../src/domain/codec.ts';
import { decimal } from '../../src/domain/money.ts';
import { stateText } from '../../src/engine/view/state-text.ts';
import { createLedger } from '../../src/ledger/ledger.ts';
import { LEGS, coinsHeld, nakedCoins } from '../../src/position/position.ts';

/** What the venues know: the account of each, and how often each client id was sent. */
export interface VenuesTruth {
  readonly accounts: readonly AccountTruth[];
  readonly sends: ReadonlyMap<string, number>;
  readonly duplicates: number;
}

/** The truth of venues in this process. */
export const truthOf = (world: SimulatedWorld): VenuesTruth => ({
  accounts: world.venues.map(({ venue }) => world.venueTruth(venue)),
  sends: world.receivedClientIds(),
  duplicates: world.duplicates(),
});

/** Position actors as the journal keeps them. */
export const keptPositions = (
  store: JournalStore,
): readonly { readonly state: string; readonly position: Position }[] =>
  store.snapshots().flatMap(({ actor, snapshot }) => {
    if (!actor.startsWith('position/') || !isRecord(snapshot)) return [];
    // written by the position machine: its value is a state, its context a position
    return [
      { state: stateText(snapshot['value'] as StateValue), position: snapshot['context'] as unknown as Position },
    ];
  });

/** What is naked, coin by coin, as a part of the larger leg; 0 where nothing is held. */
export const nakedFractions = (store: JournalStore): Readonly<Record<string, number>> =>
  Object.fromEntries(
    keptPositions(store).map(({ position }) => {
      const { legs, coin } = position;
      if (legs === null) return [coin, 0];
      const larger = Math.max(...LEGS.map((leg) => coinsHeld(legs[leg]).abs().toNumber()));
      return [coin, larger === 0 ? 0 : nakedCoins(position).abs().toNumber() / larger];
    }),
  );

/** Everything in which the journal and the venues disagree, in words; nothing when a crash lost and doubled nothing. */
export const disagreements = (store: JournalStore, truth: VenuesTruth): readonly string[] => [
  ...positionFaults(store, truth),
  ...walletFaults(store, truth),
  ...orderFaults(store, truth),
];

const positionFaults = (store: JournalStore, { accounts }: VenuesTruth): readonly string[] => {
  const believed = new Map<string, string>();
  for (const { position } of keptPositions(store))
    for (const leg of LEGS) {
      const state = position.legs?.[leg];
      if (state === undefined || decimal(state.held).isZero()) continue;
      believed.set(
        state.market,
        decimal(state.held)
          .times(leg === 'long' ? 1 : -1)
          .toString(),
      );
    }
  const found = new Map(
    accounts.flatMap(({ positions }) =>
      positions
        .filter(({ quantity }) => !decimal(quantity).isZero())
        .map(({ market, quantity }) => [market as string, decimal(quantity).toString()]),
    ),
  );
  return [...new Set([...believed.keys(), ...found.keys()])]
    .sort()
    .filter((market) => believed.get(market) !== found.get(market))
    .map((market) => `${market}: held ${found.get(market) ?? '0'}, believed ${believed.get(market) ?? '0'}`);
};

const walletFaults = (store: JournalStore, { accounts }: VenuesTruth): readonly string[] => {
  const ledger = createLedger(store.balances());
  return accounts.flatMap(({ venue, balances }) =>
    balances
      .filter(({ coin, total }) => !ledger.wallet(venue, coin).equals(decimal(total)))
      .map(({ coin, total }) => `${venue} ${coin}: wallet ${total}, booked ${ledger.wallet(venue, coin).toString()}`),
  );
};

const orderFaults = (store: JournalStore, { sends, duplicates, accounts }: VenuesTruth): readonly string[] => {
  const intended = new Set<unknown>();
  for (const { type, body } of store.facts(1)) if (type === 'order.intended') intended.add(body['clientOrderId']);
  return [
    ...(duplicates === 0 ? [] : [`${duplicates} orders refused as duplicates`]),
    ...[...sends].flatMap(([id, times]) => [
      ...(times === 1 ? [] : [`${id} sent ${times} times`]),
      ...(intended.has(id) ? [] : [`${id} sent without its intent`]),
    ]),
    ...store.openIntents().map(({ clientOrderId }) => `${clientOrderId} still open`),
    ...accounts.flatMap(({ openOrders }) =>
      openOrders.map(({ clientOrderId }) => `${clientOrderId} rests at its venue`),
    ),
  ];
};
