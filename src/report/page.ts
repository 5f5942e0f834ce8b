import type { Block, Section, TextLook } from './blocks.ts';
import { figureHtml } from './figures/figure.ts';
import { escapeHtml } from './notation.ts';
import { style } from './style.ts';
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
