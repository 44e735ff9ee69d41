import type { Fact } from '../domain/fact.ts';
import type { MarketKey, VenueId } from '../domain/ids.ts';
import type { DecimalText } from '../domain/money.ts';
import type { Fill, FundingPayment } from '../domain/order.ts';
import type { MoneyFact } from '../ledger/money-fact.ts';
import { hasTexts, numberIn, textIn } from './fact-body.ts';

const FILL = [
  'clientOrderId',
  'market',
  'tradeId',
  'side',
  'quantity',
  'price',
  'fee',
  'feeCoin',
  'liquidity',
] as const;
const FILL_TERMS = ['cycle', 'decisionMid', 'contractSize'] as const;
const PAYMENT = ['market', 'paymentId', 'amount', 'coin', 'rate', 'quantity', 'settlementPrice', 'cycle'] as const;

/**
 * A journaled fact as the ledger booked it: posting them in order to an empty ledger gives the ledger of the run.
 * `incomplete` where an earlier build did not write all of it, `undefined` for a fact that moves no money.
 */
export const moneyFactOf = (fact: Fact): MoneyFact | 'incomplete' | undefined => {
  switch (fact.type) {
    case 'fill.booked':
      return fillFact(fact);
    case 'funding.paid':
      return fundingFact(fact);
    case 'capital.opened':
    case 'capital.moved':
      return capitalFact(fact);
    case 'position.adopted':
      return adoptedFact(fact);
    case 'rate.journaled':
      return rateFact(fact);
  }
  return undefined;
};

const fillFact = ({ body }: Fact): MoneyFact | 'incomplete' => {
  if (!hasTexts(body, FILL) || !hasTexts(body, FILL_TERMS) || numberIn(body, 'venueAtMs') === undefined)
    return 'incomplete';
  const { cycle, decisionMid, contractSize } = body;
  return {
    kind: 'fill',
    // the members were looked at; what the engine wrote in them are its own ids and decimals
    fill: body as unknown as Fill,
    decisionMid: decisionMid as DecimalText,
    contractSize: contractSize as DecimalText,
    cycle,
  };
};

const fundingFact = ({ body }: Fact): MoneyFact | 'incomplete' =>
  hasTexts(body, PAYMENT) && numberIn(body, 'settlementAtMs') !== undefined
    ? { kind: 'funding', payment: body as unknown as FundingPayment, cycle: body.cycle }
    : 'incomplete';

const capitalFact = ({ body, atMs }: Fact): MoneyFact | 'incomplete' => {
  if (!hasTexts(body, ['venue', 'coin', 'amount'])) return 'incomplete';
  const { venue, coin, amount } = body;
  const id = textIn(body, 'id') ?? `opening-${venue}-${coin}`;
  return { kind: 'capital', id, atMs, venue: venue as VenueId, coin, amount: amount as DecimalText };
};

const adoptedFact = ({ body, atMs }: Fact): MoneyFact | 'incomplete' => {
  if (!hasTexts(body, ['market', 'quantity', 'cost', 'contractSize', 'cycle'])) return 'incomplete';
  const { market, quantity, cost, contractSize, cycle } = body;
  // what the engine wrote are its own ids and decimals
  const amounts = {
    quantity: quantity as DecimalText,
    cost: cost as DecimalText,
    contractSize: contractSize as DecimalText,
  };
  return { kind: 'adopted', id: cycle, atMs, market: market as MarketKey, ...amounts, cycle };
};

const rateFact = ({ body, atMs }: Fact): MoneyFact | 'incomplete' =>
  hasTexts(body, ['coin', 'usd'])
    ? { kind: 'rate', coin: body.coin, usd: body.usd as DecimalText, atMs }
    : 'incomplete';
