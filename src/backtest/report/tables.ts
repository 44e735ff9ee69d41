import { RESULT_FIGURES } from '../../monitor/attribution-sum.ts';
import type { BacktestResult, Figures, MarketCoverage, RouteRow, StateRow } from '../backtest-result.ts';
import { dollars } from '../../monitor/dollars.ts';
import { milliseconds, percent, plain, shown, span } from './figure-text.ts';
import { escapeHtml, htmlTable } from './page-shell.ts';

/** Every figure there is, with what it stands on. */
export const figureTable = (figures: Figures): string =>
  htmlTable(
    ['figure', 'value', 'made of'],
    [
      ['capital, USD', dollars(figures.capitalUsd), 'put in at the start'],
      ['net at marks, USD', shown(figures.netAtMarksUsd, dollars), 'equity at marks at the end less the capital'],
      ['net, USD', dollars(figures.netUsd), 'closed cycles, and of open ones what is settled'],
      ['total return, realized', shown(figures.totalReturn, percent), 'days'],
      ['annualised return', shown(figures.annualisedReturn, percent), 'geometric, 365 days, from days'],
      [
        'Sharpe',
        shown(figures.sharpe, plain),
        'daily net returns, no risk-free rate, times the root of 365, sample deviation',
      ],
      ['Sortino', shown(figures.sortino, plain), 'the same against days that lost'],
      ['max drawdown', shown(figures.maxDrawdown, percent), 'realized equity under its highest'],
      ['win rate', shown(figures.winRate, percent), 'closed cycles with a net above 0'],
      ['cycles closed, open', `${figures.closedCycles}, ${figures.openCycles}`, 'cycles'],
      [
        'average slippage, bps',
        shown(figures.slippageBps, plain),
        'fills against the mid of their decision, by notional',
      ],
      ['turnover, times equity', shown(figures.turnover, plain), 'traded over average equity'],
      ['traded, USD', dollars(figures.tradedUsd), 'fills'],
      ['funding received, USD', dollars(figures.fundingReceivedUsd), 'payments above 0'],
      ['funding paid, USD', dollars(figures.fundingPaidUsd), 'payments below 0'],
      [
        'signal to order, median',
        shown(figures.signalToOrderMs, milliseconds),
        'engine time: 0 where decisions take none',
      ],
      ['order to fill, median', shown(figures.orderToFillMs, milliseconds), 'modelled latencies'],
      ['time with a position', shown(figures.timeHeld, percent), 'cycles'],
      [
        'longest naked',
        `${figures.naked.longestMs} ms`,
        `${dollars(figures.naked.peakUsd)} USD at most, ${figures.naked.totalMs} ms in all`,
      ],
      ['whole days', String(figures.wholeDays), 'days'],
    ],
  );

export const attributionTable = ({ closed, open, total }: BacktestResult['attribution']): string =>
  htmlTable(
    ['', 'closed cycles', 'open so far', 'total'],
    RESULT_FIGURES.map((part) => [part, dollars(closed[part]), dollars(open[part]), dollars(total[part])]),
  ) + '<p class="quiet">To the last decimal in the JSON.</p>';

/** Pairs of markets, the best first. */
export const routeTable = (routes: readonly RouteRow[]): string =>
  routes.length === 0
    ? '<p class="quiet">No route was held.</p>'
    : `<div class="wide">${htmlTable(
        ['long', 'short', 'cycles', 'won', 'held', 'funding', 'basis', 'fees', 'slippage', 'net'],
        routes.map(({ long, short, cycles, won, heldMs, attribution }) => [
          long,
          short,
          String(cycles),
          String(won),
          span(heldMs),
          ...[attribution.funding, attribution.basis, attribution.fees, attribution.slippage, attribution.net].map(
            dollars,
          ),
        ]),
      )}</div>`;

export const assetTable = ({ assets, figures }: BacktestResult): string =>
  assets.length === 0
    ? '<p class="quiet">Nothing was traded.</p>'
    : `<p class="quiet">Turnover ${shown(figures.turnover, plain)} times average equity, ${dollars(figures.tradedUsd)} USD in all.</p>${htmlTable(
        ['coin', 'fills', 'traded, USD', 'slippage, bps'],
        assets.map(({ coin, fills, tradedUsd, slippageBps }) => [
          coin,
          String(fills),
          dollars(tradedUsd),
          slippageBps === undefined ? '-' : plain(slippageBps),
        ]),
      )}`;

const KINDS = ['scanning', 'entering', 'hedged', 'unwinding', 'paused'] as const;

/** Of all coins together, and of each: where the time went, by the outermost state. */
export const stateSection = ({ states }: BacktestResult): string => {
  if (states.length === 0) return '<p class="quiet">No position actor was ever busy.</p>';
  const all = outermost(states);
  const sum = [...all.values()].reduce((total, ms) => total + ms, 0);
  const bars = [...all].map(
    ([name, ms]) => `<i class="${lookOf(name)}" style="width:${((100 * ms) / sum).toFixed(3)}%"></i>`,
  );
  const key = [...all].map(
    ([name, ms]) => `<i class="${lookOf(name)}"></i>${escapeHtml(name)} ${((100 * ms) / sum).toFixed(2)} %`,
  );
  const names = [...all.keys()];
  const rows = states.map((row) => {
    const own = outermost([row]);
    return [row.coin, ...names.map((name) => span(own.get(name) ?? 0))];
  });
  return (
    `<div class="states" role="img" aria-label="time in state">${bars.join('')}</div><p class="key">${key.join('')}</p>` +
    `<details><summary>By coin</summary><div class="wide">${htmlTable(['coin', ...names], rows)}</div></details>`
  );
};

const lookOf = (name: string): string => (KINDS.some((kind) => kind === name) ? `s-${name}` : 's-other');

const outermost = (states: readonly StateRow[]): ReadonlyMap<string, number> => {
  const spent = new Map<string, number>(KINDS.map((kind) => [kind, 0]));
  for (const { spentMs } of states)
    for (const [state, ms] of Object.entries(spentMs)) {
      const name = /^[a-z]+/.exec(state)?.[0] ?? state;
      spent.set(name, (spent.get(name) ?? 0) + ms);
    }
  return new Map([...spent].filter(([, ms]) => ms > 0));
};

/** What of each market there was, and what of it was modelled. */
export const coverageTable = (coverage: readonly MarketCoverage[]): string =>
  htmlTable(
    [
      'market',
      'settlements',
      'prices',
      'books',
      'missing',
      'interval changes',
      'books of',
      'predictions',
      'taker, bps',
      'maker, bps',
      '',
    ],
    coverage.map(({ market, rows, gaps, intervalChanges, books, predictions, fees, excluded, pricesOf }) => [
      market,
      String(rows.funding),
      String(rows.mark),
      String(rows.book),
      String(gaps.reduce((sum, gap) => sum + gap.missing, 0)),
      String(intervalChanges.length),
      books,
      predictions,
      String(fees.takerBps),
      String(fees.makerBps),
      excluded === undefined ? (pricesOf === undefined ? '' : `prices of ${pricesOf}`) : `left out: ${excluded}`,
    ]),
  );
