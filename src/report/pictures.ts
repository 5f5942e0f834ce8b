import type { PhaseMap } from '../grid/index.ts';
import { phaseColour } from './colours.ts';
import { escapeHtml } from './html-text.ts';
import { dataUrl, type Picture } from './png.ts';
import { renderedWidth, renderVolume } from './render-volume.ts';
import type { ReportData } from './report-data.ts';
import { scaleBar, unitText } from './scale-bar.ts';
import { slicePicture } from './slice-picture.ts';

/** A picture with a caption and, below it, a scale bar for its width in the grid's unit. */
function figure(picture: Picture, caption: string, width: number, unit: string, pixels: number): string {
  const bar = scaleBar(width, unit);
  return `<figure class="picture" style="width:${pixels}px"><img src="${dataUrl(picture)}" alt="${escapeHtml(caption)}" style="width:${pixels}px;height:auto${picture.width < pixels ? ';image-rendering:pixelated' : ''}">
<div class="bar" style="width:${(100 * bar.share).toFixed(3)}%"></div><div class="barlabel">${escapeHtml(bar.label)}</div>
<figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

/** The names and colours of the phases. */
export function phaseLegend(map: PhaseMap): string {
  const items = map.phases.map(
    (phase, i) => `<span class="swatch" style="background:${phaseColour(i)}"></span>${escapeHtml(phase.name)}`,
  );
  return `<p class="legend">${items.join('&emsp;')}</p>`;
}

/** Sections of data and model side by side: equal lengths are equal on the page. */
export function sliceSection(slices: NonNullable<ReportData['slices']>): string {
  const widest = Math.max(
    ...slices.flatMap(({ data, model }) =>
      [data, model].flatMap((map) => (map ? [map.grid.shape[2] * map.grid.spacing[2]] : [])),
    ),
  );
  const draw = (map: PhaseMap, caption: string): string => {
    const width = map.grid.shape[2] * map.grid.spacing[2];
    return figure(
      slicePicture(map),
      `${caption}, ${map.grid.shape[1]} × ${map.grid.shape[2]} pixels`,
      width,
      map.grid.unit,
      Math.round((480 * width) / widest),
    );
  };
  const rows = slices.map(
    ({ data, model }) => `<div class="row">${draw(data, 'data')}${model ? draw(model, 'model') : ''}</div>`,
  );
  return phaseLegend(slices[0].data) + rows.join('\n');
}

/** Renders a volume: all phases, then each phase alone. */
function volumeRow(map: PhaseMap, title: string): string {
  const { shape, spacing, unit } = map.grid;
  const extent = [2, 1, 0].map((a) => Number((shape[a] * spacing[a]).toPrecision(4))).join(' × ');
  const width = renderedWidth(map);
  const pictures = [
    figure(renderVolume(map, { size: 460 }), `${title}: all phases`, width, unit, 245),
    ...map.phases.map((phase, i) =>
      figure(renderVolume(map, { size: 460, phases: [i] }), `${title}: ${phase.name} alone`, width, unit, 245),
    ),
  ];
  return `<p>${escapeHtml(title)}, ${shape.join(' × ')} voxels [z, y, x], ${extent} ${escapeHtml(unitText(unit))} [x, y, z]; z points up.</p><div class="row">${pictures.join('\n')}</div>`;
}

/** The twin as rendered pictures, beside the truth where it is known. */
export function volumeSection(twin: PhaseMap | undefined, truth: PhaseMap | undefined): string {
  const rows = [truth && volumeRow(truth, 'truth'), twin && volumeRow(twin, 'twin')].filter((row) => row !== undefined);
  const [first] = [twin, truth].filter((map) => map !== undefined);
  return (first ? phaseLegend(first) : '') + rows.join('\n');
}
