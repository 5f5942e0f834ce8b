import { existsSync, readdirSync, rmdirSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { aFlag, aPath, checkArguments } from '../arguments.ts';
import {
  type Calibration,
  type CalibrationSource,
  type CheckpointStore,
  calibrationFile,
  checkpointNames,
} from '../calibrate/index.ts';
import { choiceNames } from '../choice/index.ts';
import { ExcursaError } from '../errors.ts';
import type { ModelFile } from '../phase/index.ts';
import { ensureOutputFolder, explainWrite, writeFileAtomic } from './atomic-write.ts';

/** Names of the files in a run's folder. */
export const runFiles = {
  ...checkpointNames,
  model: 'model.json',
  anisotropy: 'anisotropy.json',
  choice: choiceNames.choice,
  unseen: 'unseen.json',
  validation: 'validation.json',
  validationAlongZ: 'validation-along-z.json',
  report: 'report.html',
  manifest: 'manifest.json',
} as const;

/**
 * A store whose entries are files of a folder; folders are made when the first file goes there. @throws ExcursaError
 * (resource).
 * @example
 * import { folderStore } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const store = folderStore(join(tmpdir(), 'excursa-store'));
 * await store.write('notes/a.txt', new TextEncoder().encode('kept'));
 * console.log(new TextDecoder().decode(await store.read('notes/a.txt'))); // kept
 */
export function folderStore(folder: string): CheckpointStore {
  checkArguments('folderStore', { folder }, { folder: aPath });
  const made = new Set<string>();
  const placeOf = async (name: string): Promise<string> => {
    const path = join(folder, name);
    if (!made.has(dirname(path))) await ensureOutputFolder(dirname(path));
    made.add(dirname(path));
    return path;
  };
  return {
    read: async (name) => {
      try {
        return await readFile(join(folder, name));
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
        throw error;
      }
    },
    write: async (name, bytes) => writeFileAtomic(await placeOf(name), bytes),
    extend: async (name, length, bytes) => {
      const path = await placeOf(name);
      try {
        const file = await open(path, existsSync(path) ? 'r+' : 'w');
        try {
          await file.truncate(length);
          for (let done = 0; done < bytes.length; ) {
            done += (await file.write(bytes, done, bytes.length - done, length + done)).bytesWritten;
          }
        } finally {
          await file.close();
        }
      } catch (error) {
        throw explainWrite(path, error);
      }
    },
  };
}

/** The folder of a calibration: the only place that its files are written from. */
export interface RunFolder {
  readonly store: CheckpointStore;
  /** Makes the folder and proves that files can be written there. @throws ExcursaError (resource). */
  readonly make: () => Promise<void>;
  /** Removes the folder if `make` made it and nothing was written there. */
  readonly removeEmpty: () => void;
  /**
   * Refuses to go on with other images than those of the model in the folder, which would be lost.
   * @throws ExcursaError (usage).
   */
  readonly checkSources: (sources: readonly CalibrationSource[]) => Promise<void>;
  /** Full path of one of its files. */
  readonly path: (file: keyof typeof runFiles) => string;
  /**
   * Writes model.json, and what else was found. @param version - of the program. @param sources - files of the images.
   */
  readonly writeCalibration: (
    calibration: Calibration,
    from: { readonly version: string; readonly sources: readonly CalibrationSource[] },
  ) => Promise<ModelFile>;
  /** Writes a text, or what JSON can hold. */
  readonly write: (file: keyof typeof runFiles, content: unknown) => Promise<void>;
}

/** Hashes of the images of a model in the bytes of its file; none where that is no such file. */
function hashesIn(bytes: Uint8Array | undefined): string[] {
  try {
    const file = JSON.parse(new TextDecoder().decode(bytes)) as Partial<ModelFile>;
    return (file.calibration?.sources ?? []).map(({ sha256 }) => sha256);
  } catch {
    return [];
  }
}

/** What keeps a folder from being taken for a new run. */
const traces = [
  ...(['log', 'checkpoint', 'model', 'exactFit', 'anisotropy'] as const).map(
    (name) => [runFiles[name], 'one'] as const,
  ),
  ...Object.values(choiceNames).map((name) => [name, 'a choice of classes'] as const),
];

/**
 * Opens the folder of a run; nothing is written yet.
 * @param resume - whether a run may be there. @throws ExcursaError (usage) when one is that may not.
 * @example
 * import { calibrate, createModel, openRunFolder, presets, readModel, realise, version } from 'excursa/node';
 * import { mkdtempSync } from 'node:fs';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const { map } = await realise(createModel(presets['level-set']), { shape: [96, 96], seed: 2 });
 * const run = openRunFolder(join(mkdtempSync(join(tmpdir(), 'excursa-')), 'run'), false);
 * await run.make();
 * const settings = { model: 'level-set', order: '0,1', starts: 1, points: 256 };
 * await run.writeCalibration(await calibrate([map], settings, { store: run.store }), { version, sources: [] });
 * console.log(readModel(run.path('model')).record.name); // level-set
 */
export function openRunFolder(folder: string, resume: boolean): RunFolder {
  checkArguments('openRunFolder', { folder, resume }, { folder: aPath, resume: aFlag });
  const found = resume ? undefined : traces.find(([name]) => existsSync(join(folder, name)));
  if (found) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'calibrate',
      expected: 'a folder without a calibration',
      got: `${folder}, which holds ${found[1]}`,
      remedy: [{ setting: 'resume' }, ' to go on or another ', { setting: 'folder' }],
    });
  }
  const path = (file: keyof typeof runFiles): string => join(folder, runFiles[file]);
  const write = (file: keyof typeof runFiles, content: unknown): Promise<void> =>
    writeFileAtomic(path(file), typeof content === 'string' ? content : `${JSON.stringify(content, null, 1)}\n`);
  const store = folderStore(folder);
  const checkSources: RunFolder['checkSources'] = async (sources) => {
    const known = hashesIn(await store.read(runFiles.model));
    if (known.length === 0 || sources.every(({ sha256 }) => known.includes(sha256))) return;
    throw new ExcursaError({
      kind: 'usage',
      what: ['calibrate ', { setting: 'resume' }],
      expected: `the images of the model in ${folder}`,
      got: 'others',
      remedy: ['the original command, or another ', { setting: 'folder' }],
    });
  };
  let made = false;
  return {
    store,
    checkSources,
    make: async () => {
      made ||= !existsSync(folder);
      await ensureOutputFolder(folder);
    },
    removeEmpty: () => {
      if (!made || !existsSync(folder) || readdirSync(folder).length > 0) return;
      rmdirSync(folder);
      made = false;
    },
    path,
    write,
    writeCalibration: async (calibration, from) => {
      const file = calibrationFile(calibration, from);
      if (calibration.exactFit) await write('exactFit', calibration.exactFit);
      if (calibration.anisotropy) await write('anisotropy', calibration.anisotropy);
      await write('model', file);
      return file;
    },
  };
}
