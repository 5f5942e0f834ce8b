/** The command lines that do the same as the steps of the studio. */
import type { GreyImage, PhaseMap } from 'excursa';
import type { Box } from './drawn.ts';
import { choiceOf, classOfModel, conductivitiesOf, isChangedSince, type Project } from './project.ts';

const quoted = (word: string): string => (/^[\w.,=:+@%/#-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

const line = (...words: readonly (string | false | undefined)[]): string =>
  ['excursa', ...words.filter((word) => typeof word === 'string')].join(' ');

/** The file of labels that Export saves where commands cannot take the files that were opened; else undefined. */
export function labelsFile({ maps, grey, isExample, edits, files }: Project): string | undefined {
  if (!maps) return undefined;
  if (isExample) return 'sections.tif';
  return grey || edits.masks.length > 0 || files.some(({ name }) => name.endsWith('.json')) ? 'labels.tif' : undefined;
}

const images = (project: Project): string =>
  labelsFile(project) ?? project.files.map(({ name }) => quoted(name)).join(' ');

/** A region as the commands have it: y0:y1,x0:x1. */
const rangesOf = ({ x, y, width, height }: Box): string => `${y}:${y + height},${x}:${x + width}`;

/** Distance of the sections, where each file of several pages has the same; else undefined. */
function distanceOf(maps: readonly Partial<PhaseMap>[]): number | undefined {
  const distances = maps.flatMap(({ section }, i) => {
    const before = maps[i - 1]?.section;
    return section && before?.stack === section.stack ? [section.height - before.height] : [];
  });
  const [first] = distances;
  return distances.every((own) => Math.abs(own - first) <= 1e-9 * Math.abs(first)) ? first : undefined;
}

/** The size of pixels as the commands have it: one length for squares, else z,y,x. */
function spacingOf(images: readonly (PhaseMap | GreyImage)[]): string[] {
  const { spacing, unit } = images[0].grid;
  if (unit === 'voxel') return [];
  const [, height, width] = spacing;
  const distance = distanceOf(images);
  if (height === width && distance === undefined) return [`--spacing ${width}${unit}`];
  const numbers = [distance ?? height, height, width].map((length) => Number(length.toPrecision(12)));
  return [`--spacing ${numbers.join(',')}${unit}`];
}

/** How the images are read: labels with their names, and the size of a pixel. */
function reading(project: Project): string[] {
  const { maps, edits, merged } = project;
  if (!maps) return [];
  const [{ phases }] = maps;
  const saved = labelsFile(project) !== undefined;
  // Saved labels are merged already.
  const valuesOf = (i: number): string => (saved ? undefined : merged?.labels[i].join('+')) ?? String(phases[i].label);
  const labels = phases.map(({ name }, i) => `${valuesOf(i)}=${name}`).join(',');
  return [
    `--labels ${quoted(labels)}`,
    ...spacingOf(maps),
    ...(edits.region && !saved ? [`--region ${rangesOf(edits.region)}`] : []),
    // Saved sections have masked pixels as 255.
    ...(saved && maps.some(({ data }) => data.includes(255)) ? ['--mask 255'] : []),
    // A file that states the distance of its pages would be a volume.
    ...(maps.length > (saved ? 1 : project.files.length) ? ['--as sections'] : []),
  ];
}

/** The command of the segmentation; undefined where no command does what was done: strokes and masks. */
export const segmentCommandOf = (project: Project): string | undefined => {
  const { grey, segmentation, edits } = project;
  const isCommand = grey && segmentation.method !== 'trained' && edits.masks.length === 0;
  return isCommand ? segmentCommand(project) : undefined;
};

const segmentCommand = ({ files, segmentation, grey, edits }: Project): string => {
  const { classes, filter, method, thresholds } = segmentation;
  return line(
    `segment ${files.map(({ name }) => quoted(name)).join(' ')} --classes ${classes} --filter ${filter}`,
    `--method ${method} --shading keep --crop ${edits.region ? rangesOf(edits.region) : '0:,0:'}`,
    thresholds && `--thresholds ${thresholds.map((value) => Number(value.toPrecision(6))).join(',')}`,
    ...(grey ? spacingOf(grey) : []),
    grey && grey.length > files.length && '--as sections',
    '--out labels.tif',
  );
};

export const measureCommand = (project: Project, detail: string): string =>
  line('describe', images(project), ...reading(project), detail === 'basic' && '--basic');

/** The class as the command has it: without a word it makes the choice that the studio makes behind the fit. */
function classWords(project: Project): string | undefined {
  const { chooses, settings, calibrated } = project;
  if (chooses) return '--model auto';
  if (settings.model) return `--model ${settings.model}`;
  const isOpen = calibrated?.isFirst && !choiceOf(project) && !isChangedSince(project);
  return isOpen ? `--model ${classOfModel(project)}` : undefined;
}

export const calibrateCommand = (project: Project): string => {
  const { order, starts, wideStarts, seed } = project.settings;
  return line(
    'calibrate',
    images(project),
    ...reading(project),
    classWords(project),
    order && order !== 'auto' && `--order ${order}`,
    starts !== undefined && `--starts ${starts}`,
    wideStarts !== undefined && `--wide-starts ${wideStarts}`,
    seed !== undefined && `--seed ${seed}`,
    '--out run',
  );
};

/** The model file that a command takes: the calibrated one, or the one that was changed by hand. */
const modelPath = (project: Project): string =>
  Object.keys(project.changes).length > 0 ? 'model.json' : 'run/model.json';

export const generateCommand = (project: Project): string => {
  const { edge, seed } = project.twin;
  return line('generate', modelPath(project), `--shape ${edge},${edge},${edge} --seed ${seed} --out twin.tif`);
};

export const transportCommand = (
  project: Project,
  { edge, precision, axis, most }: { edge: number; precision: number; axis: string; most: number },
): string => {
  const list = Object.entries(conductivitiesOf(project));
  const given = list.map(([name, value]) => `${name}=${value}`).join(',');
  return line(
    'transport',
    modelPath(project),
    `--conductivity ${quoted(given)} --shape ${edge},${edge},${edge} --axis ${axis} --precision ${precision}`,
    most !== 64 && `--realisations ${most}`,
  );
};

/** Potential and flux in one realisation. */
export const flowCommand = (project: Project, axis: string): string => {
  const given = Object.entries(conductivitiesOf(project)).map(([name, value]) => `${name}=${value}`);
  return line('transport twin.tif', `--conductivity ${quoted(given.join(','))} --axis ${axis} --fields flow`);
};
