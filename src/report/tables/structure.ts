import type { Description, PhaseDescription, Unmeasured } from '../../descriptor/index.ts';
import type { ByAxis } from '../../grid/index.ts';
import { escapeHtml, htmlTable, numberText, percentText, phaseName, withError } from '../html-text.ts';
import { unitText } from '../units.ts';

type AxisName = 'x' | 'y' | 'z';

/** A value along an axis, or a dash that tells, under the pointer, why there is none. */
function cell<T extends object>(value: T | Unmeasured | undefined, text: (value: T) => string): string {
  if (!value) return '–';
  return 'reason' in value ? `<span title="${escapeHtml(value.reason as string)}">–</span>` : text(value as T);
}

const byAxis = <T extends object>(
  axes: readonly AxisName[],
  values: ByAxis<T | Unmeasured> | undefined,
  text: (value: T) => string,
): string[] => axes.map((axis) => cell(values?.[axis], text));

function connectivityCells(
  { connectivity, eulerNumber, tripleLines, standardErrors }: PhaseDescription,
  axes: readonly AxisName[],
): string[] {
  const euler = cell(eulerNumber, ({ value, faceConnected }) => `${numberText(value)} (${numberText(faceConnected)})`);
  const lines = cell(tripleLines, ({ value }) => withError(value, standardErrors.tripleLines));
  if ('reason' in connectivity)
    return [escapeHtml(connectivity.reason), '–', '–', ...axes.map(() => '–'), euler, lines];
  const { components, largest, isolated, percolating } = connectivity;
  const across = axes.map((axis) => percentText(percolating[axis] ?? 0));
  return [String(components), percentText(largest), percentText(isolated), ...across, euler, lines];
}

/** Topology, sizes and paths of a description: three tables. */
export function structureTables({ phases, grid }: Description): string {
  const rank = grid.shape.length;
  const unit = escapeHtml(unitText(grid.unit));
  const axes = (['x', 'y', 'z'] as const).filter((axis) => phases.some(({ chordLength }) => chordLength[axis]));
  const heads = (text: string): string[] => axes.map((axis) => `${text} ${axis}`);
  const topology = htmlTable(
    [
      ...['phase', 'components', 'largest', 'isolated'],
      ...heads('percolating'),
      `Euler number [1/${unit}<sup>${rank}</sup>]`,
      `triple lines [1/${unit}<sup>2</sup>]`,
    ],
    phases.map((phase, p) => ({ cells: [phaseName(phase.name, p), ...connectivityCells(phase, axes)] })),
  );
  const about = `<p class="note">Components share voxel faces; shares are of the phase's volume: in the largest component, in components that touch no border, and in
those that touch both faces across an axis. Euler number: components − tunnels + cavities (in an image components − holes) per volume, neighbours at corners included;
in brackets, neighbours at faces alone. Triple lines: length per volume of the lines along which three phases meet, of those that the phase takes part in; twice the triple points per area of
sections.</p>`;
  if (!phases.some(({ sizeDistribution }) => sizeDistribution)) return topology + about;
  const sizes = htmlTable(
    [...['phase', `r50 of sizes [${unit}]`, `mean radius [${unit}]`], ...heads(`r50 of intrusion [${unit}]`)],
    phases.map((phase, p) => ({
      cells: [
        phaseName(phase.name, p),
        cell(phase.sizeDistribution, ({ median, errors }) =>
          median === null ? '–' : withError(median, errors.median),
        ),
        cell(phase.sizeDistribution, ({ mean, errors }) => withError(mean, errors.mean)),
        ...byAxis(axes, phase.intrusion, ({ median, errors }) =>
          median === null ? '–' : withError(median, errors.median),
        ),
      ],
    })),
  );
  const paths = htmlTable(
    ['phase', ...heads('constrictivity'), ...heads('tortuosity')],
    phases.map((phase, p) => ({
      cells: [
        phaseName(phase.name, p),
        ...byAxis(axes, phase.constrictivity, ({ value, error }) => withError(value, error)),
        ...byAxis(
          axes,
          phase.geodesicTortuosity,
          ({ mean, std, error }) => `${withError(mean, error)} (${numberText(std)})`,
        ),
      ],
    })),
  );
  return `${topology}${about}${sizes}${paths}<p class="note">Sizes: largest ball (in an image, disc) that fits into the phase and covers a voxel, r50 by volume; neither border nor mask limits a
ball. Intrusion: balls that can be pushed in from the face of the axis' lowest coordinate. Constrictivity: (r50 of intrusion / r50 of sizes)². Tortuosity: mean and standard deviation of
the shortest path inside the phase between opposite faces, by steps to 26 (8) neighbours, over their distance; far voxels without a path are left out. ±: standard error, from parts of
the window; what connects has none from one window. – : no path, or less than half of the phase reached from the face.</p>`;
}
