import { describe, expect, it } from 'vitest';
import { ChaosReach } from '../../src/chaos/chaos-reach.ts';
import { clientOrderId, marketKey, symbolId, venueId } from '../../src/domain/ids.ts';
import type { Input } from '../../src/domain/input.ts';
import type { OrderReport } from '../../src/domain/order.ts';
import type { WorldRequest } from '../../src/domain/ports.ts';
import { text } from '../../src/domain/money.ts';
import { atMs } from '../../src/domain/units.ts';

const VENUE = venueId('alpha');
const MARKET = marketKey(VENUE, symbolId('BTC/USDT:USDT'));
const ID = clientOrderId('one');

/** One life's requests on their way to one venue; `pass` is what gets there. */
const reaching = () => {
  const told: Input[] = [];
  const passed: WorldRequest[] = [];
  const waiting: (() => void)[] = [];
  const reach = new ChaosReach({
    nowMs: () => atMs(1000),
    later: (_, act) => waiting.push(act),
    deliver: (input) => told.push(input),
    pass: (request) => passed.push(request),
  });
  const words = () =>
    told.map((input) => {
      if (input.kind === 'report') return `${input.report.kind} ${input.report.clientOrderId}`;
      return input.kind === 'account' ? `account ${input.account === undefined ? 'untold' : 'told'}` : input.kind;
    });
  return { reach, passed, words, wait: () => waiting.splice(0).forEach((act) => act()) };
};

// what passes here looks at nothing but the id and the market
const submit = { kind: 'submit', order: { clientOrderId: ID, market: MARKET } } as unknown as WorldRequest;
const probe: WorldRequest = { kind: 'probe', clientOrderId: ID, market: MARKET };
const account: WorldRequest = { kind: 'account', venue: VENUE, sinceMs: atMs(0) };
const report = (one: OrderReport) => ({ kind: 'report', atMs: atMs(1000), report: one }) as const;
const accepted = report({ kind: 'accepted', clientOrderId: ID, venueOrderId: 'v' });
const done = report({ kind: 'done', clientOrderId: ID, status: 'filled', filledQuantity: text(1) });

describe('what is in flight when a venue is cut off', () => {
  it('is in doubt if it is an order, and its answers find nobody', () => {
    const { reach, words } = reaching();
    reach.ask(submit);
    reach.cut(VENUE);
    reach.answer(accepted);
    expect(words()).toEqual(['in-doubt one']);
    reach.comeBack(VENUE);
    expect(words()).toEqual(['in-doubt one']);
  });

  it('fails if it is a look-up or an account', () => {
    const { reach, words } = reaching();
    reach.ask(probe);
    reach.ask(account);
    reach.cut(VENUE);
    expect(words()).toEqual(['in-doubt one', 'probe-failed one', 'account untold']);
  });

  it('is nothing once its end was told', () => {
    const { reach, words } = reaching();
    reach.ask(submit);
    reach.answer(done);
    reach.cut(VENUE);
    expect(words()).toEqual(['done one']);
  });
});

describe('while a venue is cut off', () => {
  it('no request gets there, and whoever asks is told so', () => {
    const { reach, passed, words, wait } = reaching();
    reach.cut(VENUE);
    for (const request of [submit, probe, account]) reach.ask(request);
    wait();
    expect(passed).toEqual([]);
    expect(words()).toEqual(['in-doubt one', 'probe-failed one', 'account untold']);
  });

  it('trades that nobody ordered and payments wait until it is back', () => {
    const { reach, words } = reaching();
    const fill = { clientOrderId: clientOrderId('autoclose-1'), market: MARKET };
    reach.cut(VENUE);
    reach.answer({ kind: 'report', report: { kind: 'fill', fill, clientOrderId: fill.clientOrderId } } as never);
    reach.answer({ kind: 'payment', payment: { market: MARKET } } as never);
    expect(words()).toEqual([]);
    reach.comeBack(VENUE);
    expect(words()).toEqual(['fill autoclose-1', 'payment']);
  });
});
