import { ExcursaError, textOf } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { greyFormats, writableNames } from '../../io/index.ts';
import { checkWritable, readGrey, writeFileAtomic, writePhaseMap } from '../../node/index.ts';
import { segmentationPreview, segmentationTables } from '../../report/index.ts';
import { segment } from '../../segment/index.ts';
import { defineCommand, groups } from '../command.ts';
import { flagOf } from '../flags.ts';
import { imageOptions, inputOptions, readingOf } from '../inputs.ts';
import { base, budgetMemory } from '../machine.ts';
import { makeManifest, writeManifest } from '../manifest.ts';
import { choice, file, type ValueKind, whole, wrongValue } from '../values.ts';

/** Rising numbers: grey values between the classes. */
const thresholds: ValueKind<readonly number[]> = {
  placeholder: 'list',
  parse: (word, name) => {
    const values = word.split(',').map(Number);
    if (values.every((v, i) => Number.isFinite(v) && (i === 0 || v > values[i - 1]))) return values;
    throw wrongValue(name, 'rising numbers', word, '90,160');
  },
  schema: { anyOf: [{ type: 'array', items: { type: 'number' } }, { type: 'string' }] },
};

/** Several sections of one size as the pages of one file. */
function stackOf(maps: readonly PhaseMap[]): PhaseMap {
  const [first] = maps;
  if (maps.length === 1) return first;
  const [, ny, nx] = first.grid.shape;
  if (maps.some(({ grid }) => grid.rank === 3 || grid.shape[1] !== ny || grid.shape[2] !== nx)) {
    const sizes = maps.map(({ grid }) => grid.shape.slice(grid.rank === 3 ? 0 : 1).join(' x '));
    throw new ExcursaError({
      kind: 'usage',
      what: 'segment',
      expected: 'images of one size for one file',
      got: [...new Set(sizes)].join(' and '),
      remedy: 'one command an image',
    });
  }
  const data = new Uint8Array(maps.length * ny * nx);
  maps.forEach((map, z) => {
    data.set(map.data, z * ny * nx);
  });
  return { ...first, data, grid: { ...first.grid, rank: 3, shape: [maps.length, ny, nx] } };
}

/** `excursa segment`: grey images to labels. */
export const segmentCommand = defineCommand({
  description:
    'Turns grey images into labels: a filter, then thresholds that are the same for all images (multi-Otsu, or your own).',
  arguments: [{ name: 'images', summary: `grey ${greyFormats} files or folders of them`, several: true, path: 'file' }],
  options: {
    labels: {
      ...inputOptions.labels,
      summary: 'label values and names from dark to bright, for example 0=pore,1=se,2=am',
    },
    ...imageOptions,
    classes: {
      summary: 'number of phases',
      group: 'Segmentation:',
      value: whole({ low: 2, high: 8, example: 3 }),
      fallback: 3,
    },
    filter: {
      summary: 'filter within the plane, before the thresholds',
      group: 'Segmentation:',
      value: choice(['none', 'median', 'non-local-means']),
      fallback: 'median',
    },
    radius: {
      summary: 'radius of the median filter, pixels',
      group: 'Segmentation:',
      value: whole({ high: 100, example: 1 }),
      fallback: 1,
    },
    thresholds: {
      summary: 'your own thresholds instead of those of multi-Otsu, for example 90,160',
      group: 'Segmentation:',
      value: thresholds,
    },
    out: {
      summary: `labels to write: ${writableNames}; a preview is written beside it as .preview.png`,
      group: groups.output,
      value: file,
      required: true,
    },
  },
  examples: [
    'excursa segment sem.tif --classes 3 --filter non-local-means --labels 0=pore,1=se,2=am --spacing 0.02um --out labels.tif',
  ],
  advice: `Thresholds suit images whose phases differ in their grey value alone. Where grey values overlap, or charging and
curtaining shift them, train a pixel classifier in ilastik or Fiji (Trainable Weka Segmentation). Save its labels as an
8-bit TIFF and use that file with the other commands.`,
  run: async ({ words: paths, options, console, memory, invocation }) => {
    checkWritable(options.out);
    const { classes, labels: phases } = options;
    if (options.thresholds && options.thresholds.length !== classes - 1) {
      throw new ExcursaError({
        kind: 'usage',
        what: '--thresholds',
        expected: `one threshold less than the ${classes} classes`,
        got: `${options.thresholds.length}`,
        remedy: `--classes ${options.thresholds.length + 1}`,
      });
    }
    if (phases && phases.length !== classes) {
      throw new ExcursaError({
        kind: 'usage',
        what: '--labels',
        expected: `${classes} phases`,
        got: `${phases.length}`,
        remedy: `--classes ${phases.length}`,
      });
    }
    const { images, sources } = await readGrey([...paths], {
      ...readingOf(options),
      onNote: (sentence) => console.note(textOf(sentence, flagOf)),
    });
    const pixels = images.reduce((sum, { values }) => sum + values.length, 0);
    // Grey values, filtered ones and all of them in one array in float64, labels and indices.
    budgetMemory(console, `segment ${pixels.toExponential(1)} pixels`, 30 * pixels + base, memory);
    console.progress({ task: 'segmenting' });
    const { filter, radius } = options;
    const result = segment(images, {
      classes,
      filter,
      radius,
      ...(options.thresholds && { thresholds: options.thresholds }),
      ...(phases && { phases }),
    });
    const preview = `${options.out.replace(/\.[^.]+$/, '')}.preview.png`;
    const { bytes, bar } = segmentationPreview(images[0].values, result.maps[0]);
    await writePhaseMap(options.out, stackOf(result.maps));
    await writeFileAtomic(preview, bytes);
    const manifest = makeManifest(invocation, null, sources, [options.out, preview]);
    await writeManifest(`${options.out}.manifest.json`, manifest);
    const { values, separability } = result.thresholds;
    const { phases: found } = result.maps[0];
    const tables = segmentationTables({ phases: found, thresholds: values, fractions: result.fractions, separability });
    return {
      json: { thresholds: values, separability, fractions: result.fractions },
      tables,
      text: `${preview}: image and labels side by side; its bar is ${bar}`,
    };
  },
});
