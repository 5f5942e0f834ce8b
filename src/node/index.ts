export { ensureOutputFolder, writeFileAtomic } from './atomic-write.ts';
export { byteFile } from './byte-file.ts';
export { writeFigures } from './figure-files.ts';
export { hashFile } from './hash.ts';
export { nativeNetworks, onnxRuntime } from './network-session.ts';
export { type GreyImages, readGrey, readPhaseMaps } from './read-phase-maps.ts';
export { folderStore, openRunFolder, type RunFolder, runFiles } from './run-folder.ts';
export { nodeThreads } from './threads.ts';
export { checkWritable, writePhaseMap } from './write-phase-map.ts';
