/** The style of a report page, light or dark as the reader's system is. */
export const pageStyle = `
:root { color-scheme: light dark; --ground: #fff; --text: #1b1f24; --faint: #59636e; --line: #d1d9e0; --bar: #0b63ce; --bad: #c0271c;
  --tone0: #0b63ce; --tone1: #b35900; --tone2: #1a7f37; --tone3: #8250df; --tone4: #bf3989; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #101418; --text: #e6edf3; --faint: #9aa5b1; --line: #303840; --bar: #5aa9ff; --bad: #ff7b6e;
    --tone0: #5aa9ff; --tone1: #f0a04b; --tone2: #56d364; --tone3: #bc8cff; --tone4: #ff80c8; }
}
body { margin: 0 auto; padding: 1.5rem; max-width: 80rem; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p, dt, caption, th { color: var(--faint); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(9rem, 1fr)); gap: .75rem 1.5rem; margin: 0; }
dd { margin: 0; font-size: 1.15rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 1.5rem; align-items: start; }
@media (max-width: 75rem) { .pair { grid-template-columns: minmax(0, 1fr); } }
.plot { min-height: 280px; }
.scroll { overflow: auto; max-height: 22rem; }
.scroll table { border-collapse: collapse; font-size: .875rem; width: 100%; }
caption { text-align: left; padding-bottom: .25rem; }
.scroll :is(th, td) { text-align: right; padding: .2rem .5rem; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
.scroll :is(th, td):first-child { text-align: left; white-space: nowrap; padding-left: 0; }
.scroll td { white-space: nowrap; }
.scroll .words { text-align: left; white-space: normal; overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--bar); }
.u-legend { color: var(--text); }
.u-legend .edge { display: none; }
`;
