import { escapeHtml, phaseName, slug, textAddress, unitText } from '../notation.ts';
import { alignmentOf, type Cell, type Column, cellText, renderCsv, type Table } from './table.ts';

/** A plain text as HTML: S_V and [1/um^2] get their small letters, lengths in um their Greek one. */
export function typeset(text: string): string {
  return escapeHtml(text)
    .replace(/(\d) um\b/g, '$1 µm')
    .replace(/\b([A-Za-z])_([A-Za-z0-9]{1,2})\b/g, '$1<sub>$2</sub>')
    .replace(/\^(-?\d)/g, '<sup>$1</sup>');
}

const heading = ({ name, unit }: Column): string => typeset(name) + (unit ? ` [${typeset(unitText(unit))}]` : '');

function cellHtml(cell: Cell): string {
  if (typeof cell === 'string') return escapeHtml(cell);
  if ('missing' in cell) return `<span title="${escapeHtml(cell.missing)}">–</span>`;
  // The colour stays beside the name.
  if ('phase' in cell) return `<span class="named">${phaseName(cell.phase, cell.index)}</span>`;
  // One element: narrow pages set what a cell holds side by side.
  if ('text' in cell) {
    return cell.unit ? `<span>${heading({ name: cell.text, unit: cell.unit })}</span>` : escapeHtml(cell.text);
  }
  const text = escapeHtml(cellText(cell)).replaceAll('-', '−');
  // An interval may stand below its number.
  return cell.interval ? text.replace(/ (\([^)]*\))/, ' <span class="interval">$1</span>') : text;
}

/** Terms and their meanings as a list of definitions. */
export function definitionList(terms: readonly (readonly [string, string])[]): string {
  if (terms.length === 0) return '';
  const items = terms.map(([term, meaning]) => `<dt>${typeset(term)}</dt><dd>${typeset(meaning)}</dd>`);
  return `<dl class="note">${items.join('\n')}</dl>`;
}

/** Most definitions that stand open below a table. */
const mostDefinitions = 3;

/** Definitions as a list, folded under a summary where there are more than some. */
function foldedFrom(most: number, summary: string, terms: readonly (readonly [string, string])[]): string {
  const list = definitionList(terms);
  return terms.length > most ? `<details><summary>${summary}</summary>${list}</details>` : list;
}

/**
 * The table as HTML, with its notes and the definitions of columns and terms below. A missing value is a dash whose
 * tooltip gives the reason. Rows with a marked cell have the class `marked`.
 * @param title - whether the title stands above as a heading.
 */
export function renderHtml(table: Table, title: 'title' | 'no title' = 'no title'): string {
  const { columns, rows, notes, terms = [], folded } = table;
  const kind = columns.map((_, c) => (alignmentOf(table, c) === 'left' ? ' class="left"' : ''));
  const definition = ({ definition: text }: Column): string => (text ? ` title="${escapeHtml(text)}"` : '');
  const head = columns.map((column, c) => `<th${kind[c]}${definition(column)}>${heading(column)}</th>`).join('');
  // Narrow pages stack the cells of a row, each behind the name of its column.
  const labels = columns.map(
    ({ name, unit }) => ` data-label="${escapeHtml(unit ? `${name} [${unitText(unit)}]` : name)}"`,
  );
  const isMarked = (row: readonly Cell[]): boolean =>
    row.some((cell) => typeof cell === 'object' && 'mark' in cell && cell.mark);
  const body = rows.map((row) => {
    const cells = row.map((cell, c) => `<td${kind[c]}${labels[c]}>${cellHtml(cell)}</td>`).join('');
    return `<tr${isMarked(row) ? ' class="marked"' : ''}>${cells}</tr>`;
  });
  const none = `<tr><td class="left" colspan="${columns.length}">none</td></tr>`;
  const grid = `<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(table.title)}"><table><thead><tr>${head}</tr></thead><tbody>
${(body.length > 0 ? body : [none]).join('\n')}
</tbody></table></div>`;
  const defined = columns.flatMap(({ name, definition: text }) => (text ? [[name, text] as const] : []));
  const below = [
    ...notes.map((text) => `<p class="note">${typeset(text)}</p>`),
    foldedFrom(mostDefinitions, 'Definitions', [...defined, ...terms]),
  ];
  const save = `<a class="save" download="${slug(table.name) || 'table'}.csv" href="${textAddress(renderCsv(table), 'text/csv')}" aria-label="save the table ${escapeHtml(table.title)} as a CSV file">CSV</a>`;
  below.unshift(save);
  const parts = folded
    ? [`<details><summary>${typeset(table.title)}</summary>`, grid, ...below, '</details>']
    : [title === 'title' ? `<h3>${typeset(table.title)}</h3>` : '', grid, ...below];
  return parts.filter((part) => part !== '').join('\n');
}
