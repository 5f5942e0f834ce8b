import type { CalibrationSource, GreyImage, ModelChanges, Phase, PhaseMap, SettingsInput } from 'excursa';
import { isPhaseName, mostPhases, phaseNameRule } from '../../src/io/label-list.ts';
import { phaseColours } from '../../src/report/notation.ts';
import type {
  Calibrated,
  Checked,
  Chosen,
  Drawn,
  Flow,
  GivenFile,
  Measured,
  SegmentationTold,
  ShownTable,
} from '../worker/jobs/index.ts';
import type { Edits, Images, Stroke } from './drawn.ts';
import type { Missed } from './missed.ts';

/** The steps of the studio, in the order in which they are taken. */
export const steps = ['open', 'segment', 'measure', 'calibrate', 'twin', 'transport', 'export'] as const;
export type Step = (typeof steps)[number];

/** Phases that were made one. */
export interface Merged {
  /** Label values in the files - [phase]. */
  readonly labels: readonly (readonly number[])[];
  /** Images as they were opened, with their own phases, and the colours of these. */
  readonly before: { readonly maps: readonly PhaseMap[]; readonly colours: readonly string[] };
}

/** All of a user's work: what is kept in the browser and what a project file holds. */
export interface Project {
  readonly step: Step;
  readonly files: readonly GivenFile[];
  readonly sources: readonly CalibrationSource[];
  readonly notes: readonly string[];
  /** Whether the images are the example's. */
  readonly isExample: boolean;
  /** Images as they were opened, in place of `maps` and `grey` where something is cut or masked. */
  readonly opened?: Images | undefined;
  readonly edits: Edits;
  readonly grey?: readonly GreyImage[] | undefined;
  readonly segmentation: {
    readonly classes: number;
    readonly thresholds?: readonly number[] | undefined;
    readonly filter: 'none' | 'median' | 'non-local-means';
    readonly method: 'thresholds' | 'boundary-aware' | 'trained';
    readonly strokes?: readonly Stroke[] | undefined;
  };
  /** Where the thresholds come from, where that is known. */
  readonly thresholdsBy?: 'multi-Otsu' | 'hand' | undefined;
  readonly maps?: readonly PhaseMap[] | undefined;
  /** Which phases of the files were made one, and what takes it back. */
  readonly merged?: Merged | undefined;
  readonly colours: readonly string[];
  readonly settings: SettingsInput;
  /** Whether all model classes are compared thoroughly; where none is named the data choose in little time. */
  readonly chooses: boolean;
  readonly calibrated?: Calibrated | undefined;
  /** What it was calibrated with; the settings may have been changed since. */
  readonly fitted?: Pick<Project, 'settings' | 'chooses'> | undefined;
  readonly checked?: Checked | undefined;
  /** The choice between classes, where the model was fitted before they were compared. */
  readonly compared?: Chosen | undefined;
  /** The model of the class that turned out nearer, until it is taken. */
  readonly nearer?: Calibrated | undefined;
  /** Whether the first model is kept though another class is nearer. */
  readonly keepsFirst?: boolean | undefined;
  readonly measured?: Measured | undefined;
  /** How much was measured. */
  readonly measuredDetail?: 'basic' | 'full' | undefined;
  readonly twin: { readonly edge: number; readonly seed: number };
  /** What the user changed of the calibrated model by hand. */
  readonly changes: ModelChanges;
  /** The twin, and the model that it was drawn from. */
  readonly drawn?: Drawn | undefined;
  readonly volumeMeasured?: Measured | undefined;
  readonly conductivities: Readonly<Record<string, number>>;
  readonly transport?: readonly ShownTable[] | undefined;
  /** What was computed of the transport, as sentences of a paper. */
  readonly transportMethods?: string | undefined;
  readonly transportCommand?: string | undefined;
  /** What the transport was computed for. */
  readonly transportFor?: string | undefined;
  /** What would reach the precision that was asked for, where it was not. */
  readonly transportMissed?: Missed | undefined;
  readonly flow?: Flow | undefined;
}

