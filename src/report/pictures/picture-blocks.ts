import { ExcursaError } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { escapeHtml, lengthText } from '../notation.ts';
import { dataUrl, encodePng } from './png.ts';
import { renderVolume, type View, viewOf } from './render-volume.ts';
import { phaseLegend } from './slices.ts';

/** Width of a rendered block, pixels. */
const renderedWidth = 560;
/** Space for the labels left and right of the block, and below it; the same units as the picture's pixels. */
const [side, below] = [30, 26];

type Corner = readonly [z: number, y: number, x: number];
/** Edges of the block behind the material, which meet in its hidden corner. */
const backEdges: readonly [Corner, Corner][] = [
  [
    [1, 0, 0],
    [0, 0, 0],
  ],
  [
    [1, 0, 0],
    [1, 1, 0],
  ],
  [
    [1, 0, 0],
    [1, 0, 1],
  ],
];
const frontEdges: readonly [Corner, Corner][] = [
  [
    [0, 0, 0],
    [0, 0, 1],
  ],
  [
    [0, 0, 1],
    [0, 1, 1],
  ],
  [
    [0, 1, 1],
    [0, 1, 0],
  ],
  [
    [0, 1, 0],
    [0, 0, 0],
  ],
  [
    [0, 1, 0],
    [1, 1, 0],
  ],
  [
    [0, 1, 1],
    [1, 1, 1],
  ],
  [
    [0, 0, 1],
    [1, 0, 1],
  ],
  [
    [1, 1, 0],
    [1, 1, 1],
  ],
  [
    [1, 1, 1],
    [1, 0, 1],
  ],
];

/** The lengths of the block along its lower left, lower right and left edge. */
function labels({ grid }: PhaseMap, at: (corner: Corner) => readonly [number, number]): string {
  const text = (axis: 0 | 1 | 2): string =>
    `${'zyx'[axis]} ${escapeHtml(lengthText(grid.shape[axis] * grid.spacing[axis], grid.unit))}`;
  const [x, y, z] = [at([1, 1, 0.5]), at([1, 0.5, 1]), at([0.5, 1, 0])];
  const place = ([u, v]: readonly [number, number]): string => `x="${u.toFixed(1)}" y="${v.toFixed(1)}"`;
  return `<g font-family="system-ui, sans-serif" font-size="15" fill="#333"><text ${place([x[0] - 8, x[1] + 18])} text-anchor="end">${text(2)} →</text><text ${place([y[0] + 8, y[1] + 18])}>← ${text(1)}</text><text ${place([z[0] - 10, z[1]])} text-anchor="middle" transform="rotate(-90 ${(z[0] - 10).toFixed(1)} ${z[1].toFixed(1)})">← ${text(0)}</text></g>`;
}

/**
 * One rendered block in its box with the lengths of its edges.
 * @param share - of the column's width. @param phase - to show alone; all of them without it.
 */
export function blockFigure(map: PhaseMap, caption: string, share = 1, phase?: number): string {
  const view: View = viewOf(map.grid);
  const picture = renderVolume(map, { width: renderedWidth, ...(phase !== undefined && { phases: [phase] }) });
  const scale = renderedWidth / view.width;
  const at = ([z, y, x]: Corner): readonly [number, number] => {
    const [u, v] = view.corner(z, y, x);
    return [side + u * scale, 2 + v * scale];
  };
  const path = (edges: readonly [Corner, Corner][]): string =>
    edges
      .map(([from, to]) => [`M${at(from).map((c) => c.toFixed(1))}`, `L${at(to).map((c) => c.toFixed(1))}`].join(''))
      .join('');
  const [width, height] = [renderedWidth + 2 * side, picture.height + 2 + below];
  const drawing = (body: string): string =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" aria-hidden="true">${body}</svg>`;
  const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(4)}%`;
  const place = `left:${percent(side, width)};top:${percent(2, height)};width:${percent(picture.width, width)}`;
  const back = drawing(`<path d="${path(backEdges)}" fill="none" stroke="#b9c0c7"/>`);
  const image = `<img src="${dataUrl(encodePng(picture))}" alt="${escapeHtml(caption)}" style="${place}">`;
  const front = drawing(
    `<path d="${path(frontEdges)}" fill="none" stroke="#1d2329" stroke-opacity="0.35"/>${labels(map, at)}`,
  );
  return `<figure class="block"><div style="width:${(100 * share).toFixed(2)}%">${back}${image}${front}</div><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

const voxelsText = (title: string, { grid }: PhaseMap): string =>
  `${title} ${[2, 1, 0].map((a) => grid.shape[a]).join(' × ')}`;

/** Each phase of the twin alone as rendered blocks, beside the truth where it is known; both at the same scale. */
export function volumeSection(twin: PhaseMap | undefined, truth: PhaseMap | undefined): string {
  const volumes = [
    { title: 'data', map: truth },
    { title: 'model', map: twin },
  ].flatMap(({ title, map }) => (map ? [{ title: truth ? title : 'volume', map }] : []));
  const units = [...new Set(volumes.map(({ map }) => map.grid.unit))];
  if (units.length > 1) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'report',
      expected: 'volumes in one unit',
      got: units.join(' and '),
      remedy: { setting: 'spacing' },
    });
  }
  const widths = volumes.map(({ map }) => viewOf(map.grid).width);
  const draw = (name: string, phase?: number): string[] =>
    volumes.map(({ title, map }, i) => blockFigure(map, `${title}: ${name}`, widths[i] / Math.max(...widths), phase));
  const phases = volumes[0].map.phases.flatMap(({ name }, i) => draw(`${name} alone`, i));
  const pictures = [...(truth ? draw('all phases') : []), ...phases].join('\n');
  const sizes = volumes.map(({ title, map }) => voxelsText(title, map)).join(', ');
  return `${phaseLegend(volumes.map(({ map }) => map))}<p class="note">Voxels (x × y × z): ${escapeHtml(sizes)}. Seen from above without perspective; the first layer lies on top, as the slices show it, and
z points down. In the pictures of one phase the others are transparent.</p><div class="blocks">${pictures}</div>`;
}
