/** Colours by meaning. Contrast of text is at least 4.5 to 1 on paper and panel, in both schemes. */
const colours = `
:root {
  color-scheme: light dark;
  --ink: #1d2329; --soft: #4d5761; --line: #d3d9de; --paper: #fff; --panel: #f3f5f7; --accent: #1a5a86;
  --good: #00684f; --mixed: #7a5000; --bad: #a82a18; --neutral: #3f5266; --mark: #fbe3df; --casing: #2b323a;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e4e8ec; --soft: #aab4be; --line: #3b454f; --paper: #13171b; --panel: #1d242b; --accent: #86bfec;
    --good: #55c9a8; --mixed: #e6b654; --bad: #ff9079; --neutral: #a9bccf; --mark: #46231e; --casing: #e4e8ec;
  }
}
@media print {
  :root {
    color-scheme: light;
    --ink: #1d2329; --soft: #4d5761; --line: #d3d9de; --paper: #fff; --panel: #f3f5f7; --accent: #1a5a86;
    --good: #00684f; --mixed: #7a5000; --bad: #a82a18; --neutral: #3f5266; --mark: #fbe3df; --casing: #2b323a;
  }
}`;

const frame = `
* { box-sizing: border-box; }
body {
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", sans-serif;
  color: var(--ink); background: var(--paper); margin: 0;
}
main, .below { max-width: 1240px; margin: 0 auto; padding: 0 1.2rem; }
h1 { font-size: 1.25rem; margin: .7rem 0 0; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 0; }
h3 { font-size: .95rem; margin: .8rem 0 .3rem; }
a { color: var(--accent); }
.subtitle { margin: 0; }
.subtitle, .note, .soft, figcaption, .caption { color: var(--soft); }
.note, figcaption, .caption, .subtitle { font-size: .82rem; }
.note { max-width: 62rem; margin: .4rem 0; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
button, .button {
  font: inherit; font-size: .85rem; color: var(--accent); background: var(--panel); border: 1px solid var(--line);
  border-radius: 4px; padding: .15rem .6rem; cursor: pointer; text-decoration: none; display: inline-block;
}
[hidden] { display: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
dl.note dt { font-weight: 600; float: left; margin-right: .5em; }
dl.note dt::after { content: ":"; }
dl.note dd { margin: 0 0 .25rem; }`;

const firstScreen = `
.answer {
  --tone: var(--neutral); border: 1px solid var(--line); border-left: 6px solid var(--tone); border-radius: 4px;
  background: var(--panel); padding: .45rem .9rem; margin: .5rem 0;
}
.answer.good { --tone: var(--good); }
.answer.mixed { --tone: var(--mixed); }
.answer.bad { --tone: var(--bad); }
.answer p { margin: .15rem 0; }
.answer .sentence { font-size: 1.08rem; }
.answer .sign { color: var(--tone); font-weight: 700; }
.answer .sentence { font-weight: 600; }
.next { font-size: .88rem; margin-top: .3rem; }
.next code { background: var(--paper); border: 1px solid var(--line); border-radius: 3px; padding: .1rem .35rem; }
.warning, .verdict { border-left: 4px solid var(--bad); background: var(--panel); padding: .3rem .9rem; margin: .5rem 0; }
.verdict { border-color: var(--neutral); }
.warning p, .verdict p { margin: .25rem 0; }
.pictures { display: grid; gap: .4rem 1.4rem; align-items: start; }
.pictures.many-2 { grid-template-columns: minmax(0, 1.12fr) minmax(0, 1fr); }
.sections, .twin { min-width: 0; }
.pair { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .3rem .8rem; }
.single, .many-1 .pair { max-width: 1000px; }
.single { max-width: 480px; }
.many-2 .single { max-width: 340px; }
.legend { margin: .2rem 0; font-size: .88rem; }
.legend > span { margin-right: 1.2em; }
.swatch {
  display: inline-block; width: .85em; height: .85em; margin-right: .4em; vertical-align: -.08em;
  border: 1px solid var(--soft);
}
figure { margin: 0; break-inside: avoid; }
figure.slice img { display: block; max-width: 100%; }
.bar { height: 4px; background: var(--ink); margin-top: 4px; }
.barlabel { font-size: .8rem; }
.caption { margin: .2rem 0; }
.twin.live .still { display: none; }
.viewer { display: grid; grid-template-columns: minmax(0, 1fr) 11rem; gap: .8rem; }
.stage { position: relative; height: min(20rem, 80vw); overflow: hidden; }
.side { align-self: end; display: flex; flex-direction: column; gap: .4rem; align-items: start; }
.side > div { width: 100%; }
.stage canvas, .stage svg { position: absolute; inset: 0; width: 100%; height: 100%; }
.stage canvas { cursor: grab; touch-action: pan-y; }
.stage canvas:active { cursor: grabbing; }
.stage svg { pointer-events: none; }
.stage path { fill: none; stroke: var(--soft); stroke-opacity: .6; }
.stage text { font-size: 12px; fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.controls, .choice { font-size: .85rem; }
.phases, .choice { display: flex; flex-wrap: wrap; gap: .1rem 1rem; overflow-wrap: anywhere; }
.phases { flex-direction: column; margin-bottom: .4rem; }
.shown { display: flex; align-items: center; justify-content: space-between; gap: .5rem; }
.shown .fade { margin: 0; width: 4rem; accent-color: var(--accent); }
.cuts { display: grid; gap: .1rem; }
.cut { display: inline-flex; align-items: center; gap: .3rem; flex: 1 1 9rem; }
.cut span { white-space: nowrap; }
.cut input { flex: 1; min-width: 3rem; width: 4rem; accent-color: var(--accent); }
.cut .flip { padding: 0 .35rem; }
.viewer .note { margin: .1rem 0; font-size: .76rem; }`;

