import { describe, expect, it } from 'vitest';
import { venueId } from '../../src/domain/ids.ts';
import { text } from '../../src/domain/money.ts';
import { averageEntry } from '../../src/ledger/lot.ts';
import { INVERSE, LINEAR, SPOT, fill, ledgerAfter, partsOf, plain } from './support/facts.ts';

describe('a linear perpetual', () => {
  const open = fill({ on: LINEAR, side: 'buy', quantity: '100', price: '100.035', mid: '100', fee: '4.5' });
  const close = fill({ on: LINEAR, side: 'sell', quantity: '100', price: '101.968', mid: '102', fee: '4.6' });

  it('moves nothing but the fee when it opens, and carries its entry slippage as an open value', () => {
    const ledger = ledgerAfter(open);
    expect(text(ledger.wallet(venueId('alpha'), 'USDT'))).toBe('-4.5');
    // 100 coins bought 0.035 over the mid: 3.5 of slippage, carried until the lot closes.
    expect(text(ledger.balance('open alpha:BTC/USDT:USDT USDT'))).toBe('-3.5');
    expect(partsOf(ledger)).toMatchObject({ slippage: '3.5', fees: '4.5', basis: '0', net: '-8' });
  });

  it('realises mid to mid as basis and the distance from the mids as slippage', () => {
    const ledger = ledgerAfter(open, close);
    // Basis 100 x (102 - 100) = 200; slippage 3.5 + 100 x (102 - 101.968) = 3.5 + 3.2 = 6.7; fees 9.1.
    expect(partsOf(ledger)).toEqual({
      funding: '0',
      basis: '200',
      fx: '0',
      fees: '9.1',
      slippage: '6.7',
      financing: '0',
      fixed: '0',
      net: '184.2',
    });
    // In the wallet: 100 x (101.968 - 100.035) - 9.1 = 193.3 - 9.1.
    expect(text(ledger.wallet(venueId('alpha'), 'USDT'))).toBe('184.2');
    expect(text(ledger.balance('open alpha:BTC/USDT:USDT USDT'))).toBe('0');
    expect(ledger.lot(LINEAR)).toBeUndefined();
  });

  it('counts an improvement on the mid as negative slippage, and a rebate as a negative fee', () => {
    const ledger = ledgerAfter(
      fill({ on: LINEAR, side: 'sell', quantity: '2', price: '100.5', mid: '100', fee: '-0.02' }),
      fill({ on: LINEAR, side: 'buy', quantity: '2', price: '99', mid: '99.25', fee: '0.1' }),
    );
    // Sold 0.5 over, bought 0.25 under the mid: -(2 x 0.75); basis of a short 2 x (100 - 99.25).
    expect(partsOf(ledger)).toMatchObject({ slippage: '-1.5', basis: '1.5', fees: '0.08', net: '2.92' });
  });

  it('closes at average cost, and turns over in one fill', () => {
    const ledger = ledgerAfter(
      fill({ on: LINEAR, side: 'buy', quantity: '1', price: '100', mid: '100' }),
      fill({ on: LINEAR, side: 'buy', quantity: '3', price: '104', mid: '104' }),
    );
    const lot = ledger.lot(LINEAR);
    // (1 x 100 + 3 x 104) / 4 = 103.
    expect(lot === undefined ? undefined : text(averageEntry(lot) ?? 0)).toBe('103');
    ledger.post(fill({ on: LINEAR, side: 'sell', quantity: '6', price: '110', mid: '110' }));
    // 4 closed with 4 x (110 - 103) = 28; 2 sold short at 110.
    expect(text(ledger.wallet(venueId('alpha'), 'USDT'))).toBe('28');
    expect(plain(ledger.lot(LINEAR) ?? {})).toMatchObject({ quantity: '-2', cost: '-220' });
  });

  it('counts contracts by their size', () => {
    const size = { contractSize: '0.01' };
    const ledger = ledgerAfter(
      fill({ on: LINEAR, side: 'buy', quantity: '50', price: '60000', mid: '60000', ...size }),
      fill({ on: LINEAR, side: 'sell', quantity: '50', price: '60100', mid: '60100', ...size }),
    );
    // 50 contracts of 0.01 coins, 100 up.
    expect(partsOf(ledger)).toMatchObject({ basis: '50', net: '50' });
  });

  it('refuses a contract size that changes while it is held, and takes the new one afterwards', () => {
    const ledger = ledgerAfter(fill({ on: LINEAR, side: 'buy', quantity: '1', price: '100', mid: '100' }));
    const other = fill({ on: LINEAR, side: 'sell', quantity: '1', price: '100', mid: '100', contractSize: '10' });
    expect(() => ledger.post(other)).toThrow('the contract size of alpha:BTC/USDT:USDT changed while it is held');
    ledger.post(fill({ on: LINEAR, side: 'sell', quantity: '1', price: '100', mid: '100' }));
    expect(ledger.post(other).status).toBe('posted');
  });
});

