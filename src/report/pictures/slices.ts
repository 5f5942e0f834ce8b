import { ExcursaError } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { escapeHtml, unitText } from '../notation.ts';
import type { ReportData } from '../report-data.ts';
import { phaseLegend, scaleBar } from './legend.ts';
import { dataUrl, slicePng } from './png.ts';

/** Widest slice on the page, pixels: two stand side by side. */
const widest = 520;

/**
 * Pixels of the page per unit of length: whole pixels for the finest voxel where slices are enlarged, so that all look
 * alike.
 */
function pageScale(maps: readonly PhaseMap[]): number {
  const { unit } = maps[0].grid;
  const other = maps.find(({ grid }) => grid.unit !== unit);
  if (other) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'report',
      expected: 'slices in one unit to show at one scale',
      got: `${unit} and ${other.grid.unit}`,
      remedy: { setting: 'spacing' },
    });
  }
  const scale = widest / Math.max(...maps.map(({ grid }) => grid.shape[2] * grid.spacing[2]));
  const finest = Math.min(...maps.map(({ grid }) => grid.spacing[2]));
  return scale * finest >= 1 ? Math.floor(scale * finest) / finest : scale;
}

function figure(map: PhaseMap, title: string, scale: number): string {
  const { shape, spacing, unit } = map.grid;
  const [, height, width] = shape.map((n, a) => n * spacing[a]);
  const bar = scaleBar(width, unit);
  const pixel = [...new Set([spacing[2], spacing[1]].map((d) => String(Number(d.toPrecision(4)))))].join(' × ');
  const caption = `${title}, ${shape[2]} × ${shape[1]} pixels of ${pixel} ${unitText(unit)}`;
  // Enlarged pixels stay sharp; reduced ones are averaged by the browser.
  const enlarged = scale * spacing[2] >= 1 ? ';image-rendering:pixelated' : '';
  return `<figure class="slice" style="width:${(width * scale).toFixed(2)}px;max-width:100%"><img src="${dataUrl(slicePng(map))}" alt="${escapeHtml(caption)}" style="aspect-ratio:${(width / height).toFixed(6)}${enlarged}">
<div class="bar" style="width:${(100 * bar.share).toFixed(3)}%"></div><div class="barlabel">${escapeHtml(bar.label)}</div>
<figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

/** Sections of data and model side by side: equal lengths are equal on the page. */
export function sliceSection(slices: NonNullable<ReportData['slices']>): string {
  const maps = slices.flatMap(({ data, model }) => (model ? [data, model] : [data]));
  const scale = pageScale(maps);
  const rows = slices.map(
    ({ data, model }) =>
      `<div class="row">${figure(data, 'data', scale)}${model ? figure(model, 'model', scale) : ''}</div>`,
  );
  const about =
    maps.length > slices.length
      ? '<p class="note">A section of the data beside one the model drew, at the same scale: they should resemble each other in kind, not in place.</p>'
      : '';
  return phaseLegend(maps) + about + rows.join('\n');
}
