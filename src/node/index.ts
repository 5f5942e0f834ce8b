export { ensureOutputFolder, writeFileAtomic } from './atomic-write.ts';
export { byteFile } from './byte-file.ts';
export { hashFile } from './hash.ts';
export { type GreyImages, readGrey, readPhaseMaps } from './read-phase-maps.ts';
export { checkWritable, writePhaseMap } from './write-phase-map.ts';
