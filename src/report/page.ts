import type { Block, Section, TextLook } from './blocks.ts';
import { figureHtml } from './figures/figure.ts';
import { escapeHtml } from './notation.ts';
import { definitionList, renderHtml, typeset } from './tables/table-html.ts';

/** What a page shows, from its title down. */
export interface Page {
  readonly title: string;
  readonly subtitle?: string | undefined;
  /** What a reader sees before anything else. */
  readonly lead: readonly Block[];
  readonly sections: readonly Section[];
  /** Numbers that the page carries as JSON in its element `excursa-data`. */
  readonly numbers?: unknown;
}

/** A text in a box or paragraphs of its look. */
function textHtml({ text, look, strong }: Extract<Block, { readonly look: TextLook }>): string {
  const lead = strong ? `<strong>${escapeHtml(strong)}</strong> ` : '';
  const kind = look === 'note' ? '<p class="note">' : '<p>';
  const paragraphs = [text].flat().map((one, i) => `${kind}${i === 0 ? lead : ''}${typeset(one)}</p>`);
  return look === 'plain' || look === 'note'
    ? paragraphs.join('\n')
    : `<div class="${look}">${paragraphs.join('')}</div>`;
}

function blockHtml(block: Block, section: string): string {
  if ('text' in block) return textHtml(block);
  if ('heading' in block) return `<h3>${escapeHtml(block.heading)}</h3>`;
  if ('table' in block) return renderHtml(block.table, section.startsWith(block.table.title) ? 'no title' : 'title');
  if ('terms' in block) return definitionList(block.terms);
  return 'html' in block ? block.html : `<div class="row">${block.figures.map(figureHtml).join('\n')}</div>`;
}

const sectionHtml = ({ id, title, blocks }: Section): string =>
  `<section id="${id}"><h2>${escapeHtml(title)}</h2>
${blocks.map((block) => blockHtml(block, title)).join('\n')}
</section>`;

/** Numbers as JSON for a script element; `<` is written so that no text can end the element. */
const numbersHtml = (numbers: unknown): string =>
  `<script type="application/json" id="excursa-data">${JSON.stringify(numbers).replace(/</g, '\\u003c')}</script>\n`;

/** The page as one HTML document: pictures and figures inside, no request to anywhere, readable from a file. */
export function renderPage({ title, subtitle, lead, sections, numbers }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${subtitle ? `<p class="subtitle">${escapeHtml(subtitle)}</p>` : ''}
<nav>${sections.map(({ id, title: heading }) => `<a href="#${id}">${escapeHtml(heading)}</a>`).join('\n')}</nav>
${lead.map((block) => blockHtml(block, title)).join('\n')}
${sections.map(sectionHtml).join('\n')}
${numbers === undefined ? '' : numbersHtml(numbers)}</body>
</html>
`;
}

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
