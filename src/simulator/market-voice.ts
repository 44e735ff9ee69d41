import type { MarketKey } from '../domain/ids.ts';
import type { Input } from '../domain/input.ts';
import type { SimMarket } from './sim-market.ts';
import type { MarketFeed, MarketListener } from './sim-markets.ts';

export interface Saying {
  readonly inputs: Input[];
  readonly frames: (out: Input[]) => void;
}

/** What a frame tells of a market: what it is quoted at, or what its funding comes to. */
export interface Said {
  readonly market: MarketKey;
  readonly ground: 'book' | 'rate';
}

/** By the frame itself, which outlives the inputs that carry it. */
const SAID = new WeakMap<object, readonly Said[]>();

const GROUNDS: Readonly<Partial<Record<MarketFeed, readonly Said['ground'][]>>> = { book: ['book'], prices: ['rate'] };

/** What a frame, or an answer, of an invented market tells; nothing of any other. */
export const saidOf = (frame: unknown): readonly Said[] =>
  typeof frame === 'object' && frame !== null ? (SAID.get(frame) ?? []) : [];

/** A frame that was spoilt on its way and can still be read may tell what it told before: nobody knows more than that. */
export const retold = (before: unknown, after: unknown): void => {
  if (typeof after === 'object' && after !== null) SAID.set(after, saidOf(before));
};

/** Takes note of frames that tell everything of these markets: what a client sees first. Returns them. */
export const allSaid = (markets: readonly SimMarket[], inputs: readonly Input[]): readonly Input[] => {
  note(
    inputs,
    markets.flatMap(({ instrument: { market } }): readonly Said[] => [
      { market, ground: 'book' },
      { market, ground: 'rate' },
    ]),
  );
  return inputs;
};

const note = (inputs: readonly Input[], said: readonly Said[]): void => {
  for (const input of inputs)
    if ((input.kind === 'frame' || input.kind === 'rest') && typeof input.frame === 'object' && input.frame !== null)
      SAID.set(input.frame, said);
};

/** Says something of a market: into `inputs`, or to the listener where there is one and it wants to hear it. */
export const say =
  (listener: MarketListener | undefined) =>
  (market: SimMarket, feed: MarketFeed, { inputs, frames }: Saying): void => {
    if (listener === undefined) {
      const from = inputs.length;
      frames(inputs);
      const grounds = GROUNDS[feed];
      if (grounds !== undefined)
        note(
          inputs.slice(from),
          grounds.map((ground) => ({ market: market.instrument.market, ground })),
        );
      return;
    }
    if (!listener.wants(market, feed)) return;
    const out: Input[] = [];
    frames(out);
    listener.heard(market, feed, out);
  };
