import type { Block, Section, TextLook } from './blocks.ts';
import { figureHtml } from './figures/figure.ts';
import { answerHtml, type FirstScreen, firstScreenHtml } from './first-screen/first-screen.ts';
import { escapeHtml } from './notation.ts';
import { pageProgram } from './page-program.ts';
import { pageStyle } from './page-style.ts';
import type { ReportData } from './report-data.ts';
import { definitionList, renderHtml, typeset } from './tables/table-html.ts';

/** What a page shows, from its title down. */
export interface Page extends Pick<ReportData, 'title' | 'subtitle' | 'answer' | 'citations'> {
  /** Pictures, main numbers and what to take away: the rest of the first screen. */
  readonly first: Omit<FirstScreen, 'citations'>;
  /** Warnings, between the answer and the pictures. */
  readonly lead: readonly Block[];
  /** All else, folded. */
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

// The section lies inside its fold, so that a browser opens the fold for a link that leads to the section.
const sectionHtml = ({ id, title, blocks }: Section): string =>
  `<details class="fold" data-fold="${id}"><summary><h2>${escapeHtml(title)}</h2></summary><section id="${id}">
${blocks.map((block) => blockHtml(block, title)).join('\n')}
</section></details>`;

const indexHtml = (sections: readonly Section[]): string =>
  `<nav aria-label="contents"><a href="#top">Answer</a>
${sections.map(({ id, title }) => `<a href="#${id}">${escapeHtml(title)}</a>`).join('\n')}
<button type="button" data-unfold hidden>Open all</button></nav>`;

// A text in the program could end its element.
const programText = pageProgram.replace(/<\/(?=script)/gi, '<\\/');

/** Numbers as JSON for a script element; `<` is written so that no text can end the element. */
const numbersHtml = (numbers: unknown): string =>
  `<script type="application/json" id="excursa-data">${JSON.stringify(numbers).replace(/</g, '\\u003c')}</script>\n`;

/**
 * The page as one HTML document: the answer first, all else folded below. Pictures, figures and the program are inside;
 * it makes no request to anywhere, and is read from a file.
 */
export function renderPage({ title, subtitle, answer, citations, first, lead, sections, numbers }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<main id="top">
<header><h1>${escapeHtml(title)}</h1>${subtitle ? `<p class="subtitle">${escapeHtml(subtitle)}</p>` : ''}</header>
${answer ? answerHtml(answer) : ''}
${lead.map((block) => blockHtml(block, title)).join('\n')}
${firstScreenHtml({ ...first, citations })}
</main>
<div class="below">
${indexHtml(sections)}
<div class="folds">
${sections.map(sectionHtml).join('\n')}
</div>
</div>
${numbers === undefined ? '' : numbersHtml(numbers)}<script>${programText}</script>
</body>
</html>
`;
}
