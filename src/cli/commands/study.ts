import { join } from 'node:path';
import { Argument, Command, Option } from 'commander';
import { ExcursaError } from '../../errors.ts';
import { writeFileAtomic } from '../../io/index.ts';
import { type CommonOptions, makeManifest, openConsole, threadsOf, version, writeManifest } from '../context.ts';
import { parseWhole } from '../flags.ts';
import { addInputOptions, type InputOptions, readInputs } from '../inputs.ts';
import { runAblation } from '../study/ablation.ts';
import { ablationTable } from '../study/ablation-table.ts';
import { type VariantName, variants } from '../study/variants.ts';

interface Options extends CommonOptions, InputOptions {
  readonly out: string;
  readonly variants?: string;
  readonly seeds: number;
  readonly iterations: number;
  readonly order: string;
}

const names = Object.keys(variants) as VariantName[];

function variantsOf(text: string | undefined): VariantName[] {
  if (text === undefined) return names;
  return text.split(',').map((name) => {
    const known = names.find((other) => other === name.trim());
    if (known) return known;
    throw new ExcursaError(
      'usage',
      `--variants: expected names out of ${names.join(', ')}, got ${name}; try --variants exact,combined`,
    );
  });
}

/** `excursa study`: the same calibration in many ways. */
export function studyCommand(): Command {
  const command = new Command('study')
    .description('calibrates in many ways and compares what comes of it; an interrupted study goes on where it was')
    .addArgument(new Argument('<kind>', 'what to vary').choices(['ablation']))
    .argument('<input...>', 'TIFF, PNG or NPY files of one material')
    .requiredOption('--out <folder>', 'folder of the study: a run in each of its folders, table.txt, results.json')
    .option('--variants <list>', `which ones, of ${names.join(', ')}; default: all`)
    .option('--seeds <n>', 'calibrations of each', parseWhole, 3)
    .option('--iterations <n>', 'alternating steps of each', parseWhole, 300)
    .addOption(new Option('--order <labels>', 'labels that play Xi1,Xi2,...').default('auto'))
    .addHelpText(
      'after',
      '\nExample:\n  excursa study ablation slice.tif --labels 0=pore,1=am,2=se --variants exact,combined --out ablation',
    );
  return addInputOptions(command, 'sections').action(async (_kind: string, paths: string[], options: Options) => {
    const began = performance.now();
    const console = openConsole(options);
    const { maps, sources } = await readInputs(paths, options, 'sections');
    const results = await runAblation({
      sections: maps,
      sources,
      variants: variantsOf(options.variants),
      seeds: options.seeds,
      shared: { iterations: options.iterations, order: options.order },
      folder: options.out,
      threads: threadsOf(options),
      version,
      onProgress: (text) => console.progress(text),
    });
    const outputs = ['results.json', 'table.txt'].map((name) => join(options.out, name));
    const json = JSON.stringify(results, null, 1);
    await writeFileAtomic(outputs[0], `${json}\n`);
    await writeFileAtomic(outputs[1], `${ablationTable(results)}\n`);
    await writeManifest(join(options.out, 'manifest.json'), makeManifest(began, 1, sources, outputs));
    console.print(console.json ? json : ablationTable(results));
  });
}