const strip = `
.strip { margin-top: .5rem; border-top: 1px solid var(--line); }
.phase { display: grid; grid-template-columns: 7rem minmax(0, 1fr); border-bottom: 1px solid var(--line); padding: .25rem 0; }
.phase h3 { margin: 0; overflow-wrap: anywhere; }
.phase dl { display: grid; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: .3rem .9rem; margin: 0; }
.phase dt { font-size: .76rem; color: var(--soft); }
.phase dd { margin: 0; font-size: .85rem; font-variant-numeric: tabular-nums; }
.phase .soft { font-size: .78rem; }
.phase .unit { white-space: nowrap; }
.phase .none { color: var(--soft); font-size: .76rem; }
.off { display: flex; align-items: center; gap: .4rem; white-space: nowrap; font-size: .8rem; }
.off.differs { color: var(--bad); font-weight: 600; }
.dots { width: 96px; height: 18px; flex: 0 1 auto; min-width: 40px; }
.dots .band { fill: var(--soft); fill-opacity: .22; }
.dots .zero { stroke: var(--soft); fill: none; }
.dots { fill: var(--ink); }
.dots.differs { fill: var(--bad); }
.dots.open circle, .dots.open path:last-child { fill: var(--paper); stroke: var(--ink); stroke-width: 1.4; }
.phase .none.differs { color: var(--bad); }
.take { display: flex; flex-wrap: wrap; gap: .4rem .6rem; align-items: baseline; margin: .5rem 0 1rem; font-size: .85rem; }
.methods { flex-basis: auto; }
.methods[open] { flex-basis: 100%; }
.methods summary { color: var(--accent); margin: 0; }
.methods p { max-width: 56rem; margin: .4rem 0; }`;

const below = `
.below { display: grid; grid-template-columns: 13rem minmax(0, 1fr); gap: 1.6rem; align-items: start; padding-top: .8rem; }
nav {
  position: sticky; top: 0; max-height: 100vh; overflow-y: auto; padding: .5rem 0; font-size: .84rem; background: var(--paper);
}
nav a { display: block; padding: .16rem .5rem; text-decoration: none; border-left: 3px solid var(--line); overflow-wrap: anywhere; }
nav a[aria-current] { border-color: var(--accent); background: var(--panel); font-weight: 600; }
nav button { margin: .5rem; }
.fold { border-top: 1px solid var(--line); }
.folds { border-bottom: 1px solid var(--line); margin-bottom: 2rem; }
.fold > summary { padding: .5rem 0; }
.fold > summary h2 { display: inline; }
.fold > section { padding-bottom: 1.2rem; scroll-margin-top: 3rem; }
summary { cursor: pointer; }
.folds summary { overflow-wrap: anywhere; }
.row { display: flex; flex-wrap: wrap; gap: 1.2rem; align-items: flex-start; }
.row + .row { margin-top: 1.2rem; }
figure > img, figure > svg, .wide > svg { display: block; max-width: 100%; height: auto; }
figcaption { margin-bottom: .2rem; }
figure.plot { position: relative; min-width: 0; }
.blocks { display: grid; grid-template-columns: repeat(2, minmax(0, 460px)); gap: 1.2rem 2rem; }
figure.block div { position: relative; }
figure.block svg { display: block; width: 100%; height: auto; overflow: visible; }
.block img, .block img + svg { position: absolute; height: auto; }
.block img + svg { left: 0; top: 0; }
.save { font-size: .75rem; padding: 0 .35rem; }
a.save { margin-right: .5rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .84rem; font-variant-numeric: tabular-nums; }
th, td { padding: .22rem .5rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { background: var(--panel); white-space: normal; vertical-align: bottom; }
td .interval { display: block; color: var(--soft); font-size: .78rem; }
table .left { text-align: left; white-space: normal; }
.left:last-child { min-width: 6em; }
.named { display: inline-flex; align-items: baseline; }
.named .swatch { flex: none; }
tr { break-inside: avoid; }
tr.marked td { background: var(--mark); }
pre { background: var(--panel); padding: .7rem; font-size: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font-size: .85em; overflow-wrap: anywhere; }`;

