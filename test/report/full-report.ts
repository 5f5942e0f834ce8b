import type { Choice, ClassEvaluation } from '../../src/choice/index.ts';
import { compare, halvesOf } from '../../src/compare/index.ts';
import { describe as measure } from '../../src/descriptor/index.ts';
import type { PhaseMap } from '../../src/grid/index.ts';
import { type ExcursionModel, parametersOf, presets, realise } from '../../src/phase/index.ts';
import type { ReportData, StudyReport } from '../../src/report/index.ts';
import { threePhases, twoPhases } from './closed-form-summaries.ts';

const record = presets.plurigaussian;
const phases = ['pore', 'nmc', 'binder'].map((name, label) => ({ name, label }));

/** A model whose correlations reach a few voxels, so that small volumes hold many structures. */
const model: ExcursionModel = {
  ...{ record, family: 'low', taper: 24, zScale: 1, spacing: [0.1, 0.1, 0.1], unit: 'um', phases, order: [0, 1, 2] },
  values: Float64Array.from(parametersOf(record, 'low'), (p) => (p.name.startsWith('range') ? 4 : p.start)),
};

/** A realisation of 20^3 voxels. */
const draw = async (seed: number): Promise<PhaseMap> => (await realise(model, { shape: [20, 20, 20], seed })).map;

const separation = { accuracy: 0.61, ci95: [0.56, 0.66], windows: [220, 220] } as never;

const evaluation = (name: ClassEvaluation['model'], shift: number): ClassEvaluation => ({
  ...{ model: name, summary: 'fields and thresholds', parameters: 20 + 10 * shift, order: [0, 1, 2] },
  ...{ realism: separation, dataAgainstData: separation, giveaways: ['too few triple points'] },
  look: { value: 90 * shift, expected: 61 },
  values: (['volume fraction', 'specific surface area'] as const).flatMap((quantity) =>
    phases.map(({ name: phase }) => ({
      ...{ quantity, phase, model: 0.33, heldOut: 0.32, fitted: 0.31, error: 0.03 * shift, allowed: 0.04 },
    })),
  ),
  chords: {
    blocks: [0.05, 0.08, 0.07, 0.11].map((b) => b * shift),
    mean: 0.08 * shift,
    modelError: 0.01,
    dataAgainstData: 0.06,
  },
  twoPoint: {
    blocks: [1e-4, 2e-4, 3e-4, 2e-4].map((b) => b * shift),
    mean: 2e-4 * shift,
    modelError: 1e-5,
    dataAgainstData: 1.5e-4,
  },
});

const choice: Choice = {
  ...{ model: 'assb', rule: 'the class with the fewest parameters of those that are not worse', block: [128, 128] },
  sentence: 'The class assb is chosen: no other class is better by any criterion.',
  blocks: { fitted: 4, heldOut: 4 },
  candidates: [
    {
      ...{ model: 'assb', verdict: 'chosen', reason: 'it has the smallest distances' },
      evaluation: evaluation('assb', 1),
    },
    {
      ...{ model: 'plurigaussian', verdict: 'worse', reason: 'its chords are further from the data' },
      evaluation: evaluation('plurigaussian', 2),
    },
    { model: 'grains', verdict: 'failed', reason: 'no start converged' },
  ],
};

/** The course of a calibration with screening, pretraining and alternating steps. */
const history: NonNullable<ReportData['history']> = Array.from({ length: 400 }, (_, i) => {
  const step = i + 1;
  const stage = step <= 60 ? 'screening' : step <= 160 ? 'generator' : step <= 200 ? 'discriminator' : 'alternating';
  const wave = Math.sin(7 * step) + Math.sin(3.1 * step);
  const order = stage === 'screening' && step <= 30 ? [1, 0, 2] : [0, 1, 2];
  const errors = step % 40 === 0 && step > 60 ? [8 / step, -5 / step, 3 / step] : undefined;
  return {
    ...{ step, stage, order },
    ...(stage !== 'discriminator' && { tppfLoss: 40 * Math.exp(-step / 30) + 0.05 * wave }),
    ...(step > 160 && { discriminatorLoss: 0.55 + 0.05 * wave, adversarialLoss: 0.9 - 0.04 * wave }),
    ...(errors && { volumeFractionErrors: errors, surfaceAreaErrors: errors.map((e) => 2 * e), best: step === 360 }),
  };
});

const fields = ['X', 'Y'];
const lags = Array.from({ length: 25 }, (_, k) => 0.1 * k);

