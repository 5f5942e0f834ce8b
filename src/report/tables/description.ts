import type { ChordLength, Description, LinealPath, PhaseDescription, Unmeasured } from '../../descriptor/index.ts';
import { escapeHtml, htmlTable, numberText, phaseName, withError } from '../html-text.ts';
import { unitText } from '../units.ts';

const chordText = (chord: ChordLength | Unmeasured | undefined, error: number | null | undefined): string => {
  if (!chord) return '–';
  return 'mean' in chord ? `${withError(chord.mean, error)} (${numberText(chord.std)})` : escapeHtml(chord.reason);
};

const linealText = (path: LinealPath | Unmeasured | undefined, error: number | null | undefined): string => {
  if (!path) return '–';
  return 'mean' in path ? withError(path.mean, error) : escapeHtml(path.reason);
};

const representativeText = ({ representativity: r }: PhaseDescription): string =>
  'edge' in r ? numberText(r.edge) : escapeHtml(r.reason);

function areaTexts({ specificSurfaceArea: area, standardErrors }: PhaseDescription): string[] {
  if (!('faces' in area)) return [escapeHtml(area.reason), '–'];
  const smooth = area.crofton ?? area.stereological;
  const error = standardErrors.specificSurfaceArea;
  return [smooth === undefined ? '–' : withError(smooth, error), numberText(area.faces)];
}

/** The table of a description, with the estimators below. */
export function descriptionTable({ phases, grid }: Description): string {
  const unit = escapeHtml(unitText(grid.unit));
  const axes = (['x', 'y', 'z'] as const).filter((axis) => phases.some(({ chordLength }) => chordLength[axis]));
  const rows = phases.map((phase, p) => {
    const { value, ci95 } = phase.volumeFraction;
    const errors = phase.standardErrors;
    const interval = ci95 ? ci95.map(numberText).join(' … ') : 'window too small';
    const chords = axes.map((axis) => chordText(phase.chordLength[axis], errors.chordLength[axis]));
    const lineal = axes.map((axis) => linealText(phase.linealPath[axis], errors.linealPath[axis]));
    return {
      cells: [
        phaseName(phase.name, p),
        String(phase.label),
        numberText(value),
        interval,
        representativeText(phase),
        ...areaTexts(phase),
        ...chords,
        ...lineal,
      ],
    };
  });
  const chordHeads = axes.map((axis) => `chord ${axis} [${unit}]`);
  const linealHeads = axes.map((axis) => `lineal length ${axis} [${unit}]`);
  const head = [
    'phase',
    'label',
    'volume fraction',
    '95 % interval',
    `window for 1 % [${unit}]`,
    `S<sub>V</sub> [1/${unit}]`,
  ];
  const area = phases.map((phase) => phase.specificSurfaceArea).find((a) => 'estimator' in a);
  return `${htmlTable([...head, `S<sub>V</sub>, faces [1/${unit}]`, ...chordHeads, ...linealHeads], rows)}
<p class="note">S<sub>V</sub>: boundary area of the phase per volume of the whole material${area ? `, ${escapeHtml(area.estimator)}` : ''}; faces: area of the voxel faces between the
phase and others, which overestimates smooth boundaries. Interval: from the two-point function, Var = (1/N) Σ<sub>h</sub> (C(h) − p²). Chords: mean and, in
brackets, standard deviation of the unbroken stretches of one phase along a grid axis, every chord with the same weight; those cut by the border or a mask are left out.
Lineal length: integral of the lineal-path function over its lags, divided by its value at 0. ±: standard error, from ${phases[0]?.standardErrors.parts ?? 0} parts of the window measured one by
one. Window for 1 %: edge of a square (cube) in which the standard error of the volume fraction would be 1 % of it.</p>`;
}
