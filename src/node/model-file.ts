import { readFileSync } from 'node:fs';
import { type ArgumentKind, anObject, aPath, aText, checkArguments, isRecord, recordOf } from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import {
  aModel,
  type ExcursionModel,
  fromModelFile,
  type ModelFile,
  type ModelRecord,
  parseRecord,
  toModelFile,
} from '../phase/index.ts';
import { version } from '../version.ts';
import { writeFileAtomic } from './atomic-write.ts';

/** Parsed content of a JSON file. @param what - that it should be. @param remedy - what to give instead. */
function readJsonFile(path: string, what: string, remedy: string): unknown {
  const fail = (expected: string, got: string): never => {
    throw new ExcursaError({ kind: 'input', what: path, expected, got, remedy });
  };
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    fail(what, code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : `${code}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    return fail('JSON', 'something else');
  }
}

/**
 * Reads a model.json.
 * @throws ExcursaError (input) when the file is missing, no JSON, or no model.
 * @example
 * import { createModel, presets, readModel, writeModel } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const path = join(tmpdir(), 'excursa-read-model.json');
 * await writeModel(path, createModel(presets.assb));
 * console.log(readModel(path).record.name); // assb
 */
export function readModel(path: string): ExcursionModel {
  checkArguments('readModel', { path }, { path: aPath });
  return fromModelFile(readJsonFile(path, 'a model.json', 'the model.json that a calibration wrote'), path);
}

/**
 * Reads a file with a model record of one's own.
 * @throws ExcursaError (input) when the file is missing, no JSON, or no record.
 * @example
 * import { presets, readRecord, writeFileAtomic } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * const path = join(tmpdir(), 'excursa-record.json');
 * await writeFileAtomic(path, JSON.stringify(presets.assb));
 * console.log(readRecord(path).fields.length); // 5
 */
export function readRecord(path: string): ModelRecord {
  checkArguments('readRecord', { path }, { path: aPath });
  return parseRecord(readJsonFile(path, 'a model record', 'the form in schema/record.schema.json'), path);
}

const modelContent = recordOf('the content of a model file', 'toModelFile, or calibrationFile', {
  ...{ format: aText, model: anObject, grid: anObject, parameters: anObject },
});

/** A model, or the content of its file, as an argument. */
const modelOrFile: ArgumentKind = (value, place) =>
  (isRecord(value) && 'format' in value ? modelContent : aModel)(value, place);

/**
 * Writes a model.json, all or nothing: a model, or the content of a file with its calibration (`calibrationFile`).
 * @throws ExcursaError (resource) when the disk refuses.
 * @example
 * import { createModel, presets, writeModel } from 'excursa/node';
 * import { tmpdir } from 'node:os';
 * import { join } from 'node:path';
 * await writeModel(join(tmpdir(), 'excursa-write-model.json'), createModel(presets.assb));
 */
export async function writeModel(path: string, model: ExcursionModel | ModelFile): Promise<void> {
  checkArguments('writeModel', { path, model }, { path: aPath, model: modelOrFile });
  await writeFileAtomic(path, `${JSON.stringify('format' in model ? model : toModelFile(model, version), null, 1)}\n`);
}
