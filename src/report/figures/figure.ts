import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escapeHtml, phaseColour } from '../notation.ts';
import type { PhaseCell } from '../tables/table.ts';

/**
 * How a curve is drawn: `under` is a second colour that shows in the gaps of the dashes, `cased` a dark border that
 * pale colours need; a band is filled.
 */
export interface CurveStyle {
  readonly colour: string;
  readonly look?: 'solid' | 'dashed' | 'dotted' | 'dash-dotted' | 'band';
  readonly under?: string;
  readonly cased?: boolean;
}

/** An entry of a figure's key: a line, or a dot where `dot` says so. */
export interface KeyEntry extends CurveStyle {
  readonly label: string;
  readonly dot?: 'filled' | 'hollow' | 'ringed';
}

/** A part of a title: text, or the name of a phase, which stands behind its colour. */
export type TitlePart = string | PhaseCell;

/**
 * What a figure shows; `plot` holds marks and scales as Observable Plot takes them, `below` a second plot over the same
 * x axis.
 */
export interface Drawing {
  readonly title: string | readonly TitlePart[];
  readonly key: readonly KeyEntry[];
  readonly xLabel: string;
  readonly yLabel: string;
  readonly caption?: string;
  readonly plot: Plot.PlotOptions;
  readonly below?: { readonly yLabel: string; readonly plot: Plot.PlotOptions };
}

/** A figure of a report, drawn when it is asked for. */
export interface Figure {
  /** Name of its files, for example 'two-point-am-pore'. */
  readonly name: string;
  readonly title: string;
  readonly caption: string;
  /** Width of the drawing, pixels of a page. */
  readonly width: number;
  /** The drawing with title and key as an SVG document. Equal data give equal bytes. */
  svg(): string;
}

const dashes = { dashed: '5 3', dotted: '1 3', 'dash-dotted': '7 3 1 3' };
/** Width of curves, and of curves with their border. */
const [curveWidth, casedWidth] = [1.7, 3.2];
const casingColour = '#2b323a';
/** Width of a figure unless it says another, and height of its title, pixels. */
const [defaultWidth, titleHeight] = [340, 22];
/** Room beside title and key, pixels. */
const edge = 6;
/**
 * Size of the letters of key and title, pixels, and the width of a letter in sizes: an upper bound of the mean of
 * common fonts.
 */
const [keySize, titleSize, letterWidth] = [11, 13, 0.62];
/** Height of a row of the key; width of its symbols and distance between its entries. */
const [keyRow, symbolWidth, keyGap] = [16, 24, 14];
const font = 'font-family="system-ui, \'DejaVu Sans\', sans-serif"';

function dotSymbol(colour: string, dot: NonNullable<KeyEntry['dot']>): string {
  const circle = (r: number, fill: string): string =>
    `<circle cx="9" cy="0" r="${r}" fill="${fill}" stroke="${colour}" stroke-width="1.3"/>`;
  return dot === 'hollow' ? circle(4, 'none') : (dot === 'ringed' ? circle(6, 'none') : '') + circle(3.2, colour);
}

/** What stands before a label of the key, centred on y = 0. */
function symbol({ colour, look = 'solid', under, cased, dot }: KeyEntry): string {
  if (dot) return dotSymbol(colour, dot);
  const line = (stroke: string, extra = '', width = 2): string =>
    `<line x1="0" x2="18" y1="0" y2="0" stroke="${stroke}" stroke-width="${width}"${extra}/>`;
  if (look === 'band') return `<rect y="-5" width="18" height="10" fill="${colour}" fill-opacity="0.2"/>`;
  return (
    (cased ? line(casingColour, '', casedWidth) : '') +
    (under ? line(under) : '') +
    line(colour, look === 'solid' ? '' : ` stroke-dasharray="${dashes[look]}"`)
  );
}

/** Letters of a text as they are counted for its width. */
const lengthOf = (text: string): number => [...text].length;

/** Size of letters at which a text is at most `room` pixels wide. */
const fittingSize = (text: string, size: number, room: number): number =>
  Math.min(size, room / (letterWidth * Math.max(1, lengthOf(text))));

/** The key in rows as wide as the figure, as SVG with its first row at y = 0, and its height. */
function keySvg(key: readonly KeyEntry[], width: number): { svg: string; height: number } {
  let [x, row] = [0, 0];
  const entries = key.map((entry) => {
    const size = fittingSize(entry.label, keySize, width - symbolWidth);
    const needed = symbolWidth + lengthOf(entry.label) * letterWidth * size;
    if (x > 0 && x + needed > width) [x, row] = [0, row + 1];
    const place = `translate(${x.toFixed(1)},${(row + 0.5) * keyRow})`;
    x += needed + keyGap;
    return `<g transform="${place}">${symbol(entry)}<text x="${symbolWidth}" dy="0.32em" font-size="${Number(size.toFixed(2))}">${escapeHtml(entry.label)}</text></g>`;
  });
  return { svg: `<g class="key">${entries.join('')}</g>`, height: key.length > 0 ? (row + 1) * keyRow : 0 };
}

