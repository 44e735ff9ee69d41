import { onTheHour } from '../../clock/deadline.ts';
import { isRecord } from '../../domain/codec.ts';
import { exactJson } from '../../domain/exact-json.ts';
import { RowFault, rememberedNaming } from './dataset.ts';
import type { Dataset, DatasetTerms, TakeRow } from './dataset.ts';
import { decimalOf, epochMs, needed } from './fields.ts';

/** A list longer than this is better written one row a line. */
const LIST_CHARS_MAX = 64 * 1024 * 1024;

/** What ccxt's `fetchFundingRateHistory` gives: one list, or one row a line. Rows are told by their place in the list. */
export const ccxtDataset = (terms: DatasetTerms): Dataset => {
  const market = rememberedNaming(terms.naming);
  const parts: string[] = [];
  let chars = 0;
  const rowOf = (row: unknown, place: number, take: TakeRow): void => {
    if (!isRecord(row)) throw new RowFault('a row of the list is no object', 'history.file-format');
    const symbol = textOf(row['symbol']);
    if (symbol === undefined) throw new RowFault('symbol is empty');
    const mark = decimalOf(textOf(row['markPrice']), 'markPrice');
    take(
      {
        kind: 'funding',
        market: market(symbol),
        atMs: onTheHour(epochMs(textOf(row['timestamp']), 'timestamp')),
        rate: needed(decimalOf(textOf(row['fundingRate']), 'fundingRate'), 'fundingRate'),
        ...(mark === undefined ? {} : { mark }),
      },
      place,
    );
  };
  return {
    line: (text, line, take) => {
      if (parts.length === 0 && text.startsWith('{')) {
        const row = exactJson(text.replace(/,$/, ''));
        if (row === undefined) throw new RowFault('the line is not JSON', 'history.file-format');
        rowOf(row, line, take);
        return;
      }
      chars += text.length;
      if (chars > LIST_CHARS_MAX)
        throw new RowFault('the list is longer than 64 Mi characters: write one row a line', 'history.file-format');
      parts.push(text);
    },
    end: (take) => {
      if (parts.length === 0) return;
      const list = exactJson(parts.join('\n'));
      if (!Array.isArray(list)) throw new RowFault('the file is not a JSON list of rows', 'history.file-format');
      for (const [at, row] of list.entries()) rowOf(row, at + 1, take);
    },
  };
};

/** Numbers come as text already; what is absent may be null. */
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
