import type { MarketKey } from '../../domain/ids.ts';
import type { HistoryFileCode } from '../history-error.ts';
import type { RowDraft } from '../history.ts';

/** Takes a row and the line it came from. */
export type TakeRow = (row: RowDraft, line: number) => void;

/** A file's rows in one of the formats users have; lines come in order, blank ones left out. */
export interface Dataset {
  /** The rows of a line. Throws RowFault; the line is then left out. */
  line(text: string, line: number, take: TakeRow): void;
  /** What was held back. */
  end(take: TakeRow): void;
}

/** The market a source means; `undefined` where no venue we know has it. */
export type MarketNaming = (named: {
  /** As the source writes it; absent where it names none. */
  readonly exchange?: string;
  readonly symbol: string;
}) => MarketKey | undefined;

/** What every dataset may use. */
export interface DatasetTerms {
  readonly naming: MarketNaming;
  /** At most one price row a market within this, the last; ms. */
  readonly pricesEveryMs: number;
  /** At most one book a market within this, the last; ms. */
  readonly booksEveryMs: number;
}

/** One line that cannot be read, and why. */
export class RowFault extends Error {
  readonly code: HistoryFileCode;

  constructor(message: string, code: HistoryFileCode = 'history.bad-row') {
    super(message);
    this.name = 'RowFault';
    this.code = code;
  }
}

/** Names markets once, and says which name is unknown. */
export const rememberedNaming = (naming: MarketNaming): ((symbol: string, exchange?: string) => MarketKey) => {
  const known = new Map<string, MarketKey>();
  return (symbol, exchange = '') => {
    const name = `${exchange} ${symbol}`;
    const remembered = known.get(name);
    if (remembered !== undefined) return remembered;
    const market = naming(exchange === '' ? { symbol } : { exchange, symbol });
    if (market === undefined)
      throw new RowFault(
        `no market is known by ${exchange === '' ? '' : `"${exchange}" `}"${symbol}": ` +
          'name its venue with --venue, or the market with --symbol',
        'history.unknown-symbol',
      );
    known.set(name, market);
    return market;
  };
};
