import { KernelTeam, MemoryPlan } from '../compute/index.ts';
import { familyOf, prepareDense } from '../correlation/index.ts';
import { ExcursaError, type Phrase } from '../errors.ts';
import { createLagTable, type PlaneLaw, SpectralSynthesis, synthesisScratch } from '../field/index.ts';
import type { PhaseMap, Triple } from '../grid/index.ts';
import { keyOf, purposes, usualSeed } from '../random/index.ts';
import { classes } from './classes/index.ts';
import { bindGrains } from './grains.ts';
import { type ExcursionModel, fieldValues, stretchInVoxels } from './model.ts';
import { draw, type Realisation, type Realised, torusOf } from './realise.ts';
import { phaseCount } from './record.ts';
import { type SectionFields, type SectionSampling, sampleSections } from './section-fields.ts';

/** A section that a realisation has to pass through. */
export interface GivenSection {
  /** Layer of the window that it is. */
  readonly layer: number;
  /** Its phases, of the shape of a layer. Masked pixels are not known. */
  readonly map: PhaseMap;
}

/** A realisation through given sections. */
export interface ConditionalRealisation extends Realised {
  /** Share of the given pixels that have their phase in the volume. */
  readonly agreement: number;
  readonly sampling: Omit<SectionFields, 'spectra'>;
}

/** Streams of numbers that one realisation may use. */
const streams = 2 ** 20;

/** Laws of the fields of a model on layers of a torus - [field]. */
export async function lawsOf(model: ExcursionModel, torus: Triple, layers: readonly number[]): Promise<PlaneLaw[]> {
  const memory = new MemoryPlan(1, synthesisScratch(torus));
  const synthesis = new SpectralSynthesis(memory, torus);
  const team = await KernelTeam.start(memory);
  try {
    synthesis.prepare(team);
    const table = createLagTable(torus, model.taper, stretchInVoxels(model));
    const correlate = prepareDense(familyOf(model.family), { lags: table.lags, taper: model.taper });
    return model.record.fields.map((_, field) => {
      synthesis.setCorrelation(team, correlate(fieldValues(model.record, model.family, model.values, field)), table);
      return synthesis.lawOfPlanes(team, layers);
    });
  } finally {
    await team.close();
  }
}

function refuse(expected: string, got: string, remedy: Phrase): never {
  throw new ExcursaError({ kind: 'usage', what: 'sections', expected, got, remedy });
}

/**
 * Checks that a volume of a model can pass through sections at all, before they are read.
 * @throws ExcursaError (usage) for an image, and for a model with grains.
 */
export function checkCondition(model: ExcursionModel, { shape }: Pick<Realisation, 'shape'>): void {
  if (shape.length !== 3) {
    const [ny, nx = ny] = shape;
    refuse('a volume, z,y,x', shape.join(','), { setting: 'shape', value: `${Math.min(ny, nx)},${ny},${nx}` });
  }
  if (bindGrains(model.record, model.values.subarray(0, model.record.scalars.length))) {
    // The last is the one with the most parameters.
    const gaussian = Object.values(classes)
      .filter(({ record }) => record.grains === undefined && phaseCount(record) === model.phases.length)
      .at(-1);
    refuse('a model of Gaussian fields alone', `${model.record.name}, which has grains`, [
      'a model of a Gaussian class',
      ...(gaussian ? [', calibrated with ', { setting: 'model', value: gaussian.record.name }] : []),
    ]);
  }
}

/**
 * The excursion sets of given sections - shape [section, ny, nx].
 * @throws ExcursaError (usage) for sections that do not suit the model, the shape or each other.
 */
export function setsOfSections(
  model: ExcursionModel,
  { shape }: Pick<Realisation, 'shape'>,
  sections: readonly GivenSection[],
): Uint8Array {
  checkCondition(model, { shape });
  const [nz, ny, nx] = shape;
  if (sections.length === 0) refuse('one section or more', 'none', 'an image of the shape of a layer');
  const out = new Uint8Array(sections.length * ny * nx);
  sections.forEach(({ layer, map }, s) => {
    const own = map.grid.shape;
    if (own[0] !== 1 || own[1] !== ny || own[2] !== nx) {
      const got = (own[0] === 1 ? own.slice(1) : own).join(' x ');
      const suits = { setting: 'shape', value: [nz, own[1], own[2]].join(',') };
      refuse(`sections of ${ny} x ${nx} pixels, as a layer has`, got, own[0] === 1 ? suits : 'a layer of it');
    }
    if (!(Number.isInteger(layer) && layer >= 0 && layer < nz)) {
      refuse(`layers from 0 to ${nz - 1}`, `${layer}`, 'a layer of the volume');
    }
    if (sections.some((other, i) => i < s && other.layer === layer)) {
      refuse('different layers', `${layer} twice`, 'a layer of its own for each section');
    }
    const setOf = new Map(model.order.map((phase, set) => [model.phases[phase].label, set]));
    const sets = map.phases.map(({ label }) => setOf.get(label));
    map.data.forEach((phase, i) => {
      const set = phase === 255 ? 255 : sets[phase];
      out[s * ny * nx + i] = set ?? refuse('phases of the model', map.phases[phase].name, 'the labels of the model');
    });
  });
  return out;
}

/**
 * Draws one realisation that passes through given sections: first the Gaussian fields on the layers of the sections,
 * given the phases there; then a realisation of the model, which kriging makes pass through these fields. Away from the
 * sections it has the law of the model.
 * @param sections - layers of the window, along z. @param sampling - how the fields on the layers are drawn.
 * @throws ExcursaError (usage) for models with grains, and sections that do not suit the shape or the phases.
 * @source docs/design/conditional.md
 */
export async function realiseThrough(
  model: ExcursionModel,
  request: Realisation,
  sections: readonly GivenSection[],
  sampling?: SectionSampling,
): Promise<ConditionalRealisation> {
  const sets = setsOfSections(model, request, sections);
  const [, ny, nx] = request.shape;
  const torus = torusOf(model, request);
  const margin = torus.map((n, axis) => Math.floor((n - request.shape[axis]) / 2));
  const laws = await lawsOf(
    model,
    torus,
    sections.map(({ layer }) => margin[0] + layer),
  );
  const { spectra, ...found } = sampleSections(
    model,
    laws,
    { margin: [margin[1], margin[2]], shape: [ny, nx], sets },
    {
      key: keyOf(request.seed ?? usualSeed, purposes.sections),
      stream: (request.realisation ?? 0) * streams,
      ...(sampling && { sampling }),
    },
  );
  const drawn = await draw(model, request, ({ synthesis, team, field }) => {
    synthesis.passThrough(team, laws[field], spectra[field]);
  });
  const setOf = Uint8Array.from(model.phases, (_, phase) => model.order.indexOf(phase));
  let [right, known] = [0, 0];
  sections.forEach(({ layer }, s) => {
    for (let i = 0; i < ny * nx; i++) {
      const set = sets[s * ny * nx + i];
      if (set === 255) continue;
      known++;
      if (setOf[drawn.map.data[layer * ny * nx + i]] === set) right++;
    }
  });
  return { ...drawn, agreement: right / known, sampling: found };
}
