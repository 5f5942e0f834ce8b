import { type Calibration, methods } from '../calibrate/index.ts';
import type { Choice } from '../choice/index.ts';
import type { Unseen, Validation } from '../compare/index.ts';
import { familyOf, prepareTapered } from '../correlation/index.ts';
import { type Description, describedQuantities } from '../descriptor/index.ts';
import { textOf } from '../errors.ts';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { type ExcursionModel, fieldValues } from '../phase/index.ts';
import type { Realism } from '../realism/index.ts';
import { citations } from './blocks.ts';
import { answerOf, describedAnswer, type NameSetting } from './first-screen/answer.ts';
import {
  calibrationMethods,
  descriptionMethods,
  type SegmentationTold,
  validationMethods,
} from './first-screen/methods-paragraph.ts';
import { comparedStrip, describedStrip, stripWithTwin } from './first-screen/strip.ts';
import { parameterRows } from './parameter-rows.ts';
import type { Answer, Provenance, ReportData } from './report-data.ts';

/** Largest edge of a slice shown in a report, pixels. */
const largestSlice = 512;

/** The middle of a map's middle layer, at most 512 pixels wide and high. */
function sliceOf(map: PhaseMap): PhaseMap {
  const [nz, ny, nx] = map.grid.shape;
  const [h, w] = [Math.min(ny, largestSlice), Math.min(nx, largestSlice)];
  const [z, y0, x0] = [nz >> 1, (ny - h) >> 1, (nx - w) >> 1];
  const data = new Uint8Array(h * w);
  for (let y = 0; y < h; y++) {
    const from = (z * ny + y0 + y) * nx + x0;
    data.set(map.data.subarray(from, from + w), y * w);
  }
  return createPhaseMap(createGrid([h, w], { spacing: map.grid.spacing, unit: map.grid.unit }), data, map.phases);
}

/** Chord-length histograms of data and model, by phase and axis. */
function chordsOf(reference: Description, model: readonly Description[]): NonNullable<ReportData['chords']> {
  return reference.phases.flatMap((phase, p) =>
    (['x', 'y', 'z'] as const).flatMap((axis) => {
      const data = phase.chordLength[axis];
      if (!data || !('histogram' in data)) return [];
      const sum: number[] = [];
      for (const { phases } of model) {
        const chord = phases[p].chordLength[axis];
        if (!chord || !('histogram' in chord)) continue;
        chord.histogram.forEach((n, i) => {
          sum[i] = (sum[i] ?? 0) + n;
        });
      }
      const spacing = reference.grid.spacing.at(-1 - ['x', 'y', 'z'].indexOf(axis))!;
      return [{ phase: phase.name, axis, unit: reference.grid.unit, spacing, data: [...data.histogram], model: sum }];
    }),
  );
}

/** What the model may be used for, the first reason, and how far the two-point functions are apart. */
export function verdictOf({ comparison }: Pick<Validation, 'comparison'>): string[] {
  const { sentence, reason } = comparison.conclusion;
  return [
    sentence,
    reason,
    `The two-point functions differ by ${comparison.twoPoint.rootMeanSquareError.toExponential(1)} (root mean square).`,
  ];
}

function correlationsOf(model: ExcursionModel): NonNullable<ReportData['correlations']> {
  const voxel = model.spacing[2];
  const lags = Float64Array.from({ length: Math.floor(model.taper) + 1 }, (_, i) => i);
  const evaluate = prepareTapered(familyOf(model.family), { lags, taper: model.taper });
  return model.record.fields.map((field, k) => ({
    field,
    lags: Array.from(lags, (lag) => lag * voxel),
    rho: Array.from(evaluate(fieldValues(model.record, model.family, model.values, k)).rho),
    unit: model.unit,
  }));
}

