import type { Calibration } from '../../calibrate/index.ts';
import type { Choice } from '../../choice/index.ts';
import type { Validation } from '../../compare/index.ts';
import type { PhaseMap } from '../../grid/index.ts';
import type { ExcursionModel } from '../../phase/index.ts';
import type { TwinConductivity } from '../../transport/index.ts';
import { powerText } from '../figures/scales.ts';
import { unitText } from '../notation.ts';
import type { Provenance } from '../report-data.ts';
import { listText } from './answer.ts';

/** '3 segmented sections of 512 × 512 pixels (pixel edge 0.1 µm)'. */
export function sampleText(maps: readonly PhaseMap[]): string {
  const [{ grid }] = maps;
  const volume = grid.rank === 3;
  const sizes = [
    ...new Set(maps.map(({ grid: { shape, rank } }) => (rank === 3 ? shape : shape.slice(1)).join(' × '))),
  ];
  const count = maps.length === 1 ? 'one' : String(maps.length);
  const edges = [...new Set(volume ? grid.spacing : grid.spacing.slice(1))].map((d) => Number(d.toPrecision(4)));
  const voxel = volume ? 'voxel' : 'pixel';
  const size = sizes.length > 2 ? 'several sizes' : `${sizes.join(' and ')} ${voxel}s`;
  const edge = grid.unit === 'voxel' ? '' : ` (${voxel} edge ${edges.join(' × ')} ${unitText(grid.unit)})`;
  return `${count} segmented ${volume ? 'volume' : 'section'}${maps.length > 1 ? 's' : ''} of ${size}${edge}`;
}

const programText = ({ version }: Provenance): string => `Excursa ${version}`;

const modelText = ({ record, family, values, phases }: ExcursionModel): string =>
  `model class ${record.name} (${record.summary}; correlation family ${family}, ${values.length} parameters) of ${listText(phases.map(({ name }) => name))}`;

const comparisonText = ({ comparison }: Validation): string => {
  const { realisations, shape } = comparison;
  const titles = [...new Set(comparison.phases.flatMap(({ quantities }) => quantities.map(({ title }) => title)))];
  const size = (shape[0] === 1 ? shape.slice(1) : shape).join(' × ');
  return `${realisations} realisations of ${size} voxels were compared with the data in ${listText(titles)}.`;
};

/** How grey images became labels. */
export interface SegmentationTold {
  readonly classes: number;
  readonly filter: 'none' | 'median' | 'non-local-means';
  readonly method: 'thresholds' | 'boundary-aware' | 'trained';
  readonly thresholds?: readonly number[] | undefined;
  /** Where the thresholds come from; undefined where nobody knows. */
  readonly thresholdsBy?: 'multi-Otsu' | 'hand' | undefined;
  /** Number of strokes, where they were learned. */
  readonly strokes?: number | undefined;
}

const filterTexts = {
  none: '',
  median: 'filtered by a median of 3 × 3 pixels and ',
  'non-local-means': 'filtered by non-local means (Buades et al. 2005) and ',
} as const;

/** A segmentation, told as a paper tells it. @param phases - their names, from dark to bright. */
export function segmentationMethods(own: SegmentationTold, phases: readonly string[]): string {
  const into = `divided into ${listText(phases)}`;
  if (own.method === 'trained') {
    return `The grey images were ${into} by a random forest that was trained on ${own.strokes} brush strokes, with local features of the grey values.`;
  }
  const { filter, method, thresholds = [], thresholdsBy } = own;
  const values = thresholds.map((value) => String(Number(value.toPrecision(4))));
  const origin = { 'multi-Otsu': ' by the multi-Otsu method (Liao et al. 2001)', hand: ' set by hand' } as const;
  const list = `${values.length > 1 ? 'thresholds' : 'a threshold'} at ${listText(values)}${thresholdsBy ? origin[thresholdsBy] : ''}`;
  const borders = method === 'boundary-aware' ? '; boundaries follow the crests of the gradient' : '';
  return `The grey images were ${filterTexts[filter]}${into} by ${list}${borders}.`;
}

/** What volumes were drawn from. */
const drawnFrom = (isChanged: boolean): string =>
  isChanged ? 'the material with parameters changed by hand' : 'the model';

/** A drawn twin, told as a paper tells it. */
export const twinMethods = ({ grid }: PhaseMap, seed: number, isChanged = false): string => {
  const edges = [...new Set(grid.spacing)].map((d) => Number(d.toPrecision(4))).join(' × ');
  const edge = grid.unit === 'voxel' ? '' : ` (voxel edge ${edges} ${unitText(grid.unit)})`;
  return `A twin of ${grid.shape.join(' × ')} voxels${edge} was drawn from ${drawnFrom(isChanged)} with seed ${seed}.`;
};

