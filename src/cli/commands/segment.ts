import { Command, Option } from 'commander';
import { ExcursaError } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { parseLabels, parseSpacing } from '../../io/index.ts';
import { checkWritable, readGrey, writeFileAtomic, writePhaseMap } from '../../node/index.ts';
import { segmentationPreview } from '../../report/index.ts';
import { segment } from '../../segment/index.ts';
import { type CommonOptions, openConsole } from '../console.ts';
import { parseWhole } from '../flags.ts';
import { makeManifest, writeManifest } from '../manifest.ts';
import { percent, short, table } from '../table.ts';

interface Options extends CommonOptions {
  readonly classes: number;
  readonly filter: 'none' | 'median' | 'non-local-means';
  readonly radius: number;
  readonly thresholds?: readonly number[];
  readonly labels?: string;
  readonly spacing?: string;
  readonly as: 'sections' | 'volume';
  readonly out: string;
}

function parseThresholds(text: string): number[] {
  const values = text.split(',').map(Number);
  if (values.some((v, i) => !Number.isFinite(v) || (i > 0 && v <= values[i - 1]))) {
    throw new ExcursaError('usage', `--thresholds: expected rising numbers, got ${text}; try --thresholds 90,160`);
  }
  return values;
}

/** Several sections of one size as the pages of one file. */
function stackOf(maps: readonly PhaseMap[]): PhaseMap {
  const [first] = maps;
  if (maps.length === 1) return first;
  const [, ny, nx] = first.grid.shape;
  if (maps.some(({ grid }) => grid.rank === 3 || grid.shape[1] !== ny || grid.shape[2] !== nx)) {
    throw new ExcursaError('usage', 'segment: expected images of one size for one file; try one command an image');
  }
  const data = new Uint8Array(maps.length * ny * nx);
  maps.forEach((map, z) => {
    data.set(map.data, z * ny * nx);
  });
  return { ...first, data, grid: { ...first.grid, rank: 3, shape: [maps.length, ny, nx] } };
}

const advice = `Thresholds serve images whose phases differ in grey value alone. Where they overlap, or charging and curtaining shift the grey values, train
a pixel classifier in ilastik or in Fiji (Trainable Weka Segmentation), save its labels as an 8-bit TIFF and give that to the other commands.`;

/** `excursa segment`: grey images to labels. */
export function segmentCommand(): Command {
  return new Command('segment')
    .description('segments grey images by the same thresholds for all (multi-Otsu), after a filter')
    .argument('<images...>', 'grey TIFF, PNG or NPY files')
    .option('--classes <n>', 'number of phases', parseWhole, 3)
    .addOption(
      new Option('--filter <name>', 'filter in the plane before the thresholds')
        .choices(['none', 'median', 'non-local-means'])
        .default('median'),
    )
    .option('--radius <pixels>', 'radius of the median filter', parseWhole, 1)
    .option('--thresholds <list>', 'thresholds to use instead of Otsu’s, for example 90,160', parseThresholds)
    .option('--labels <list>', 'label values and names from dark to bright, for example 0=pore,1=se,2=am')
    .option('--spacing <size>', 'voxel size, for example 0.065um; default: as in the file')
    .addOption(
      new Option('--as <kind>', 'pages of a file are 2D sections or the layers of a volume')
        .choices(['sections', 'volume'])
        .default('sections'),
    )
    .requiredOption('--out <file>', 'labels to write, .tif, .npy or .vti; a preview goes beside it as .preview.png')
    .addHelpText(
      'after',
      `\n${advice}\n\nExample:\n  excursa segment sem.tif --classes 3 --filter non-local-means --labels 0=pore,1=se,2=am --spacing 0.02um --out labels.tif`,
    )
    .action(async (paths: string[], options: Options) => {
      const began = performance.now();
      const console = openConsole(options);
      checkWritable(options.out);
      const { classes, thresholds } = options;
      if (classes < 2 || classes > 8 || (thresholds && thresholds.length !== classes - 1)) {
        throw new ExcursaError(
          'usage',
          `segment: expected 2 to 8 classes and one threshold less, got ${classes} classes${thresholds ? ` and ${thresholds.length} thresholds` : ''}; try --classes 3`,
        );
      }
      const phases = options.labels === undefined ? undefined : [...parseLabels(options.labels)];
      if (phases && phases.length !== classes) {
        throw new ExcursaError(
          'usage',
          `--labels: expected ${classes} phases, got ${phases.length}; try --classes ${phases.length}`,
        );
      }
      const spacing = options.spacing === undefined ? undefined : parseSpacing(options.spacing);
      const { images, sources } = await readGrey(paths, { as: options.as, ...(spacing && { spacing }) });
      console.progress('segmenting ...');
      const result = segment(images, { ...options, ...(phases && { phases }) });
      const preview = `${options.out.replace(/\.[^.]+$/, '')}.preview.png`;
      const { bytes, bar } = segmentationPreview(images[0].values, result.maps[0]);
      await writePhaseMap(options.out, stackOf(result.maps));
      await writeFileAtomic(preview, bytes);
      const manifest = makeManifest(began, null, sources, [options.out, preview]);
      await writeManifest(`${options.out}.manifest.json`, manifest);
      const { values, separability } = result.thresholds;
      if (console.json) {
        console.print(JSON.stringify({ thresholds: values, separability, fractions: result.fractions }, null, 1));
        return;
      }
      const rows = result.maps[0].phases.map(({ name, label }, c) => [
        name,
        String(label),
        c === 0 ? 'below' : short(values[c - 1]),
        percent(result.fractions[c]).slice(1),
      ]);
      const doubt =
        separability < 0.8 ? ' - the grey values overlap: look at the preview, and consider a trained classifier' : '';
      console.print(
        `${table(['phase', 'label', 'from grey value', 'share'], rows)}\nvariance between classes: ${short(separability)} of the whole${doubt}\n${preview}: image and labels side by side; its bar is ${bar}`,
      );
    });
}
