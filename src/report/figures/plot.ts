import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeHtml } from '../html-text.ts';

/** An entry of a figure's legend. */
export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly dashed?: boolean;
}

/** A legend as a row of SVG lines and texts. */
function legendSvg(entries: readonly LegendEntry[], width: number): string {
  let x = 44;
  const items = entries.map(({ label, colour, dashed }) => {
    const item = `<line x1="${x}" x2="${x + 20}" y1="9" y2="9" stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="4 3"' : ''}/><text x="${x + 25}" y="13" font-size="11" fill="#333">${escapeHtml(label)}</text>`;
    x += 38 + 6.4 * label.length;
    return item;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="18" viewBox="0 0 ${width} 18" font-family="system-ui, sans-serif">${items.join('')}</svg>`;
}

/** Draws marks into an SVG text, with a legend above and a title. */
export function plotSvg(title: string, legend: readonly LegendEntry[], options: Plot.PlotOptions): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const width = options.width ?? 420;
  const svg = Plot.plot({
    width,
    height: 260,
    marginLeft: 52,
    marginBottom: 40,
    style: { fontSize: '11px', fontFamily: 'system-ui, sans-serif', background: 'white' },
    document: document as unknown as NonNullable<Plot.PlotOptions['document']>,
    ...options,
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `<figure class="plot"><figcaption>${escapeHtml(title)}</figcaption>${legendSvg(legend, width)}${svg.outerHTML}</figure>`;
}
