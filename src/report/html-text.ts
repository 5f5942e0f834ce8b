import { phaseColour } from './colours.ts';

/** Text made safe for HTML content and attribute values. */
export const escapeHtml = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');

/** A table; cells are HTML already. `mark` becomes the class of its row; `remarks` when the last column holds text, not numbers. */
export function htmlTable(
  head: readonly string[],
  rows: readonly { readonly cells: readonly string[]; readonly mark?: string }[],
  remarks: 'remarks' | 'numbers' = 'numbers',
): string {
  const line = (cells: readonly string[], tag: string): string =>
    cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('');
  const body = rows
    .map(({ cells, mark }) => `<tr${mark ? ` class="${mark}"` : ''}>${line(cells, 'td')}</tr>`)
    .join('\n');
  return `<div class="scroll"><table class="${remarks}"><thead><tr>${line(head, 'th')}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

/** Figures side by side as far as the page is wide; they are HTML already. */
export const row = (figures: readonly string[]): string => `<div class="row">${figures.join('\n')}</div>`;

/** A remark in small print; it is HTML already. */
export const note = (html: string): string => `<p class="note">${html}</p>`;

/** A small square in a colour. */
export const swatch = (colour: string): string => `<span class="swatch" style="background:${colour}"></span>`;

/** The name of phase i behind its colour. */
export const phaseName = (name: string, i: number): string => swatch(phaseColour(i)) + escapeHtml(name);

/** A number with four significant digits; one that is not finite is named, not hidden. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return 'not finite';
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text =
    size < 1e-3 || size >= 1e6 ? value.toExponential(2) : size >= 1000 ? value.toFixed(0) : value.toPrecision(4);
  return text.replaceAll('-', '−');
}

/** A number and its standard error, if it has one. */
export const withError = (value: number, error: number | null | undefined): string =>
  error ? `${numberText(value)} ± ${Number(error.toPrecision(2))}` : numberText(value);

/** A relative number as percent: two decimals, one from 10 % on. */
export function percentText(value: number): string {
  if (!Number.isFinite(value)) return 'not finite';
  const percent = 100 * value;
  return `${percent.toFixed(Math.abs(percent) < 9.995 ? 2 : 1).replace('-', '−')} %`;
}

/** A relative number in percent, with sign. */
export const signedPercentText = (value: number): string => (value > 0 ? '+' : '') + percentText(value);
