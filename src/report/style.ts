/** Style of the report: sober, printable, for 900 to 1200 pixels. */
export const style = `
body { font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; color: #1d2329; background: #fff; max-width: 1120px; margin: 2rem auto; padding: 0 1.5rem; }
h1 { font-size: 1.7rem; margin-bottom: .2rem; } h2 { font-size: 1.25rem; border-bottom: 1px solid #d8dde2; margin-top: 2.4rem; padding-bottom: .2rem; } h3 { font-size: 1rem; }
.subtitle, .note, figcaption { color: #56606a; } .note { font-size: .85rem; max-width: 60rem; } figcaption { font-size: .85rem; }
nav a { margin-right: 1rem; } a { color: #1f5f8b; }
.row { display: flex; flex-wrap: wrap; gap: 1.2rem; align-items: flex-start; } figure { margin: .6rem 0; } figure.plot svg { display: block; max-width: 100%; }
figure.plot figcaption { font-weight: 600; color: #1d2329; } figure.picture { max-width: 100%; } figure.picture img { display: block; max-width: 100%; }
.bar { height: 4px; background: #111; margin-top: 6px; } .barlabel { font-size: .8rem; }
.swatch { display: inline-block; width: .9em; height: .9em; margin-right: .35em; border: 1px solid #0003; vertical-align: -0.1em; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-size: .88rem; font-variant-numeric: tabular-nums; } th, td { padding: .25rem .7rem; border-bottom: 1px solid #e3e7ea; text-align: right; white-space: nowrap; }
th { background: #f4f6f8; } th:first-child, td:first-child, th:nth-child(2), td:nth-child(2), td:last-child, th:last-child { text-align: left; } td:last-child { white-space: normal; } tr.misfit td { background: #fbe9e7; }
.warning { border-left: 4px solid #c0392b; background: #fdf3f2; padding: .5rem .9rem; margin: .6rem 0; } .verdict { border-left: 4px solid #1f5f8b; background: #f1f6fa; padding: .5rem .9rem; }
pre { background: #f4f6f8; padding: .7rem; overflow-x: auto; font-size: .82rem; white-space: pre-wrap; word-break: break-word; } code { font-size: .9em; }
@media print { nav { display: none; } body { margin: 0; } h2 { break-after: avoid; } figure { break-inside: avoid; } }
`;
