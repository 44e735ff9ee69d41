/** The configuration that holds where a file says nothing; also what a new user copies. Money may be quoted or bare. */
export const defaultConfigYaml = `# Hedgerow configuration. Every key is optional; what is left out keeps the value shown here.
# Units are part of the names: Ms, Hours, Usd, Bps (1/100 of a percent), Fraction (0.02 is 2 %).
# Secrets never stand in this file: they are read from the environment.

# One of individual, team, institutional, or none; single keys below still win over it.
preset: none

engine:
  seed: 7                          # dice of the simulated world
  horizonHours: 72                 # how far carry is projected
  evaluateEveryMs: 10_000          # how often routes are judged; 0: at every turn with news
  speed: auto                      # simulated time: auto, max, or a factor such as 600
  maxCoins: 30                     # coins watched, or all

venues:
  # Where every venue starts from. Name a venue beside it to change single keys for that one:
  #   some-venue: { enabled: false }
  everyVenue:
    enabled: true
    symbols: all                   # or a list such as [BTC/USDT:USDT, BTC/USDT]
    kinds: all                     # or a list of linear, inverse, spot
    capitalUsd: "100000"           # what simulated and paper accounts start with; everywhere its share of the margin
    capitalCoins: {}               # coins beside it in paper accounts, which margin inverse contracts: { BTC: 1 }
    leverageRatio: 1               # margin of a derivative leg is its notional divided by this
    maintenanceFraction: 0.01      # maintenance margin of a derivative leg
    hosts: {}                      # addresses in place of the venue's own, by name: { rest: "https://…" }
    relay: none                    # a relay that also tells this venue's rates and prices (key from the environment)
    relayShareFraction: 0          # share of the markets, by hash of the symbol, whose rates it serves; 0: it only watches
    relayShadow: true              # record where relay and venue differ by more than 0.00001
    fees: {}                       # the venue's own; or { linear: { makerBps: 2, takerBps: 5.5 } }
    feeTiers: {}                   # fees from so much volume on, above those of fees; by kind, ascending:
                                   #   { linear: [{ minVolume30dUsd: 5_000_000, makerBps: 1.8, takerBps: 4.5 }] }
    volume30dUsd: "0"              # traded there in the 30 days before the first start with feeTiers; ages out in 30 days

relays: {}                         # by name: { some-relay: { preset: some-form, hosts: { rest: "https://…" } } }

universe:
  coins: all                       # or a list such as [BTC, ETH]
  excludeCoins: []
  spotLegs: true                   # spot against perpetual, beside perpetual against perpetual
  spotShort: forbidden             # or borrow: a spot leg may then be the short one
  dollarQuotes: [USD, USDT, USDC, FDUSD, USDE]   # taken as one price unit
  lendingAprFraction: 0.05         # what idle dollars earn: the cost of a bought coin, the floor of a fair rate
  borrowAprFraction: 0.10          # what borrowed coins cost

lending:                           # a live rate in place of universe.lendingAprFraction (paper and live worlds)
  source: none                     # or aave (its GraphQL), aave-subgraph, compound (a node's JSON-RPC)
  url: none                        # https://…, or env:NAME to read it, with the key in it, from the environment
  asset: USDC                      # symbol of what is lent
  chainId: 1                       # aave
  market: none                     # aave: its pool; compound: the Comet of the asset; quoted "0x…" addresses
  token: none                      # aave: the asset's contract
  refreshMs: 900_000
  maxAgeMs: 3_600_000              # an older rate gives way to universe.lendingAprFraction

entry:
  minNetBps: 5                     # enter only above this, after four fills and the buffer
  screenBpsPer8h: 5                # a route is costed when its spread is above this
  costing: screened                # or always: show the costs of every route
  belief: carry                    # how the net is told; spread and entry-fees are for backtests alone, never for real orders
  referenceNotionalUsd: 10_000     # size at which confidence is taken
  fixedCostsUsd: 0                 # gas and transfers of a whole round trip
  safetyBufferFraction: 0.20       # added to costs
  adverseBasisBps: 10              # refused when the basis is this far under its daily mean
  liquidationBurstUsd: 1_000_000   # liquidations within a minute that block an entry
  quietBeforeSettlementMs: 30_000
  quietAfterSettlementMs: 90_000   # the larger of this and the next one
  quietAfterSettlementFraction: 0.05   # of the funding interval
  opensPerHourMax: 2               # of one coin
  widenedAdjustmentRatio: 3        # spread and volatility above this: alert, new size halves
  confirmingPressureRatio: 2       # bids over asks that confirm a high rate
  signalTtlMaxMs: 3_600_000

exit:
  exitCarryBps: 0                  # leave when the carry to come is under this ...
  consecutiveSettlements: 2        # ... at so many settlements in a row
  minimumHold: break-even          # or none
  staleFeedMs: 60_000              # leave a route after its feeds were stale for this long
  venueOutageMs: 300_000           # a venue that takes no orders for this long ...
  onVenueOutage: hold              # ... hold: stay hedged until it is back; or reduce: close the leg that can be closed
  onDepeg: mixed                   # leave routes that settle in two dollar coins; or every: any that uses the coin; or none
  rollGainRatio: 1.2               # roll a leg when another market gains more than this times what the extra fills cost

sizing:
  equityFraction: 0.10             # one leg, at full signal and confidence
  equityFractionMax: 0.25

limits:
  legNotionalMaxUsd: 100_000
  legShareOfGrossLimitFraction: 0.02   # of the limit below, never of the exposure so far
  grossNotionalMaxUsd: 5_000_000
  slippageMaxBps: 4
  bookAgeMaxMs: 100                # stretched to twice a slower venue's own cadence
  fundingAgeMaxMs: 30_000
  liquidationBufferRatio: 3        # days' moves between the mark and a liquidation
  liquidationExitRatio: 1          # a held leg nearer to its liquidation than this is left
  marginWarnRatio: 3               # a venue's equity over what it asks as maintenance: alert below this ...
  marginExitRatio: 1.5             # ... and leave the worst position there below this
  assumedDailyMoveFraction: 0.20   # while a market's own move is not measured yet
  depegMaxFraction: 0.01           # a dollar coin this far from a dollar: no entries, see exit.onDepeg
  markDivergenceMaxFraction: 0.05  # mark from index or book, or leg from leg: no entries, held routes are left
  divergenceForMs: 10_000          # a depeg or a divergence counts once it has lasted this long
  correlationMin: 0.7              # coins that move together above this count together
  correlatedShareOfGrossLimitFraction: 0.50
  marginDriftMaxFraction: 0.25     # a venue so far below its share of the capital (capitalUsd): a transfer is suggested

guard:
  realizedPauseFraction: 0.15      # drawdown of realized equity that pauses
  unrealizedWarnFraction: 0.08     # drawdown of open positions that halves new sizes
  dailyHaltFraction: 0.02          # loss of the UTC day that stops entries until the next
  dailyPauseFraction: 0.05         # loss of the UTC day that pauses
  resumeAboveLowFraction: 0.02
  warningSizeFraction: 0.5
  onPause: hold                    # or unwind

execution:
  legTimeoutMs: 5000               # a leg behind the other is hedged after this
  hedgeSlippageMaxBps: 25
  closeSlippageMaxBps: 100
  deltaToleranceFraction: 0.005    # legs further apart than this are rebalanced
  thinLegFirstRatio: 2             # the thinner book goes first when depths differ more than this
  entryStyle: taker-taker          # or maker-taker: post-only on the thin leg, every fill of it hedged at once;
                                   # or sliced: a size above what the books carry goes in by parts
  makerPatienceMs: 30_000          # maker-taker: what has not been filled by then is cancelled
  makerRequoteMs: 1000             # maker-taker: how often the resting order is looked at, and follows the best price
  sliceMax: 5                      # sliced: parts of one entry, the first included
  slicePauseMs: 2000               # sliced: between a part that is hedged and the next
  slicePatienceMs: 60_000          # sliced: no part begins later than this after the first

backtest:                          # where the past holds no books, orders meet these, the same at every instant
  halfSpreadBps: 1                 # from the price to the best bid and ask
  depthUsdPerBp: 20_000            # behind them, on each side

storage:
  dir: .hedgerow
  retentionDays: 90                # older journal facts are removed, but none since a held position was opened
  sizeAlarmMb: 4096                # alert when the data directory takes more

history:                           # what real venues tell (paper, live) is kept for statistics and backtests
  dir: none                        # a folder of its own, such as .history
  keepEveryMs: 900_000             # what was heard of a market is written after so long; a kill loses no more
  pricesEveryMs: 60_000            # one row of prices and of the predicted rate a market in this time
  booksEveryMs: 300_000            # one whole book, where a venue tells whole books
  retentionDays: 400               # older rows are removed, once a day

visualizer:
  enabled: true
  host: 127.0.0.1                  # loopback only
  port: 4680
  inspect: false                   # tells XState inspection events at /api/inspect

alerts:
  console: true
  aprMinFraction: 0.10             # of one market, either sign
  confidenceMinFraction: 0.60
  cooldownMs: 300_000              # one alert a coin in this time
  webhookUrl: none                 # https://…, or env:NAME to read it from the environment
`;
