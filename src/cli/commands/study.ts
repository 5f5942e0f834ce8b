import { basename, extname, join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { ExcursaError } from '../../errors.ts';
import type { Source } from '../../io/index.ts';
import { ensureOutputFolder, writeFileAtomic } from '../../node/index.ts';
import { openStudyReport, renderTexts } from '../../report/index.ts';
import { version } from '../../version.ts';
import { type CommonOptions, openConsole } from '../console.ts';
import { parseWhole } from '../flags.ts';
import { addInputOptions, type InputOptions, readInputs } from '../inputs.ts';
import { threadsOf } from '../machine.ts';
import { makeManifest, writeManifest } from '../manifest.ts';
import { runAblation } from '../study/ablation.ts';
import { ablationReport } from '../study/ablation-report.ts';
import { tablesOf } from '../study/ablation-table.ts';
import { type Budget, readStudies, type Study, studyFiles } from '../study/results.ts';
import { type VariantName, variantNames } from '../study/variants.ts';

interface Options extends CommonOptions, InputOptions, Budget {
  readonly out: string;
  readonly name?: string;
  readonly variants?: string;
  readonly seeds: number;
  readonly order: string;
}

function variantsOf(text: string | undefined): VariantName[] {
  if (text === undefined) return variantNames;
  return text.split(',').map((name) => {
    const known = variantNames.find((other) => other === name.trim());
    if (known) return known;
    throw new ExcursaError(
      'usage',
      `--variants: expected names out of ${variantNames.join(', ')}, got ${name}; try --variants exact,combined`,
    );
  });
}

/** Calibrates one material in all ways. */
async function ablate(paths: readonly string[], options: Options, note: (text: string) => void) {
  const { maps, sources } = await readInputs(paths, options, 'sections');
  const { window, batch, pretraining, iterations, starts, realisations, realismSteps, realismWindow } = options;
  if (realismWindow < 16 || realismWindow % 16 !== 0) {
    throw new ExcursaError(
      'usage',
      `--realism-window: expected a multiple of 16 pixels, got ${realismWindow}; try --realism-window 64`,
    );
  }
  const study = await runAblation({
    sections: maps,
    sources,
    name: options.name ?? basename(paths[0], extname(paths[0])),
    variants: variantsOf(options.variants),
    seeds: options.seeds,
    budget: { window, batch, pretraining, iterations, starts, realisations, realismSteps, realismWindow },
    shared: { order: options.order },
    folder: options.out,
    threads: threadsOf(options),
    version,
    onProgress: note,
  });
  return { studies: [study], sources };
}

/** Studies of folders. @throws ExcursaError (input) for budgets that differ: their results do not compare. */
function pool(folders: readonly string[]): Study[] {
  const studies = folders.flatMap(readStudies);
  const [first, ...others] = studies.map(({ budget }) => JSON.stringify(budget));
  if (others.some((budget) => budget !== first)) {
    throw new ExcursaError(
      'input',
      'study: expected studies of one budget, got several; try to pool those that share --window, --batch and steps',
    );
  }
  return studies;
}

/** Table, report and numbers of one or several studies. */
async function writeStudies(
  studies: readonly Study[],
  sources: readonly Source[],
  folder: string,
  began: number,
): Promise<string> {
  const table = renderTexts(tablesOf(studies));
  const outputs = [studyFiles.results, 'table.txt', 'report.html'].map((name) => join(folder, name));
  const manifest = makeManifest(began, 1, sources, outputs);
  const json = JSON.stringify(studies, null, 1);
  await writeFileAtomic(outputs[0], `${json}\n`);
  await writeFileAtomic(outputs[1], `${table}\n`);
  await writeFileAtomic(outputs[2], (await openStudyReport(ablationReport(studies, manifest))).html());
  await writeManifest(join(folder, 'manifest.json'), manifest);
  return table;
}

/** `excursa study`: the same calibration in many ways. */
export function studyCommand(): Command {
  const command = new Command('study')
    .description(
      'ablation: calibrates a material in many ways and compares what comes of it, going on where it was stopped; pool: puts the studies of several materials into one table and one report',
    )
    .addArgument(new Argument('<kind>', 'what to do').choices(['ablation', 'pool']))
    .argument('<input...>', 'ablation: TIFF, PNG or NPY files of one material; pool: folders of studies')
    .requiredOption('--out <folder>', 'folder of the study: table.txt, report.html, results.json, and each calibration')
    .option('--name <text>', 'name of the material in the table; default: that of the first file')
    .option('--variants <list>', `which ones, of ${variantNames.join(', ')}; default: all`)
    .option('--seeds <n>', 'calibrations of each', parseWhole, 3)
    .addOption(new Option('--order <labels>', 'labels that play Xi1,Xi2,...').default('auto'))
    .option('--window <pixels>', 'edge of the training images, a multiple of 16', parseWhole, 64)
    .option('--batch <n>', 'images a step', parseWhole, 16)
    .option(
      '--pretraining <n>',
      'steps of the generator, and of the discriminator, before they alternate',
      parseWhole,
      60,
    )
    .option('--iterations <n>', 'alternating steps', parseWhole, 150)
    .option('--starts <n>', 'random starts of the exact fit', parseWhole, 2)
    .option('--realisations <n>', 'realisations of the data that are measured', parseWhole, 4)
    .option('--realism-steps <n>', "steps of the two-sample test's networks", parseWhole, 150)
    .option('--realism-window <pixels>', 'edge of the windows of the two-sample test, a multiple of 16', parseWhole, 64)
    .addHelpText(
      'after',
      '\nExamples:\n  excursa study ablation slice.tif --labels 0=pore,1=am,2=se --variants exact,combined --out ablation\n  excursa study pool ablation/one ablation/other --out ablation/all',
    );
  return addInputOptions(command, 'sections').action(async (kind: string, paths: string[], options: Options) => {
    const began = performance.now();
    const console = openConsole(options);
    const { studies, sources } =
      kind === 'pool'
        ? { studies: pool(paths), sources: [] }
        : await ablate(paths, options, (text) => console.progress(text));
    await ensureOutputFolder(options.out);
    const text = await writeStudies(studies, sources, options.out, began);
    console.print(console.json ? JSON.stringify(studies, null, 1) : text);
  });
}