/** What the size of the voxels does to a value, in words. @param error - relative, negative where it is too small. */
const voxelWords = (error: number): string =>
  `, about ${(100 * Math.abs(error)).toFixed(1)} % too ${error < 0 ? 'small' : 'large'} by the size of the voxels`;

/** Conductivities of a model, told as a paper tells them. @param conductivities - of the phases, by name. */
export function conductivityMethods(
  { axes, realisations, shape, reached }: TwinConductivity,
  conductivities: Readonly<Record<string, number>>,
  isChanged = false,
): string {
  const given = Object.entries(conductivities).map(([name, value]) => `${value} for ${name}`);
  const values = Object.entries(axes).map(([axis, { effective, standardError, discretisation }]) => {
    const size = discretisation === null ? '' : voxelWords(discretisation);
    return `${effective.toPrecision(4)} ± ${standardError.toPrecision(2)} along ${axis}${size}`;
  });
  return [
    `The effective conductivity of ${drawnFrom(isChanged)} was`,
    `computed by finite volumes on the voxels, with conductivities of ${listText(given)}, fixed potentials on two`,
    'opposite faces and insulated walls; the linear systems were solved by conjugate gradients with a multigrid',
    'preconditioner.',
    `Over ${realisations} realisations of ${shape.join(' × ')} voxels its mean and standard error were`,
    `${values.join('; ')}.`,
    ...(reached ? [] : ['The standard error that was asked for was not reached.']),
  ].join(' ');
}

/** A calibration, told as a paper tells it. */
export function calibrationMethods(findings: {
  readonly result: Calibration;
  readonly maps: readonly PhaseMap[];
  readonly validation: Validation;
  readonly choice: Choice | undefined;
  readonly summary: string;
  readonly provenance: Provenance;
  readonly segmentation?: SegmentationTold | undefined;
  readonly twin?: PhaseMap | undefined;
}): string {
  const { result, maps, validation, choice, summary, provenance, segmentation, twin } = findings;
  const { exactFit, anisotropy, model } = result;
  const fit = exactFit?.goodnessOfFit;
  const names = maps[0].phases.map(({ name }) => name);
  return [
    ...(segmentation ? [segmentationMethods(segmentation, names)] : []),
    `The ${modelText(model)} was calibrated to ${sampleText(maps)} with ${programText(provenance)}: ${summary}.`,
    ...(choice ? [`The class was chosen among ${choice.candidates.length} on held-out parts of the data.`] : []),
    ...(fit && fit.pValue !== null && fit.chiSquare !== null
      ? [
          `The goodness of fit of the two-point functions was p = ${powerText(Number(fit.pValue.toPrecision(2)))} (chi-square ${fit.chiSquare.toFixed(1)} for ${fit.components} components, scatter from ${fit.windows} windows of the model).`,
        ]
      : []),
    ...(anisotropy
      ? [
          `The scale of the z axis was estimated as ${anisotropy.scale.toFixed(3)} ± ${anisotropy.standardError.toFixed(3)}.`,
        ]
      : []),
    comparisonText(validation),
    `The seed of all random numbers was ${provenance.seed}.`,
    ...(twin ? [twinMethods(twin, provenance.seed ?? 1)] : []),
    'Excursion-set models of microstructures are described by Furat et al. (2025, arXiv:2503.17171).',
  ].join(' ');
}

/** A validation, told as a paper tells it. */
export function validationMethods(findings: {
  readonly model: ExcursionModel;
  readonly maps: readonly PhaseMap[];
  readonly validation: Validation;
  readonly provenance: Provenance;
}): string {
  const { model, maps, validation, provenance } = findings;
  return `The ${modelText(model)} was compared with ${sampleText(maps)} with ${programText(provenance)}. ${comparisonText(validation)} The seed of all random numbers was ${provenance.seed}.`;
}

/** A description, told as a paper tells it. */
export function descriptionMethods(maps: readonly PhaseMap[], titles: readonly string[], from: Provenance): string {
  const phases = listText(maps[0].phases.map(({ name }) => name));
  return `${listText(titles)} of ${phases} were measured in ${sampleText(maps)} with ${programText(from)}.`.replace(
    /^./,
    (letter) => letter.toUpperCase(),
  );
}
