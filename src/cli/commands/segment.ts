import { ExcursaError, textOf } from '../../errors.ts';
import { createGrid, stackOf } from '../../grid/index.ts';
import { type GreyImage, greyFormats, writableNames } from '../../io/index.ts';
import { checkWritable, readGrey, writeFileAtomic, writePhaseMap } from '../../node/index.ts';
import { segmentationPreview, segmentationTables } from '../../report/index.ts';
import { findBar, segment } from '../../segment/index.ts';
import { defineCommand, groups } from '../command.ts';
import type { Console } from '../console.ts';
import { checkReplaced, isForced } from '../existing-files.ts';
import { flagOf } from '../flags.ts';
import { imageOptions, inputOptions, readingOf, region } from '../inputs.ts';
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

/** An image without the bar of information that a microscope drew, if it has one. */
function withoutBar(image: GreyImage, console: Console): GreyImage {
  const { grid, values } = image;
  const [, , nx] = grid.shape;
  const rows = grid.rank === 2 ? findBar(values, grid.shape) : undefined;
  if (!rows) return image;
  const [from, to] = rows;
  const cut = `rows ${from} to ${to - 1} of ${grid.shape[1]} are segmented`;
  console.warn(`a bar of information was found, and ${cut}; --crop 0:${grid.shape[1]},: takes all`);
  const { spacing, unit } = grid;
  return { grid: createGrid([to - from, nx], { spacing, unit }), values: values.slice(from * nx, to * nx) };
}

/** `excursa segment`: grey images to labels. */
export const segmentCommand = defineCommand({
  description:
    'Turns grey images into labels: crop, shading, a filter, then thresholds that are the same for all images, and boundaries along the crests of the gradient.',
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
    method: {
      summary:
        'boundary-aware divides pixels between phases along the crests of the gradient, which leaves no skins; thresholds takes each pixel by its grey value',
      group: 'Segmentation:',
      value: choice(['boundary-aware', 'thresholds']),
      fallback: 'boundary-aware',
    },
    shading: {
      summary: 'whether a smooth change of brightness over the image is removed',
      group: 'Segmentation:',
      value: choice(['remove', 'keep']),
      fallback: 'remove',
    },
    crop: {
      summary: 'part of the images to segment, for example 0:420,: for the rows above a bar of information',
      otherwise: 'all but a bar that is found',
      group: 'Segmentation:',
      value: region,
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
    const preview = `${options.out.replace(/\.[^.]+$/, '')}.preview.png`;
    checkReplaced(preview, isForced(options), `${options.out}.manifest.json`);
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
    const { images: whole, sources } = await readGrey([...paths], {
      ...readingOf(options),
      ...(options.crop && { region: options.crop }),
      onNote: (sentence) => console.note(textOf(sentence, flagOf)),
    });
    const images = options.crop ? whole : whole.map((image) => withoutBar(image, console));
    const pixels = images.reduce((sum, { values }) => sum + values.length, 0);
    // In float64: grey values, those without shading, filtered ones, all in one array, gradients and their order, the
    // queues of the watershed; labels and indices.
    budgetMemory(console, `segment ${pixels.toExponential(1)} pixels`, 90 * pixels + base, memory);
    console.progress({ task: 'segmenting' });
    const { filter, radius } = options;
    const result = segment(images, {
      classes,
      filter,
      radius,
      method: options.method,
      shading: options.shading === 'remove',
      ...(options.thresholds && { thresholds: options.thresholds }),
      ...(phases && { phases }),
    });
    const { bytes, bar } = segmentationPreview(images[0].values, result.maps[0]);
    await writePhaseMap(options.out, stackOf(result.maps, 'segment'));
    await writeFileAtomic(preview, bytes);
    const manifest = makeManifest(invocation, null, sources, [options.out, preview]);
    await writeManifest(`${options.out}.manifest.json`, manifest);
    const { values, separability } = result.thresholds;
    const { phases: found } = result.maps[0];
    const tables = segmentationTables({
      phases: found,
      thresholds: values,
      fractions: result.fractions,
      separability,
      doubts: result.doubt.sentences,
    });
    return {
      json: { thresholds: values, separability, fractions: result.fractions, doubt: result.doubt },
      tables,
      text: `${preview}: image and labels side by side; its bar is ${bar}`,
    };
  },
});