describe('an inverse perpetual', () => {
  it('pays in coins, by the difference of the inverse prices', () => {
    const size = { contractSize: '100' };
    const ledger = ledgerAfter(
      fill({ on: INVERSE, side: 'buy', quantity: '10', price: '50000', mid: '50000', fee: '0.00001', ...size }),
      fill({ on: INVERSE, side: 'sell', quantity: '10', price: '62500', mid: '62500', fee: '0.00001', ...size }),
    );
    // 10 x 100 USD: 1000/50000 - 1000/62500 = 0.02 - 0.016 = 0.004 coins.
    expect(partsOf(ledger, 'BTC')).toMatchObject({ basis: '0.004', slippage: '0', fees: '0.00002', net: '0.00398' });
    expect(text(ledger.wallet(venueId('gamma'), 'BTC'))).toBe('0.00398');
  });

  it('costs slippage in coins when it is bought over the mid', () => {
    const ledger = ledgerAfter(
      fill({ on: INVERSE, side: 'buy', quantity: '1', price: '50000', mid: '40000', contractSize: '100' }),
    );
    // 100/40000 - 100/50000 = 0.0025 - 0.002.
    expect(partsOf(ledger, 'BTC')).toMatchObject({ slippage: '0.0005' });
    const lot = ledger.lot(INVERSE);
    expect(lot === undefined ? undefined : text(averageEntry(lot) ?? 0)).toBe('50000');
  });
});

describe('spot', () => {
  it('moves coins and quote, and carries its cost at the decision mid', () => {
    const ledger = ledgerAfter(
      fill({ on: SPOT, side: 'buy', quantity: '0.5', price: '60030', mid: '60000', fee: '30', feeCoin: 'USDT' }),
    );
    expect(text(ledger.wallet(venueId('beta'), 'BTC'))).toBe('0.5');
    // 0.5 x 60030 + 30 paid.
    expect(text(ledger.wallet(venueId('beta'), 'USDT'))).toBe('-30045');
    expect(text(ledger.balance('open beta:BTC/USDT USDT'))).toBe('30000');
    ledger.post(fill({ on: SPOT, side: 'sell', quantity: '0.5', price: '60990', mid: '61000' }));
    expect(text(ledger.wallet(venueId('beta'), 'BTC'))).toBe('0');
    // Basis 500, slippage 15 + 5, fees 30.
    expect(partsOf(ledger)).toMatchObject({ basis: '500', slippage: '20', fees: '30', net: '450' });
    expect(text(ledger.wallet(venueId('beta'), 'USDT'))).toBe('450');
    expect(text(ledger.balance('open beta:BTC/USDT USDT'))).toBe('0');
    expect(text(ledger.balance('inventory beta:BTC/USDT BTC'))).toBe('0');
  });

  it('holds the net quantity when the fee is taken in coins, and closes flat by selling just that', () => {
    const ledger = ledgerAfter(
      fill({ on: SPOT, side: 'buy', quantity: '1', price: '1010', mid: '1000', fee: '0.001', feeCoin: 'BTC' }),
    );
    expect(text(ledger.wallet(venueId('beta'), 'BTC'))).toBe('0.999');
    expect(plain(ledger.lot(SPOT) ?? {})).toMatchObject({ quantity: '0.999' });
    // The fee is worth 0.001 x 1000 at the mid; slippage is on the whole quantity bought.
    expect(partsOf(ledger)).toMatchObject({ fees: '1', slippage: '10', basis: '0' });
    ledger.post(fill({ on: SPOT, side: 'sell', quantity: '0.999', price: '1000', mid: '1000' }));
    expect(ledger.lot(SPOT)).toBeUndefined();
    // 999 back for 1010.
    expect(partsOf(ledger)).toMatchObject({ net: '-11' });
    expect(text(ledger.wallet(venueId('beta'), 'USDT'))).toBe('-11');
  });

  it('books a fee in a third coin on that coin', () => {
    const ledger = ledgerAfter(
      fill({ on: SPOT, side: 'buy', quantity: '1', price: '1001', mid: '1000', fee: '0.002', feeCoin: 'BNB' }),
    );
    expect(text(ledger.wallet(venueId('beta'), 'BNB'))).toBe('-0.002');
    expect(partsOf(ledger, 'BNB')).toMatchObject({ fees: '0.002', net: '-0.002' });
    expect([...ledger.attribution('BTC#1').keys()]).toEqual(['BNB', 'USDT']);
  });
});