/** What a report of a calibration shows. */
export function calibrationReport(findings: {
  result: Calibration;
  maps: readonly PhaseMap[];
  validation: Validation;
  /** The comparison across the plane, where the anisotropy was estimated. */
  across?: Validation | undefined;
  twin?: PhaseMap | undefined;
  /** Relative conductivity of each phase in the twin; null where it is not known. */
  conductivities?: Readonly<Record<string, number | null>> | undefined;
  provenance: Provenance;
  choice?: Choice | undefined;
  /** How grey images became the maps, where that is known. */
  segmentation?: SegmentationTold | undefined;
  /** What the sections leave open in 3D. */
  unseen?: Unseen | undefined;
  /** What helps most now. */
  next?: Answer['next'];
  /** How a cure or a command names a setting; by default as the library does. */
  nameSetting?: NameSetting;
}): ReportData {
  const { result, maps, validation, across, twin, provenance, choice, unseen, next, nameSetting } = findings;
  const { model } = result;
  const { comparison } = validation;
  const strip = comparedStrip(comparison);
  return {
    title: `Calibration of ${model.record.name}`,
    subtitle: `${model.record.summary}; phases ${model.phases.map((p) => p.name).join(', ')}; excursion sets in the order ${model.order.map((i) => model.phases[i].name).join(', ')}`,
    provenance,
    answer: answerOf(comparison, { exactFit: result.exactFit, next }),
    strip: findings.conductivities ? stripWithTwin(strip, findings.conductivities, unseen) : strip,
    methods: calibrationMethods({
      ...{ result, maps, validation, choice, provenance, twin },
      segmentation: findings.segmentation,
      summary: methods[result.method].summary,
    }),
    verdict: [
      ...(choice ? [choice.sentence] : []),
      ...(result.anisotropy ? [result.anisotropy.sentence] : []),
      ...(unseen ? [unseen.sentence] : []),
      ...verdictOf(validation),
    ],
    slices: [{ data: sliceOf(maps[0]), model: sliceOf(validation.example) }],
    ...(twin && { twin }),
    ...(choice && { choice }),
    ...(unseen && { unseen }),
    ...(result.exactFit && { exactFit: result.exactFit }),
    ...(result.anisotropy && { anisotropy: result.anisotropy }),
    comparisons: [
      { title: 'model against data', comparison: validation.comparison },
      ...(across ? [{ title: 'along z, model against data', comparison: across.comparison }] : []),
    ],
    chords: chordsOf(validation.reference, validation.model),
    ...(validation.similarity && { similarity: validation.similarity }),
    history: [...result.log],
    warnings: result.warnings.map((signature) => ({ ...signature, cure: textOf(signature.cure, nameSetting) })),
    parameters: parameterRows(model),
    correlations: correlationsOf(model),
    citations,
  };
}

/** What a report of a validation shows. */
export function validationReport(findings: {
  model: ExcursionModel;
  maps: readonly PhaseMap[];
  validation: Validation;
  provenance: Provenance;
  realism?: Realism | undefined;
  /** What helps most now. */
  next?: Answer['next'];
}): ReportData {
  const { model, maps, validation, provenance, realism, next } = findings;
  const volume = maps[0].grid.rank === 3;
  const { comparison } = validation;
  return {
    title: `Validation of ${model.record.name}`,
    subtitle: volume ? 'realisations of the model against a volume' : 'realisations of the model against images',
    provenance,
    answer: answerOf(comparison, { next }),
    strip: comparedStrip(comparison),
    methods: validationMethods({ model, maps, validation, provenance }),
    verdict: verdictOf(validation),
    slices: [{ data: sliceOf(maps[0]), model: sliceOf(validation.example) }],
    ...(volume && { twin: validation.example, truth: maps[0] }),
    comparisons: [{ title: 'model against data', comparison: validation.comparison }],
    chords: chordsOf(validation.reference, validation.model),
    ...(validation.similarity && { similarity: validation.similarity }),
    ...(realism && { realism }),
    parameters: parameterRows(model),
    correlations: correlationsOf(model),
    citations,
  };
}

/** What a report of a description shows. */
export function descriptionReport(findings: {
  maps: readonly PhaseMap[];
  description: Description;
  provenance: Provenance;
  nameSetting?: NameSetting;
}): ReportData {
  const { maps, description, provenance, nameSetting } = findings;
  const paths = provenance.inputs.map(({ path }) => path);
  const titles = [...new Set(describedQuantities(description).flatMap((own) => (own.detail ? [] : [own.title])))];
  return {
    title: 'Description',
    subtitle: `${maps.length} ${maps[0].grid.rank === 3 ? 'volume' : 'section'}${maps.length > 1 ? 's' : ''} of ${description.grid.shape.join(' x ')} voxels`,
    provenance,
    answer: describedAnswer(description, maps, paths, nameSetting),
    strip: describedStrip(description),
    methods: descriptionMethods(maps, titles, provenance),
    slices: [{ data: sliceOf(maps[0]) }],
    ...(maps[0].grid.rank === 3 && { twin: maps[0] }),
    description,
    citations: citations.slice(1),
  };
}