/** The title in one line, phases behind their colours. */
function titleSvg(parts: readonly TitlePart[], width: number): string {
  const text = parts.map((part) => (typeof part === 'string' ? part : `▮ ${part.phase}`)).join('');
  const size = fittingSize(text, titleSize, width / 1.08);
  const spans = parts.map((part) =>
    typeof part === 'string'
      ? escapeHtml(part)
      : `<tspan class="phase-colour" fill="${phaseColour(part.index)}" stroke="#333" stroke-width="0.4">■</tspan> ${escapeHtml(part.phase)}`,
  );
  return `<text class="title" x="${edge}" y="15" font-size="${Number(size.toFixed(2))}" font-weight="600" fill="#1d2329">${spans.join('')}</text>`;
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
    draw(colour, look === 'solid' || look === 'band' ? undefined : dashes[look]),
  ];
}

/**
 * Letters of tick labels, pixels; what stands between them and the axis, and the room of the axis' name beside them.
 */
const [tickSize, tickGap, nameRoom] = [11, 9, 18];
const plotMargin = 56;

/** The least left margin with which the longest tick label of the y axis does not reach the axis' name. */
function leftMarginFor(labels: Iterable<{ readonly textContent: string | null }>): number {
  const longest = Math.max(0, ...[...labels].map(({ textContent }) => lengthOf(textContent ?? '')));
  return Math.ceil(longest * letterWidth * tickSize + tickGap + nameRoom);
}

/** One plot as an SVG element whose upper edge is at `top`, its height, and the left margin that it needs. */
function plotSvg(options: Plot.PlotOptions, xLabel: string | null, yLabel: string | null, top: number) {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const centred = { labelAnchor: 'center', labelArrow: 'none' } as const;
  const svg = Plot.plot({
    width: defaultWidth,
    height: 230,
    marginLeft: plotMargin,
    marginRight: 12,
    marginTop: 10,
    marginBottom: 40,
    style: { fontSize: '11px', fontFamily: "system-ui, 'DejaVu Sans', sans-serif", background: 'white' },
    document: document as unknown as NonNullable<Plot.PlotOptions['document']>,
    ...options,
    x: { label: xLabel, ...centred, ...options.x },
    y: { label: yLabel, grid: true, ...centred, ...options.y },
  });
  // Rules for pages; a file has no page.
  for (const style of svg.querySelectorAll('style')) style.remove();
  svg.setAttribute('y', String(top));
  const ticks = yLabel === null ? [] : svg.querySelectorAll('[aria-label="y-axis tick label"] text');
  const marginLeft = Math.max(options.marginLeft ?? plotMargin, leftMarginFor(ticks));
  return { svg: svg.outerHTML, height: Number(svg.getAttribute('height')), marginLeft };
}

/**
 * The SVG document of a drawing: title, key, plot and, where there is one, the plot below. Every axis is named along
 * its middle, the common one of two plots below both.
 */
function drawingSvg({ title, key, xLabel, yLabel, plot, below }: Drawing, width: number): string {
  const parts = typeof title === 'string' ? [title] : title;
  const legend = keySvg(key, width - 2 * edge);
  const top = titleHeight + legend.height + 2;
  const drawn = (marginLeft?: number) => {
    const margin = marginLeft !== undefined && { marginLeft };
    if (!below) return [plotSvg({ ...plot, ...margin }, xLabel, yLabel, top)];
    const upper = plotSvg({ height: 200, marginBottom: 20, ...plot, ...margin }, null, yLabel, top);
    const lower = { height: 140, ...below.plot, width, ...margin };
    return [upper, plotSvg(lower, xLabel, below.yLabel, top + upper.height)];
  };
  // How long tick labels are is known when they are drawn; plots above each other keep one margin.
  const plots = drawn(Math.max(...drawn().map(({ marginLeft }) => marginLeft)));
  const height = top + plots.reduce((sum, one) => sum + one.height, 0);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(titleText(title))}" ${font}>
<rect width="${width}" height="${height}" fill="white"/>
${titleSvg(parts, width - 2 * edge)}
<g transform="translate(${edge},${titleHeight})" fill="#333">${legend.svg}</g>
${plots.map(({ svg }) => svg).join('\n')}
</svg>`;
}

const titleText = (title: Drawing['title']): string =>
  typeof title === 'string' ? title : title.map((part) => (typeof part === 'string' ? part : part.phase)).join('');

/** A figure named after `name` and, where there are some, the names of phases or fields it shows. */
export function figureOf(name: string, drawing: Drawing): Figure {
  const width = drawing.plot.width ?? defaultWidth;
  return {
    name,
    title: titleText(drawing.title),
    caption: drawing.caption ?? '',
    width,
    svg: () => drawingSvg(drawing, width),
  };
}

/** Widest figure that a phone shows whole and legible, pixels; wider ones scroll there. */
const widestWhole = 500;

/** A figure on the page above its caption. */
export function figureHtml(figure: Figure): string {
  const svg = figure.svg();
  const drawing = figure.width > widestWhole ? `<div class="wide">${svg}</div>` : svg;
  const caption = figure.caption ? `<figcaption>${escapeHtml(figure.caption)}</figcaption>` : '';
  return `<figure class="plot" data-name="${escapeHtml(figure.name)}" style="max-width:${figure.width}px">${drawing}${caption}</figure>`;
}
