import { createRequire } from 'node:module';

const { normalizeBookChanges, normalizeBookTickers, normalizeDerivativeTickers, normalizeTrades } = createRequire(
  import.meta.url,
)('tardis-dev');

const SPOT = ['binance'];

/** Parse and map by tardis-dev: normalised trades, touches, book changes and tickers; it keeps no book either. */
export const peerMapping = ({ mix }) => {
  const date = new Date(mix[0]?.atMs ?? 0);
  const mappers = new Map();
  for (const peer of new Set(mix.map((row) => row.peer)))
    if (peer !== undefined)
      mappers.set(peer, [
        normalizeTrades(peer, date),
        normalizeBookChanges(peer, date),
        normalizeBookTickers(peer, date),
        ...(SPOT.includes(peer) ? [] : [normalizeDerivativeTickers(peer, date)]),
      ]);
  return {
    run: () => {
      let events = 0;
      for (const row of mix) {
        const message = messageOf(row);
        for (const mapper of mappers.get(row.peer) ?? []) {
          if (!mapper.canHandle(message)) continue;
          for (const event of mapper.map(message, date)) if (event !== undefined) events += 1;
        }
      }
      return { events };
    },
  };
};

/** A depth snapshot over REST is handed to the mapper as its own client would. */
const messageOf = ({ rest, text }) => {
  const frame = JSON.parse(text);
  if (rest === undefined) return frame;
  const symbol = /symbol=(\w+)/.exec(rest)?.[1] ?? '';
  return { stream: `${symbol.toLowerCase()}@depthSnapshot`, generated: true, data: frame };
};
