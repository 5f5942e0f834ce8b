/**
 * Excursa as a library of Node: all of `excursa`, with threads of the machine, files, run folders and the native
 * runtime of networks, which is loaded when a network is asked for.
 * @example
 * import { createModel, presets, readPhaseMaps, realise, writePhaseMap } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const path = join(tmpdir(), 'excursa-example.tif');
 * const { map } = await realise(createModel(presets.plurigaussian), { shape: [8, 64, 64], seed: 1, threads: 2 });
 * await writePhaseMap(path, map);
 * const { maps } = await readPhaseMaps([path], { as: 'volume' });
 * console.log(maps[0].grid.shape); // [ 8, 64, 64 ]
 * @module
 */
import { aText, checkArguments, listOf } from './arguments.ts';

export * from './index.ts';
export {
  byteFile,
  folderStore,
  hashFile,
  nativeNetworks,
  nodeThreads,
  openRunFolder,
  type RunFolder,
  readGrey,
  readModel,
  readPhaseMaps,
  readRecord,
  writeFileAtomic,
  writeModel,
  writePhaseMap,
} from './node/index.ts';

/**
 * Runs a command line without ending the process; what it prints goes to the standard streams.
 * @param words - as typed after `excursa`.
 * @returns the exit code.
 * @example
 * import { runCommand } from 'excursa/node';
 * const code = await runCommand(['--version']);
 * console.log(code); // 0
 */
export async function runCommand(words: readonly string[]): Promise<number> {
  checkArguments('runCommand', { words }, { words: listOf('a list of words', "['--help']", aText) });
  // Loaded when it is called: a program that uses the library alone should not wait for it.
  return (await import('./cli/index.ts')).runCommand(words);
}
