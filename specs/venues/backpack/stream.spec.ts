import { describe, expect, it } from 'vitest';
import type { PrivateWord } from '../../../src/domain/venue-trading.ts';
import { backpackStream } from '../../../src/venues/backpack/stream.ts';
import { heardWords, kindsOf } from '../heard-words.ts';

const MARKET = { native: 'BTC_USDC_PERP', symbol: 'BTC/USDC:USDC', kind: 'linear', settle: 'USDC' } as const;

/** In the shape of the documentation, with other amounts; a member told twice counts as told last. */
const update = (part: string): string =>
  `{"stream":"account.orderUpdate","data":{"E":1767600000123456,"T":1767600000120999,"e":"orderAccepted","s":"BTC_USDC_PERP","i":"5406825793123456789","c":4294967295,"S":"Ask","o":"LIMIT","f":"IOC","q":"0.0500","p":"93000.1","X":"New","z":"0","Z":"0","V":"RejectTaker","r":false,"O":"USER","t":null${part}}}`;
const FILL =
  ',"e":"orderFill","X":"Filled","z":"0.0500","l":"0.0200","L":"93001.10","m":false,"n":"0.837009900000000001","N":"USDC","t":9007199254740993';

const wordsOf = (frame: string): readonly PrivateWord[] => heardWords(backpackStream, MARKET, frame);

describe('the private stream of Backpack', () => {
  it('tells a fill with its fee, and how the order stands after it, each number as it is written', () => {
    expect(wordsOf(update(FILL))).toEqual([
      {
        kind: 'fill',
        venueOrderId: '5406825793123456789',
        fill: {
          clientOrderId: '4294967295',
          market: 'backpack:BTC/USDC:USDC',
          tradeId: '9007199254740993',
          side: 'sell',
          quantity: '0.02',
          price: '93001.1',
          fee: '0.837009900000000001',
          feeCoin: 'USDC',
          liquidity: 'taker',
          // microseconds
          venueAtMs: 1_767_600_000_120,
        },
      },
      {
        kind: 'order',
        clientOrderId: '4294967295',
        found: { venueOrderId: '5406825793123456789', status: 'filled', filledQuantity: '0.05' },
      },
    ]);
  });

  it('tells no fill where an order begins, changes or ends', () => {
    for (const [event, state, status] of [
      ['orderAccepted', 'New', 'open'],
      ['orderModified', 'PartiallyFilled', 'open'],
      ['orderCancelled', 'Cancelled', 'cancelled'],
      ['orderExpired', 'Expired', 'cancelled'],
    ])
      expect(wordsOf(update(`,"e":"${event}","X":"${state}"`))).toMatchObject([{ kind: 'order', found: { status } }]);
  });

  it('tells why the venue ended an order of which nothing was filled', () => {
    const ended = ',"e":"orderExpired","X":"Expired","R":"PostOnlyTaker"';
    expect(wordsOf(update(ended))).toMatchObject([{ found: { refusal: { code: 'post-only-would-take' } } }]);
    const [partly] = wordsOf(update(`${ended},"z":"0.01"`));
    expect(partly).not.toHaveProperty('found.refusal');
  });

  it('has the lists looked at where the venue closes by force, which is nobody’s order', () => {
    const forced = update(`${FILL},"O":"LIQUIDATION_AUTOCLOSE"`).replace('"c":4294967295,', '');
    expect(wordsOf(forced)).toEqual([{ kind: 'account' }]);
  });

  it('says nothing of other markets, of other streams and of the session', () => {
    expect(wordsOf(update(FILL).replace('BTC_USDC_PERP', 'BTC_USDC'))).toEqual([]);
    expect(wordsOf(update(FILL).replace('account.orderUpdate', 'account.positionUpdate'))).toEqual([]);
    expect(wordsOf('{"id":null,"error":{"code":4006,"message":"Invalid stream"}}')).toEqual([]);
  });

  it('throws where a fill cannot be read, so that nothing is made of half of it', () => {
    for (const bad of ['"n":null', '"l":"much"', '"X":"Sideways"', '"m":"perhaps"', '"t":null'])
      expect(() => wordsOf(update(`${FILL},${bad}`))).toThrow('cannot be read');
    expect(kindsOf(wordsOf(update(FILL)))).toEqual(['fill', 'order']);
  });
});
