import type { MarketKind } from '../domain/ids.ts';
import type { OpenOrderStream, OrderStream } from './order-stream.ts';

/** Several streams of one account, each for kinds of markets of its own, as one. */
export const togetherStreams =
  (openers: readonly OpenOrderStream[]): OpenOrderStream =>
  (line, venueNowMs, events) => {
    const streams: readonly OrderStream[] = openers.map((open) => open(line, venueNowMs, events));
    const each = (act: (stream: OrderStream) => void): void => streams.forEach(act);
    return {
      hears: (kind: MarketKind) => streams.some((stream) => stream.hears(kind)),
      renew: (kind) => each((stream) => stream.renew(kind)),
      stop: () => each((stream) => stream.stop()),
    };
  };