/** Figures are drawn for paper: on a dark page their lines and letters take its colours. */
const darkFigures = `
@media screen and (prefers-color-scheme: dark) {
  .plot svg > rect[fill="white"] { fill: var(--panel); }
  .plot svg svg { background: none !important; color: var(--ink); }
  .plot [fill="#333"], .plot [fill="#1d2329"], .plot [fill="#3a424a"] { fill: var(--ink); }
  .plot circle[fill="white"], .plot [fill="white"]:not(rect) { fill: var(--panel); }
  .plot [stroke="#111111"], .plot [stroke="#000000"], .plot [stroke="#2b323a"] { stroke: var(--casing); }
  .plot [fill="#111111"], .plot [fill="#000000"], .plot [fill="#2b323a"] { fill: var(--casing); }
  .plot [stroke="#c0392b"] { stroke: #ff8a73; }
  .plot [fill="#c0392b"] { fill: #ff8a73; }
  .plot [stroke="#0072b2"] { stroke: #56b4e9; }
  .plot [fill="#0072b2"] { fill: #56b4e9; }
  .plot [stroke="#e3e7ea"] { stroke: var(--line); }
  .block text { fill: var(--ink); }
}`;

const narrow = `
@media screen and (max-width: 1000px) {
  .pictures.many-2 { grid-template-columns: minmax(0, 1fr); }
  .viewer { max-width: 40rem; }
  .phase dl { grid-template-columns: repeat(3, minmax(0, 1fr)); }
  .below { display: block; }
  nav {
    z-index: 1; display: flex; gap: .2rem; overflow-x: auto; border-bottom: 1px solid var(--line); align-items: center;
  }
  nav a { white-space: nowrap; border-left: 0; border-bottom: 3px solid transparent; }
  nav button { white-space: nowrap; order: -1; }
  .blocks { grid-template-columns: minmax(0, 460px); }
}
@media screen and (max-width: 600px) {
  main, .below { padding: 0 .8rem; }
  .pair, .viewer { grid-template-columns: minmax(0, 1fr); }
  .phase { grid-template-columns: minmax(0, 1fr); }
  .phase dl { grid-template-columns: repeat(2, minmax(0, 1fr)); }
  .wide { overflow-x: auto; }
  .wide > svg { width: 660px; max-width: none; }
  thead { display: none; }
  table, tbody, tr, td { display: block; }
  tr { border-bottom: 1px solid var(--line); padding: .35rem 0; }
  td, table .left { border: 0; padding: .08rem 0; white-space: normal; text-align: left; display: flex; gap: .6rem; }
  td::before { content: attr(data-label); flex: 0 0 45%; color: var(--soft); font-size: .78rem; overflow-wrap: anywhere; }
  td:first-child { font-weight: 600; }
}`;

const print = `
@media print {
  body { font-size: 10.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  main, .below { max-width: none; padding: 0; }
  .below { display: block; }
  nav, button, .viewer, .save, .take .button, .take > .soft { display: none !important; }
  .twin.live .still { display: block; }
  .still { max-width: 11cm; }
  details::details-content { content-visibility: visible; block-size: auto; display: block; }
  .scroll { overflow: visible; }
  table { font-size: 7.5pt; width: 100%; }
  th, td { padding: .1rem .25rem; white-space: normal; }
  .pictures.many-2 { grid-template-columns: minmax(0, 1.5fr) minmax(0, 1fr); }
  .phase { grid-template-columns: 4.5rem minmax(0, 1fr); }
  .phase dl { grid-template-columns: repeat(6, minmax(0, 1fr)); gap: .3rem .5rem; }
  .phase dt, .phase dd, .phase .soft, .off { font-size: 7.5pt; }
  .off { flex-wrap: wrap; }
  .row { gap: .6rem; }
  .row > .plot:not(:has(.wide)) { flex: 0 1 48%; }
  h2, h3, summary { break-after: avoid; }
  .phase, .answer, .twin { break-inside: avoid; }
  summary { list-style: none; }
}`;

/** Style of a report's page: light and dark, from 320 pixels on, and for print. */
export const pageStyle = [colours, frame, firstScreen, strip, below, darkFigures, narrow, print].join('\n');
