/** Style of the report: sober, printable, for 900 to 1200 pixels. */
export const style = `
body {
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif;
  color: #1d2329; background: #fff; max-width: 1080px; margin: 2rem auto; padding: 0 1.5rem;
}
h1 { font-size: 1.7rem; margin-bottom: .2rem; }
h2 { font-size: 1.25rem; border-bottom: 1px solid #d8dde2; margin-top: 2.6rem; padding-bottom: .2rem; }
h3 { font-size: 1rem; }
.subtitle, .note, figcaption { color: #4d5761; }
.subtitle { margin-top: 0; }
.note, figcaption { font-size: .85rem; }
.note { max-width: 62rem; }
figcaption { margin-top: .25rem; }
dl.note dt { font-weight: 600; float: left; margin-right: .5em; }
dl.note dt::after { content: ":"; }
dl.note dd { margin: 0 0 .25rem; }
nav { margin: 1rem 0 1.4rem; line-height: 1.8; }
nav a { display: inline-block; margin-right: 1.1rem; }
a { color: #1f5f8b; }

figure { margin: 0; break-inside: avoid; }
figure > img, figure > svg, .wide > svg { display: block; max-width: 100%; height: auto; }
.row { display: flex; flex-wrap: wrap; gap: 1.4rem 1.2rem; align-items: flex-start; }
.row + .row { margin-top: 1.2rem; }
.blocks { display: grid; grid-template-columns: repeat(2, minmax(0, 500px)); gap: 1.2rem 2rem; }
figure.block div { position: relative; }
figure.block svg { display: block; width: 100%; height: auto; overflow: visible; }
.block img, .block img + svg { position: absolute; height: auto; }
.block img + svg { left: 0; top: 0; }
figure.slice img { width: 100%; }
.bar { height: 4px; background: #111; margin-top: 6px; }
.barlabel { font-size: .8rem; }
.swatch {
  display: inline-block; width: .85em; height: .85em; margin-right: .4em; border: 1px solid #0004; vertical-align: -0.08em;
}
.legend > span { margin-right: 1.4em; }

.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .55rem; border-bottom: 1px solid #e3e7ea; text-align: right; white-space: nowrap; }
th { background: #f4f6f8; white-space: normal; vertical-align: bottom; }
table .left { text-align: left; }
.left:last-child { white-space: normal; min-width: 4em; }
tr { break-inside: avoid; }
tr.marked td { background: #fbe3df; }
summary { cursor: pointer; margin-top: .5rem; }

.warning { border-left: 4px solid #c0392b; background: #fdf3f2; padding: .5rem .9rem; margin: .6rem 0; }
.verdict { border-left: 4px solid #1f5f8b; background: #f1f6fa; padding: .3rem 1rem; }
.verdict p, .warning p { margin: .45rem 0; }
pre { background: #f4f6f8; padding: .7rem; font-size: .82rem; }
pre { overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
code { font-size: .85em; overflow-wrap: anywhere; }

@media (max-width: 800px) { .blocks { grid-template-columns: minmax(0, 500px); } }
@media screen and (max-width: 800px) {
  figure.plot { min-width: 0; }
  .wide { overflow-x: auto; }
  .wide > svg { width: 660px; max-width: none; }
}
@media print {
  nav { display: none; }
  .scroll { overflow: visible; }
  body { margin: 0; max-width: none; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2, h3 { break-after: avoid; }
}
`;
