export { ensureOutputFolder, writeFileAtomic } from './atomic-write.ts';
export type { Format, RawStack, Spacing } from './formats/format.ts';
export { formats } from './formats/index.ts';
export { parseLabels } from './labels.ts';
export { type GreyImages, readGrey } from './read-grey.ts';
export { type ReadOptions, readPhaseMaps } from './read-phase-maps.ts';
export { hashFile, type Source } from './source.ts';
export { parseSpacing } from './spacing.ts';
export { checkWritable, writableExtensions, writePhaseMap } from './write-phase-map.ts';
