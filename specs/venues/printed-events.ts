import type { FundingObservation } from '../../src/domain/funding.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { MarketEvent } from '../../src/domain/market-event.ts';

/** Every frame's events as short lines, a frame without any as `-`: what a spec shows of a decoded fixture. */
export const printFrames = (frames: readonly (readonly MarketEvent[])[]): string =>
  `\n${frames.map((events) => (events.length === 0 ? '-' : events.map(printEvent).join('\n  & '))).join('\n')}\n`;

export const printEvent = (event: MarketEvent): string => {
  switch (event.type) {
    case 'instrument':
      return printInstrument(event.instrument);
    case 'funding':
      return printFunding(event.funding);
    case 'mark':
    case 'index':
      return `${event.type} ${event.market} ${event.price} at ${clock(event.venueAtMs)}`;
    case 'book.snapshot':
    case 'book.delta':
      return `${event.type} ${event.market} #${event.updateId} bids ${event.bids.join(' ')} asks ${event.asks.join(' ')}`;
    case 'book.gap':
      return `${event.type} ${event.market} expected ${event.expected} received ${event.received}: ${event.recovery}`;
    case 'top': {
      const { bid, bidSize, ask, askSize } = event.top;
      return `top ${event.market} #${event.updateId} ${bid} x ${bidSize} / ${ask} x ${askSize} at ${clock(event.venueAtMs)}`;
    }
    case 'trade':
      return `trade ${event.market} ${event.takerSide} ${event.size} at ${event.price} (${event.tradeId})`;
    case 'liquidation':
      return `liquidation ${event.market} of a ${event.liquidated}: ${event.size} at ${event.price}`;
    case 'status':
      return `status ${event.market} ${event.status}: ${event.reason}`;
    case 'venue.time':
      return `venue.time ${clock(event.venueAtMs)}`;
    case 'frame.control':
      return `${event.what}: ${event.detail}`;
    case 'frame.rejected':
      return `rejected ${event.code}: ${event.reason}`;
    default:
      return event satisfies never;
  }
};

const printFunding = (funding: FundingObservation): string => {
  const { market, kind, rate, intervalHours, intervalSource, observedAtMs, settlementAtMs, special } = funding;
  const interval = `${intervalHours} h (${intervalSource})`;
  const when = `seen ${clock(observedAtMs)} for ${clock(settlementAtMs)}`;
  return `funding ${market} ${kind} ${rate} per ${interval}, ${when}${special === true ? ', special' : ''}`;
};

const printInstrument = (instrument: Instrument): string => {
  const { market, coin, multiplier, contractSize, tickSize, lotSize, minNotional, status, source } = instrument;
  const funding = instrument.fundingIntervalHours === undefined ? '' : ` every ${instrument.fundingIntervalHours} h`;
  const cap = instrument.fundingCap === undefined ? '' : ` cap ${instrument.fundingCap}`;
  const end = instrument.delistingAtMs === undefined ? '' : ` until ${clock(instrument.delistingAtMs)}`;
  const sizes = `${contractSize.toString()} tick ${tickSize.toString()} lot ${lotSize.toString()} min ${minNotional.toString()}`;
  return `instrument ${market} ${coin} x${multiplier} of ${sizes} ${status} ${source}${funding}${cap}${end}`;
};

/** Day of the month and time of day, UTC, with the milliseconds where there are any. */
const clock = (instant: number | undefined): string => {
  if (instant === undefined) return 'no time';
  const seconds = Math.floor(instant / 1000);
  const time = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  const fraction = instant % 1000 === 0 ? '' : `.${String(instant % 1000).padStart(3, '0')}`;
  return `d${Math.floor(seconds / 86_400)} ${time}${fraction}`;
};

const two = (value: number): string => String(value).padStart(2, '0');