/** Nothing done yet. */
export const emptyProject: Project = {
  step: 'open',
  files: [],
  sources: [],
  notes: [],
  isExample: false,
  edits: { masks: [] },
  segmentation: { classes: 3, filter: 'median', method: 'boundary-aware' },
  colours: phaseColours,
  // A wide search takes minutes: it waits until it is asked for.
  settings: { wideStarts: 0 },
  chooses: false,
  twin: { edge: 96, seed: 1 },
  changes: {},
  conductivities: {},
};

/** What depends on the images, to be done again when they change. */
export const withoutResults = {
  calibrated: undefined,
  fitted: undefined,
  checked: undefined,
  compared: undefined,
  nearer: undefined,
  keepsFirst: undefined,
  measured: undefined,
  drawn: undefined,
  volumeMeasured: undefined,
  transport: undefined,
  transportMissed: undefined,
  flow: undefined,
  changes: emptyProject.changes,
} as const satisfies Partial<Project>;

/** The project with the settings that its model was calibrated with. */
export const asFitted = (project: Project): Project => ({ ...project, ...project.fitted });

/** Whether the settings have been changed since the model was calibrated. */
export function isChangedSince({ fitted, settings, chooses }: Project): boolean {
  if (!fitted) return false;
  const names = ['model', 'order', 'starts', 'wideStarts', 'seed'] as const;
  return fitted.chooses !== chooses || names.some((name) => fitted.settings[name] !== settings[name]);
}

/** The class of the calibrated model. */
export const classOfModel = ({ calibrated }: Project): string | undefined => calibrated?.calibration.model.record.name;

/** The choice that the class of the model rests on, also where it was made after the fit. */
export function choiceOf(project: Project): Chosen | undefined {
  const { calibrated, compared } = project;
  return calibrated?.choice ?? (compared?.of.model === classOfModel(project) ? compared : undefined);
}

/** The class that turned out nearer to the data than that of the model. */
export const nearerClass = (project: Project): string | undefined =>
  project.compared && !choiceOf(project) ? project.compared.of.model : undefined;

/** Whether nothing was made with the model yet that another model would take away. */
export const isUnused = ({ drawn, transport, flow, changes }: Project): boolean =>
  !drawn && !transport && !flow && Object.keys(changes).length === 0;

/** How the labels were made of grey images, for the methods of a paper; undefined for labels that were opened. */
export function segmentationOf({ grey, segmentation, thresholdsBy }: Project): SegmentationTold | undefined {
  if (!grey) return undefined;
  const { classes, filter, method, thresholds, strokes } = segmentation;
  if (method === 'trained') return { classes, filter: 'none', method, strokes: strokes?.length };
  return { classes, filter, method, thresholds, thresholdsBy };
}

/** Share of each phase in images, without masked pixels - [phase]. */
export function sharesIn(maps: readonly PhaseMap[]): number[] {
  const counts = maps[0].phases.map(() => 0);
  for (const { data } of maps) for (const label of data) if (label < counts.length) counts[label]++;
  const total = counts.reduce((sum, n) => sum + n, 0);
  return counts.map((n) => n / total);
}

/** Maps with other names of their phases. */
export const renamed = (maps: readonly PhaseMap[], phases: readonly Phase[]): PhaseMap[] =>
  maps.map((map) => ({ ...map, phases }));

/** The list without one entry. */
const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, i) => i !== index);

/** Numbers of phases in a map, with one phase made a part of another. */
function mergedData({ data }: PhaseMap, from: number, into: number): Uint8Array {
  const target = into > from ? into - 1 : into;
  // Masked pixels stay.
  return data.map((phase) => (phase === 255 ? 255 : phase === from ? target : phase > from ? phase - 1 : phase));
}

