/** Files of a project and a model. */
import {
  type CalibrationSource,
  decodeProject,
  type ExcursionModel,
  encodeProject,
  type GreyImage,
  type ModelFile,
  type Project,
  toModelFile,
  version,
} from 'excursa';
import { citations, type SegmentationTold, segmentationCitations } from '../../../src/report/index.ts';
import type { Images } from '../../project/drawn.ts';
import { edited } from '../edits.ts';
import { type GivenFile, hashOf } from './setting.ts';

/** The file of a model that was changed by hand. */
export const modelFile = async (model: ExcursionModel): Promise<ModelFile> => toModelFile(model, version);

/** The text of a project file. */
export const toProject = (project: Project): Promise<string> => encodeProject(project);

/** A project with the hash of its file. */
export interface Reopened extends Project {
  readonly sources: readonly CalibrationSource[];
  /** Its grey images, as they were opened and as they are used. */
  readonly cut?: { readonly opened: Images; readonly grey: readonly GreyImage[] } | undefined;
}

/** The project of a file. */
export async function fromProject({ name, content }: GivenFile): Promise<Reopened> {
  const project = await decodeProject(await content.text(), name);
  const sources = [await hashOf({ name, content })];
  if (!project.grey) return { ...project, sources };
  const { images, edits } = project.grey;
  const { grey } = edited({ grey: images }, { region: edits.region, masks: [] });
  return { ...project, sources, cut: { opened: { grey: images }, grey: grey! } };
}

/** Works that a model rests on, and those of its segmentation, as BibTeX. */
export const cite = async (own: SegmentationTold | undefined): Promise<string> =>
  [
    ...citations.map(({ bibtex }) => bibtex),
    ...(own?.thresholdsBy === 'multi-Otsu' ? [segmentationCitations['multi-Otsu']] : []),
    ...(own?.filter === 'non-local-means' ? [segmentationCitations['non-local-means']] : []),
  ].join('\n\n');
