/** Text made safe for HTML content and attribute values. */
export const escapeHtml = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');

/** A table; cells are HTML already. The first column is flush left. */
export function htmlTable(
  head: readonly string[],
  rows: readonly { readonly cells: readonly string[]; readonly mark?: string }[],
): string {
  const line = (cells: readonly string[], tag: string): string =>
    cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('');
  const body = rows
    .map(({ cells, mark }) => `<tr${mark ? ` class="${mark}"` : ''}>${line(cells, 'td')}</tr>`)
    .join('\n');
  return `<div class="scroll"><table><thead><tr>${line(head, 'th')}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

/** A number with four significant digits. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5))
    return value.toExponential(2).replace('-', '−');
  return String(Number(value.toPrecision(4))).replace('-', '−');
}

/** A relative number in percent, with sign. */
export const percentText = (value: number): string =>
  `${value >= 0 ? '+' : '−'}${(100 * Math.abs(value)).toFixed(2)} %`;