/** What changes of a project when one phase becomes a part of another: the other's name and label stay. */
export function mergedPhases(project: Project, from: number, into: number): Partial<Project> {
  const { maps, opened, colours, merged, settings } = project;
  const phases = maps![0].phases;
  const own = (list: readonly PhaseMap[]): PhaseMap[] =>
    list.map((map) => ({ ...map, phases: without(phases, from), data: mergedData(map, from, into) }));
  const labels = merged?.labels ?? phases.map(({ label }) => [label]);
  const joined = labels.map((list, i) => (i === into ? [...list, ...labels[from]].sort((a, b) => a - b) : list));
  return {
    maps: own(maps!),
    ...(opened && { opened: { ...opened, maps: opened.maps && own(opened.maps) } }),
    // The colour is there for a phase that is to come.
    colours: [...without(colours, from), colours[from]],
    merged: { labels: without(joined, from), before: merged?.before ?? { maps: opened?.maps ?? maps!, colours } },
    settings: withoutClass(settings),
    conductivities: {},
  };
}

/** What changes of a project when its phases are again those of the files; cuts and masks are to be made again. */
export function separated({ merged, settings }: Project): Partial<Project> {
  if (!merged) return {};
  const { maps, colours } = merged.before;
  const parts = { maps, opened: { maps }, colours, merged: undefined };
  return { ...parts, settings: withoutClass(settings), conductivities: {} };
}

/**
 * Why a phase cannot have this name, in a sentence; undefined where it can. The commands have the same rule.
 * @param index - of the phase that is to be renamed.
 */
export function wrongPhaseName(phases: readonly Phase[], index: number, text: string): string | undefined {
  const name = text.trim();
  if (!isPhaseName(name)) return `Name: expected ${phaseNameRule}, got "${text}".`;
  const isTaken = phases.some((phase, i) => i !== index && phase.name === name);
  return isTaken ? `Name: expected one that no other phase has, got "${text}".` : undefined;
}

/** Why there cannot be so many phases, in a sentence; undefined where there can. */
export function wrongCount(text: string): string | undefined {
  const count = text.trim() === '' ? Number.NaN : Number(text);
  const isGood = Number.isInteger(count) && count >= 2 && count <= mostPhases;
  return isGood ? undefined : `Phases: expected a whole number from 2 to ${mostPhases}, got "${text}".`;
}

/** Settings without what is true of other phases alone: the model class and the order of its phases. */
export function withoutClass({ model: _, order: __, ...rest }: SettingsInput): SettingsInput {
  return rest;
}

/** Maps or grey images with another size of their pixels. */
export function withPixel<Image extends Pick<PhaseMap, 'grid'>>(
  images: readonly Image[],
  [height, width]: readonly [height: number, width: number],
  unit: string,
): Image[] {
  const spacing = [height, height, width] as const;
  return images.map((image) => ({ ...image, grid: { ...image.grid, spacing, unit } }));
}

/** Whether a step can be taken. */
export function isOpen({ maps, grey, calibrated }: Project, step: Step): boolean {
  if (step === 'open') return true;
  if (step === 'segment') return grey !== undefined;
  if (step === 'measure' || step === 'calibrate') return maps !== undefined;
  return calibrated !== undefined;
}

/** Conductivities of phases that are still there. */
export const ofPhases = (
  conductivities: Readonly<Record<string, number>>,
  phases: readonly Phase[] = [],
): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(conductivities).filter(([own]) => phases.some(({ name }) => name === own)));

/** Conductivities of the phases that have one; until the user gives any, the phase of the largest share has 1. */
export function conductivitiesOf({ conductivities, calibrated, maps }: Project): Readonly<Record<string, number>> {
  const given = Object.entries(ofPhases(conductivities, calibrated?.calibration.model.phases ?? maps?.[0].phases));
  if (given.length > 0) return Object.fromEntries(given.filter(([, value]) => value > 0));
  if (!calibrated) return {};
  const { phases } = calibrated.calibration.model;
  // Projects that an older studio kept have none.
  const shares = calibrated.shares ?? calibrated.fractions ?? [1];
  return { [phases[shares.indexOf(Math.max(...shares))].name]: 1 };
}
