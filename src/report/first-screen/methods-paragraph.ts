import type { Calibration } from '../../calibrate/index.ts';
import type { Choice } from '../../choice/index.ts';
import type { Validation } from '../../compare/index.ts';
import type { PhaseMap } from '../../grid/index.ts';
import type { ExcursionModel } from '../../phase/index.ts';
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

/** A calibration, told as a paper tells it. */
export function calibrationMethods(findings: {
  readonly result: Calibration;
  readonly maps: readonly PhaseMap[];
  readonly validation: Validation;
  readonly choice: Choice | undefined;
  readonly summary: string;
  readonly provenance: Provenance;
}): string {
  const { result, maps, validation, choice, summary, provenance } = findings;
  const { exactFit, anisotropy, model } = result;
  const fit = exactFit?.goodnessOfFit;
  return [
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
