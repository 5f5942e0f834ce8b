/** Files of a project and a model. */
import {
  decodeProject,
  type ExcursionModel,
  encodeProject,
  type ModelFile,
  type Project,
  toModelFile,
  version,
} from 'excursa';
import { citations } from '../../../src/report/index.ts';
import type { Opened } from './images.ts';
import { type GivenFile, hashOf } from './setting.ts';

/** The file of a model that was changed by hand. */
export const modelFile = async (model: ExcursionModel): Promise<ModelFile> => toModelFile(model, version);

/** The text of a project file. */
export const toProject = (project: Project): Promise<string> => encodeProject(project);

/** The project of a file. */
export const fromProject = async ({ name, content }: GivenFile): Promise<Project & Pick<Opened, 'sources'>> => ({
  ...(await decodeProject(await content.text(), name)),
  sources: [await hashOf({ name, content })],
});

/** Works that a model rests on, as BibTeX. */
export const cite = async (): Promise<string> => citations.map(({ bibtex }) => bibtex).join('\n\n');