/** A report with every part, as a long calibration of three phases would fill it. */
export async function fullReport(): Promise<ReportData> {
  const data = await draw(1);
  const drawn = await Promise.all([2, 3, 4].map(draw));
  const described = await measure(data);
  const measured = await Promise.all(drawn.map((map) => measure(map)));
  const halves = await Promise.all(halvesOf([data])!.map(([map]) => measure(map)));
  const comparison = compare(measured, described, { halves: halves as [typeof described, typeof described] });
  return {
    ...{ title: 'Calibration of plurigaussian', subtitle: 'every part of a report' },
    provenance: { version: '1', command: 'excursa calibrate slice.tif --out run', seed: 1, inputs: [] },
    verdict: ['Usable for volume fractions; undecided for connectivity.'],
    slices: [{ data, model: drawn[0] }],
    ...{ twin: drawn[0], truth: data, choice },
    exactFit: { ...threePhases, ...(twoPhases.smoothness && { smoothness: twoPhases.smoothness }) },
    anisotropy: {
      ...{ scale: 0.87, standardError: 0.02, chiSquare: 1.2, expected: 2, pValue: 0.4, verdict: 'one scale' },
      ...{ sentence: 'One scale of the z axis serves all phases.', blocks: 24, unit: 'um' },
      phases: phases.map(({ name }, i) => ({
        ...{ phase: name, chordInPlane: 1.2 + i, chordAlongZ: 1 + i, modelBefore: 1.2 + i, modelAfter: 1.02 + i },
        ...{ scale: 0.86 + 0.01 * i, standardError: 0.03 },
        atHalfLag: i === 1 ? null : { scale: 0.9, standardError: 0.05 },
      })),
    },
    realism: {
      discriminant: {
        ...{ modelAgainstData: separation, dataAgainstData: separation, window: 64, features: 61 },
        telling: [{ feature: 'triple points', meaning: 'too few triple points', model: 1, data: 2, effect: -1.5 }],
      },
      networks: {
        ...{ modelAgainstData: separation, dataAgainstData: separation },
        ...{ window: 64, windowLength: 6.4, unit: 'um', steps: 300 },
      },
    } as never,
    similarity: phases.map(({ name: phase }) => ({
      phase,
      compared: { modelAgainstData: 0.11, scatter: 0.01, modelAgainstModel: 0.12, dataAgainstData: null },
    })),
    comparisons: [
      { title: 'model against data', comparison },
      { title: 'along z, model against data', comparison },
    ],
    description: described,
    chords: described.phases.map(({ name }, i) => ({
      ...{ phase: name, axis: 'x', unit: 'um', spacing: 0.1 },
      data: Array.from({ length: 20 }, (_, k) => Math.round(1000 * Math.exp(-((k - 3 * i) ** 2) / 20))),
      model: Array.from({ length: 20 }, (_, k) => Math.round(900 * Math.exp(-((k - 3 * i - 1) ** 2) / 24))),
    })),
    history,
    warnings: [{ name: 'Slow discriminator', sentence: 'It learned in few steps.', cure: 'Train it longer.' }],
    parameters: [
      { group: 'scalars', name: 'lambda1', value: 0.2, unit: '', bounds: [-4, 4], meaning: 'threshold of X' },
      ...fields.flatMap((group) =>
        Array.from({ length: 12 }, (_, k) => ({
          ...{
            group,
            name: `weight${k + 1}`,
            value: 0.1 * k,
            unit: '',
            meaning: 'weight of a term of the correlation',
          },
        })),
      ),
      { group: 'X', name: 'range', value: 1.4, unit: 'um', bounds: [0, Number.POSITIVE_INFINITY], meaning: 'range' },
    ],
    correlations: fields.map((field, f) => ({
      ...{ field, lags, unit: 'um', rho: lags.map((h) => Math.exp(-h / (0.4 + f)) * Math.cos(2 * h)) },
    })),
    citations: [{ key: 'k', text: 'An article, arXiv:2503.17171.', bibtex: '@article{k}' }],
  };
}

/** A report of a study with one figure and one table. */
export const smallStudy: StudyReport = {
  ...{ title: 'Ways to calibrate', subtitle: 'two of them', reading: ['None differs.'], terms: [['exact', 'meaning']] },
  provenance: { version: '1', command: 'excursa study ablation slice.tif --out study', seed: 1, inputs: [] },
  citations: [],
  figures: {
    note: 'Left of zero is better.',
    list: [
      {
        ...{ title: 'V %, against exact', xLabel: 'difference of V [% points]' },
        rows: [
          { label: 'source', mean: 2.1, half: 0.8 },
          { label: 'tppf', mean: -1.2, half: 0.5 },
          { label: 'soft', mean: 0.3, half: 1.4 },
          { label: 'hinge', mean: 1.3, half: null },
        ],
      },
      {
        ...{ name: 'conductivity-by-fraction', title: 'Conductivity of se', diagonal: true },
        ...{ xLabel: 'volume fraction of se [1]', yLabel: 'relative conductivity [1]', yScale: 'logarithmic' },
        caption: 'Two points and a band.',
        series: [
          { label: 'computed', look: 'dots', colour: 1, points: [{ x: 0.2, y: 0.02, low: 0.01, high: 0.03 }] },
          { label: 'without error', look: 'hollow', colour: 3, points: [{ x: 0.3, y: 0.1 }] },
          ...(['line', 'dashed', 'band'] as const).map((look) => ({
            ...{ label: look, look, colour: 2 },
            points: [0.2, 0.4].map((x) => ({ x, y: x * x, low: 0.8 * x * x, high: 1.2 * x * x })),
          })),
        ],
      },
      {
        ...{ name: 'what-controls-what', title: 'Which parameter controls what' },
        ...{ xLabel: 'quantity [relative change]', yLabel: 'parameter [1]' },
        columns: ['se volume fraction', 'se relative conductivity'],
        rows: ['lambda1', 'X.range1'],
        values: [
          [-1.3, -12.5],
          [null, 0.21],
        ],
      },
    ],
  },
  tables: [
    {
      name: 'study',
      title: 'slice',
      columns: [{ name: 'variant' }, { name: 'V', unit: '%' }],
      rows: [['exact', { value: 1 }]],
      notes: [],
    },
  ],
};
