import { readFileSync } from 'node:fs';
import { ExcursaError } from '../errors.ts';
import { type ExcursionModel, fromModelFile } from '../phase/index.ts';

/**
 * Reads a model.json.
 * @throws ExcursaError (input) when the file is missing, no JSON, or no model.
 */
export function readModel(path: string): ExcursionModel {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const got = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : `${code}`;
    throw new ExcursaError(
      'input',
      `${path}: expected a model.json, got ${got}; try the model.json that excursa calibrate wrote`,
    );
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new ExcursaError(
      'input',
      `${path}: expected JSON, got something else; try the model.json that excursa calibrate wrote`,
    );
  }
  return fromModelFile(content, path);
}
