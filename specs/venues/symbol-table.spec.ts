import { beforeEach, describe, expect, it } from 'vitest';
import { venueId } from '../../src/domain/ids.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';
import { instrumentIdentity } from '../../src/venues/binance/products.ts';
import { ZERO, decimal } from '../../src/domain/money.ts';
import { SymbolTable } from '../../src/venues/symbol-table.ts';
import { Refusals } from '../../src/venues/wire-value.ts';
import { printEvent } from './printed-events.ts';

const instrumentOf = (base: string): Instrument => ({
  ...instrumentIdentity('usdm', `${base}USDT`, { base, quote: 'USDT', settle: 'USDT' }),
  contractSize: decimal(1),
  tickSize: decimal('0.1'),
  lotSize: decimal(1),
  minQuantity: decimal(1),
  minNotional: ZERO,
  status: 'trading',
  source: 'assumed',
});

interface Remembered {
  instrument: Instrument;
  note: string;
}

let table: SymbolTable<Remembered>;
let events: MarketEvent[];
beforeEach(() => {
  events = [];
  table = new SymbolTable<Remembered>({
    refusals: new Refusals(venueId('binance')),
    called: 'symbol of usdm',
    open: (instrument) => ({ instrument, note: 'new' }),
    assume: (native) => {
      if (native.includes('_')) return { skipped: 'a dated contract' };
      return native.endsWith('USDT') ? instrumentOf(native.slice(0, -4)) : undefined;
    },
  });
});

const found = (native: unknown) => {
  events = [];
  const market = table.find(native, events);
  return [market?.instrument.symbol, ...events.map(printEvent)];
};

describe('a table of symbols', () => {
  it('announces a symbol that no list has named once, at first sight', () => {
    const [symbol, announced, ...rest] = found('BTCUSDT');
    expect([symbol, rest]).toEqual(['BTC/USDT:USDT', []]);
    expect(announced).toContain('instrument binance:BTC/USDT:USDT');
    expect(found('BTCUSDT')).toEqual(['BTC/USDT:USDT']);
  });

  it('says why a symbol is none of ours, and that it knows nothing of others', () => {
    const skipped = [undefined, 'unused: BTC_1: a dated contract'];
    expect([found('BTC_1'), found('BTC_1')]).toEqual([skipped, skipped]);
    expect(found('__proto__')).toEqual([undefined, 'unused: __proto__: a dated contract']);
    expect(found('constructor')).toEqual([
      undefined,
      'rejected frame.unknown-symbol: "constructor" is no symbol of usdm',
    ]);
    expect(found(7)).toEqual([undefined, 'rejected frame.missing-field: the symbol is 7']);
    expect(table.markets()).toEqual([]);
  });

  it('keeps what it remembers of a market when its terms change, and not when the name means another', () => {
    const market = table.put(instrumentOf('ETH'));
    market.note = 'kept';
    expect(table.put({ ...instrumentOf('ETH'), status: 'halted' }).note).toBe('kept');
    expect(table.put({ ...instrumentOf('SOL'), nativeSymbol: 'ETHUSDT' }).note).toBe('new');
  });

  it('takes a market in that was left out before', () => {
    table.skip('NEWUSDT', 'a contract not yet listed');
    expect(found('NEWUSDT')).toEqual([undefined, 'unused: NEWUSDT: a contract not yet listed']);
    table.put(instrumentOf('NEW'));
    expect(found('NEWUSDT')).toEqual(['NEW/USDT:USDT']);
  });

  it('stops taking symbols in before a stream of nonsense fills the memory', () => {
    for (let n = 0; n < 10_000; n += 1) table.skip(`X${n}`, 'x');
    expect(found('BTCUSDT')).toEqual([undefined, 'rejected frame.unknown-symbol: "BTCUSDT" is no symbol of usdm']);
  });
});
