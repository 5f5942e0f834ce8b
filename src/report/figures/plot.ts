import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeHtml } from '../html-text.ts';

/** How a curve is drawn: `under` is a second colour that shows in the gaps of the dashes, `cased` a dark border that pale colours need; a band is filled. */
export interface CurveStyle {
  readonly colour: string;
  readonly look?: 'solid' | 'dashed' | 'dotted' | 'band';
  readonly under?: string;
  readonly cased?: boolean;
}

/** An entry of a figure's key: a line, or a dot where `dot` says so. */
export interface KeyEntry extends CurveStyle {
  readonly label: string;
  readonly dot?: 'filled' | 'hollow' | 'ringed';
}

/** A figure: its title is HTML already; `plot` holds marks and scales as Observable Plot takes them, `below` a second plot over the same x axis. */
export interface FigureRequest {
  readonly title: string;
  readonly key: readonly KeyEntry[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly caption?: string;
  readonly plot: Plot.PlotOptions;
  readonly below?: { readonly yLabel: string; readonly plot: Plot.PlotOptions };
}

const dashes = { dashed: '5 3', dotted: '1 3' };
/** Width of curves, and of curves with their border. */
const [curveWidth, casedWidth] = [1.7, 3.2];
const casingColour = '#2b323a';
/** Widest plot that a phone shows whole and legible, pixels; wider ones scroll there. */
const widestWhole = 500;

function dotSvg(colour: string, dot: NonNullable<KeyEntry['dot']>): string {
  const circle = (r: number, fill: string): string =>
    `<circle cx="9" cy="7" r="${r}" fill="${fill}" stroke="${colour}" stroke-width="1.3"/>`;
  const body = dot === 'hollow' ? circle(4, 'none') : (dot === 'ringed' ? circle(6, 'none') : '') + circle(3.2, colour);
  return `<svg width="18" height="14" viewBox="0 0 18 14">${body}</svg>`;
}

function keySvg({ colour, look = 'solid', under, cased, dot }: KeyEntry): string {
  if (dot) return dotSvg(colour, dot);
  const line = (stroke: string, extra = '', width = 2): string =>
    `<line x1="0" x2="18" y1="5" y2="5" stroke="${stroke}" stroke-width="${width}"${extra}/>`;
  const body =
    look === 'band'
      ? `<rect width="18" height="10" fill="${colour}" fill-opacity="0.2"/>`
      : (cased ? line(casingColour, '', casedWidth) : '') +
        (under ? line(under) : '') +
        line(colour, look === 'solid' ? '' : ` stroke-dasharray="${dashes[look]}"`);
  return `<svg width="18" height="10" viewBox="0 0 18 10">${body}</svg>`;
}

/** Marks of a curve through points (x, y); points of different `part` are not joined. */
export function curve(
  points: readonly { readonly x: number; readonly y: number; readonly part?: string }[],
  { colour, look = 'solid', under, cased }: CurveStyle,
  step = false,
): Plot.Markish[] {
  const draw = (stroke: string, dash?: string, strokeWidth = curveWidth): Plot.Markish =>
    Plot.lineY(points, {
      x: 'x',
      y: 'y',
      z: (point: { part?: string }) => point.part ?? '',
      stroke,
      strokeWidth,
      ...(step && { curve: 'step' as const }),
      ...(dash && { strokeDasharray: dash }),
    });
  return [
    ...(cased ? [draw(casingColour, undefined, casedWidth)] : []),
    ...(under ? [draw(under)] : []),
    draw(colour, look === 'dashed' || look === 'dotted' ? dashes[look] : undefined),
  ];
}

function drawPlot(options: Plot.PlotOptions, xLabel: string | null, yLabel: string): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const centred = { labelAnchor: 'center', labelArrow: 'none' } as const;
  const svg = Plot.plot({
    width: 340,
    height: 230,
    marginLeft: 56,
    marginRight: 12,
    marginTop: 10,
    marginBottom: 40,
    style: { fontSize: '11px', fontFamily: 'system-ui, sans-serif', background: 'white' },
    document: document as unknown as NonNullable<Plot.PlotOptions['document']>,
    ...options,
    x: { label: xLabel, ...centred, ...options.x },
    y: { label: yLabel, grid: true, ...centred, ...options.y },
  });
  svg.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return svg.outerHTML;
}

/**
 * Draws a figure as SVG between its title and key above and its caption below. The key is HTML, so that long names wrap; every axis is
 * named along its middle, the common one of two plots below both.
 */
export function drawFigure({ title, key, xLabel, yLabel, caption, plot, below }: FigureRequest): string {
  const width = plot.width ?? 340;
  const svg = below
    ? drawPlot({ height: 200, marginBottom: 20, ...plot }, null, yLabel) +
      drawPlot({ height: 140, ...below.plot, width }, xLabel, below.yLabel)
    : drawPlot(plot, xLabel, yLabel);
  const entries = key.map((entry) => `<span>${keySvg(entry)}${escapeHtml(entry.label)}</span>`);
  return `<figure class="plot" style="max-width:${width}px"><div class="title">${title}</div><div class="key">${entries.join('')}</div>${width > widestWhole ? `<div class="wide">${svg}</div>` : svg}${caption ? `<figcaption>${escapeHtml(caption)}</figcaption>` : ''}</figure>`;
}
