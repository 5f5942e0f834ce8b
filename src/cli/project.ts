import { readFile } from 'node:fs/promises';
import { decodeProject, type SettingsInput } from '../calibrate/index.ts';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import type { Source } from '../io/index.ts';
import { hashFile } from '../node/index.ts';
import { groups } from './command.ts';
import { file } from './values.ts';

/** The option of a command that takes its images and settings from a project of the studio. */
export const projectOption = {
  summary: 'project file of the studio, with images and settings, in place of image files',
  group: groups.input,
  value: file,
} as const;

/** Options that say how image files are read: a project holds images that were read. */
const ofFiles = ['labels', 'mask', 'relabel', 'spacing', 'as', 'region', 'stride'] as const;

/** What a project gives to a command. */
export interface OpenedProject {
  readonly maps: PhaseMap[];
  readonly sources: Source[];
  readonly settings: SettingsInput;
}

/**
 * The project that a command names; undefined where it names images.
 * @throws ExcursaError (usage) for neither or both, and for options of image files beside it; (input) for another file.
 */
export async function openProject(
  paths: readonly string[],
  given: Readonly<Record<(typeof ofFiles)[number], unknown>> & { readonly project?: string | undefined },
): Promise<OpenedProject | undefined> {
  const { project } = given;
  if (project === undefined && paths.length > 0) return undefined;
  const usage = (expected: string, got: string, remedy: string): never => {
    throw new ExcursaError({ kind: 'usage', what: 'calibrate', expected, got, remedy });
  };
  if (project === undefined) return usage('image files or a project', 'none', 'excursa calibrate slice.tif --out run');
  if (paths.length > 0) usage('either image files or a project', 'both', 'without the image files');
  const extra = ofFiles.find((name) => given[name] !== undefined);
  if (extra) usage('no options for image files beside a project', extra, 'leaving it out');
  const source = await hashFile(project);
  const { images, settings } = await decodeProject(await readFile(project, 'utf8'), project);
  return { maps: [...images], sources: [source], settings };
}
