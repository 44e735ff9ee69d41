/** Colours that tell long from short and gain from loss to everybody; light and dark. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --text: #1c1f24; --quiet: #59616c; --line: #d5dae1; --page: #fff; --panel: #f6f7f9; --gain: #2a6fdb; --loss: #c4601d; --event: #b58900 }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ee; --quiet: #98a2b0; --line: #2c333d; --page: #0d1117; --panel: #151b23; --gain: #5b9bff; --loss: #f0924b; --event: #e3b341 } }
body { color: var(--text); background: var(--page); max-width: 1120px }
.quiet, .axis { color: var(--quiet); fill: var(--quiet) }
h2 { border-top: 1px solid var(--line); padding-top: 1rem } .first h2 { border: 0; margin-top: .6rem; padding: 0 }
th { border-color: var(--line); color: var(--quiet); font-weight: 500 }
tbody tr + tr td { border-top: 1px solid var(--line) }
.verdict { font-size: 1.3rem; font-weight: 600; margin: .4rem 0 } .verdict.lost { color: var(--loss) }
.first { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 1rem 2.4rem }
.targets { width: 100% } .passed .verdict-cell { color: var(--gain); font-weight: 600 } .modelled .verdict-cell { color: var(--event) } .failed .verdict-cell { color: var(--loss); font-weight: 600 }
ul { padding-left: 1.1rem; margin: .4rem 0 } li { margin: .2rem 0 }
.assumptions { background: var(--panel); padding: .6rem 1rem .6rem 1.8rem; border-radius: 8px; font-size: 13.5px }
.assumptions b { color: var(--event); font-weight: 600 }
.plot { width: 100%; height: auto; display: block } .plot text { font: 11px system-ui, sans-serif }
.grid { stroke: var(--line); stroke-width: .6 } .zero { stroke: var(--quiet); stroke-width: 1 }
.line { fill: none; stroke-width: 1.6; stroke-linejoin: round } .realized { stroke: var(--gain); background: var(--gain) } .marks { stroke: var(--quiet); background: var(--quiet); stroke-width: 1 }
.drawdown { stroke: var(--loss) } .event { stroke: var(--event); background: var(--event); stroke-width: 1; opacity: .55 }
rect.gain, rect.bar { fill: var(--gain) } rect.loss { fill: var(--loss) } rect.net { fill: var(--text) }
.dot { fill: var(--gain); opacity: .45 } circle.capacity { fill: var(--gain) }
.legend { color: var(--quiet); font-size: 13px } .legend i { display: inline-block; width: 18px; height: 3px; margin: 0 6px 3px 12px }
.pair { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 1.5rem; align-items: start }
.states { display: flex; height: 22px; border-radius: 5px; overflow: hidden; background: var(--panel) } .states i { display: block; height: 100% }
.key { font-size: 13px; color: var(--quiet) } .key i { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin: 0 5px 0 12px }
.s-scanning { background: #8792a2 } .s-entering { background: #5b9bff } .s-hedged { background: #35b58a } .s-unwinding { background: #f0924b } .s-paused { background: #e3b341 } .s-other { background: #b07bd8 }
p { overflow-wrap: anywhere } .wide { overflow-x: auto } details { margin: .8rem 0 } summary { cursor: pointer }
@media (max-width: 760px) { .first, .pair { grid-template-columns: minmax(0, 1fr) } .assumptions { max-height: none } body { font-size: 14px } .plot { min-width: 640px } table { display: block; overflow-x: auto; max-width: 100% } }
@media print { .assumptions { max-height: none } }
`;
