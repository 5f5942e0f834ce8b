import { ExcursaError } from '../../errors.ts';
import { readableFormats, writableNames } from '../../io/index.ts';
import { checkWritable, writePhaseMap } from '../../node/index.ts';
import { defineCommand } from '../command.ts';
import { checkReplaced, isForced } from '../existing-files.ts';
import { inputOptions, readInputs } from '../inputs.ts';
import { makeManifest, writeManifest } from '../manifest.ts';

/** `excursa convert`: a labelled image or volume in another format. */
export const convertCommand = defineCommand({
  description: 'Writes a labelled image or volume in another format.',
  arguments: [
    { name: 'input', summary: `${readableFormats} file`, path: 'file' },
    { name: 'output', summary: `file to write; its extension sets the format: ${writableNames}`, path: 'file' },
  ],
  options: inputOptions,
  examples: ['excursa convert twin.tif twin.vti --spacing 0.065um'],
  run: async ({ words: [input, output], options, console, invocation }) => {
    checkWritable(output);
    checkReplaced(output, isForced(options));
    const { maps, sources } = await readInputs([input], options, { console });
    if (maps.length !== 1) {
      throw new ExcursaError({
        kind: 'usage',
        what: 'convert',
        expected: 'one image or volume',
        got: `${maps.length} sections`,
        remedy: '--as volume',
      });
    }
    await writePhaseMap(output, maps[0]);
    await writeManifest(`${output}.manifest.json`, makeManifest(invocation, null, sources, [output]));
    const { shape, spacing, unit } = maps[0].grid;
    return {
      json: { output, shape, spacing, unit },
      tables: [
        {
          name: 'converted',
          title: 'Converted',
          columns: ['file', 'shape', 'voxel size', 'unit'].map((name) => ({ name })),
          rows: [[output, shape.join(' x '), spacing.join(' x '), unit]],
          notes: [],
          folded: true,
        },
      ],
      text: `${output}: ${shape.join(' x ')} voxels of ${spacing.join(' x ')} ${unit}`,
    };
  },
});
