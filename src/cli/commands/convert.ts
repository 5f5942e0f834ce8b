import { Command } from 'commander';
import { ExcursaError } from '../../errors.ts';
import { checkWritable, writePhaseMap } from '../../node/index.ts';
import { type CommonOptions, openConsole } from '../console.ts';
import { addInputOptions, type InputOptions, readInputs } from '../inputs.ts';
import { makeManifest, writeManifest } from '../manifest.ts';

interface Options extends CommonOptions, InputOptions {}

/** `excursa convert`: a labelled image or volume in another format. */
export function convertCommand(): Command {
  const command = new Command('convert')
    .description('writes a labelled image or volume in another format, by extension')
    .argument('<input>', 'TIFF, PNG or NPY file')
    .argument('<output>', 'file to write, .tif, .npy or .vti')
    .addHelpText('after', '\nExample:\n  excursa convert twin.tif twin.vti --as volume --spacing 0.065um');
  return addInputOptions(command, 'volume').action(async (input: string, output: string, options: Options) => {
    const began = performance.now();
    const console = openConsole(options);
    checkWritable(output);
    const { maps, sources } = await readInputs([input], options, 'volume');
    if (maps.length !== 1) {
      throw new ExcursaError(
        'usage',
        `convert: expected one image or volume, got ${maps.length} sections; try --as volume`,
      );
    }
    await writePhaseMap(output, maps[0]);
    await writeManifest(`${output}.manifest.json`, makeManifest(began, null, sources, [output]));
    const { shape, spacing, unit } = maps[0].grid;
    if (console.json) console.print(JSON.stringify({ output, shape, spacing, unit }, null, 1));
    else console.print(`${output}: ${shape.join(' x ')} voxels of ${spacing.join(' x ')} ${unit}`);
  });
}
