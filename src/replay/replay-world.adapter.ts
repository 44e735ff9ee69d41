import type { Input } from '../domain/input.ts';
import type { MarketLoan, VenueProfile, World, WorldRequest } from '../domain/ports.ts';
import type { AtMs } from '../domain/units.ts';

/** Orders matched against books the engine lends; its answers are inputs of later instants. */
export interface ReplayGateway {
  perform(request: WorldRequest, nowMs: AtMs): void;
  nextAtMs(): AtMs | undefined;
  advanceTo(atMs: AtMs): readonly Input[];
  /** The books moved: resting orders may fill. */
  followBooks(atMs: AtMs): void;
  /** When funding falls due next on what is held; 0 when it has passed already. */
  nextSettlementAtMs(): AtMs | undefined;
  /** Posts the funding that is due: payments, as inputs of now. */
  settle(nowMs: AtMs): readonly Input[];
  lendBooks(loan: MarketLoan): void;
}

export interface ReplayWorldOptions {
  /** Inputs in order, `atMs` never falling; may throw a typed error where a recording is cut short. */
  readonly inputs: AsyncIterator<Input>;
  readonly startAtMs: AtMs;
  readonly venues: readonly VenueProfile[];
  /** `frames`: turns, ticks and order reports are made here. `complete`: the recording holds them all itself. */
  readonly holds: 'frames' | 'complete';
  readonly gateway: ReplayGateway;
}

/**
 * A recorded world. Frames without turns get one after each frame; deadlines between frames become ticks; orders and
 * settlements go to the gateway. A recording that holds every input is passed on as it is, and requests go nowhere.
 */
export const createReplayWorld = (options: ReplayWorldOptions): World => {
  const { inputs, gateway, holds } = options;
  let ahead: Input | undefined;
  let isRead = false;
  let nowMs = options.startAtMs;
  const peek = async (): Promise<Input | undefined> => {
    if (!isRead) {
      // the engine has handled what was handed out: its books are current now
      if (holds === 'frames') gateway.followBooks(nowMs);
      const next = await inputs.next();
      ahead = next.done === true ? undefined : next.value;
      isRead = true;
    }
    return ahead;
  };
  const take = (input: Input): readonly Input[] => {
    isRead = false;
    nowMs = input.atMs;
    if (holds === 'complete' || input.kind === 'turn') return [input];
    return [input, { kind: 'turn', atMs: input.atMs }];
  };
  return {
    name: 'recorded',
    startAtMs: options.startAtMs,
    venues: options.venues,
    next: async (deadlineAtMs) => {
      const input = await peek();
      if (holds === 'complete') return input === undefined ? 'ended' : take(input);
      const frameAtMs = input?.atMs ?? Infinity;
      const reportAtMs = gateway.nextAtMs() ?? Infinity;
      if (input === undefined && reportAtMs === Infinity) return 'ended';
      // at one instant: settlement, market data, order report, tick
      const settlementAtMs = Math.max(nowMs, gateway.nextSettlementAtMs() ?? Infinity);
      const soonestMs = Math.min(settlementAtMs, frameAtMs, reportAtMs);
      if (deadlineAtMs !== undefined && deadlineAtMs < soonestMs) {
        nowMs = Math.max(nowMs, deadlineAtMs) as AtMs;
        return [{ kind: 'tick', atMs: nowMs }];
      }
      if (settlementAtMs === soonestMs) {
        nowMs = Math.max(nowMs, settlementAtMs) as AtMs;
        return gateway.settle(nowMs);
      }
      if (input !== undefined && frameAtMs <= reportAtMs) return take(input);
      nowMs = Math.max(nowMs, reportAtMs) as AtMs;
      return gateway.advanceTo(nowMs);
    },
    perform: (request) => {
      if (holds === 'frames') gateway.perform(request, nowMs);
    },
    lendBooks: (loan) => gateway.lendBooks(loan),
    stop: async () => {
      await inputs.return?.();
    },
  };
};
