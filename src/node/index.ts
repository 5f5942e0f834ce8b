export { checkFolderWritable, ensureOutputFolder, writeFileAtomic } from './atomic-write.ts';
export { byteFile, hashFile } from './byte-file.ts';
export { writeFigures } from './figure-files.ts';
export { readModel, readRecord, writeModel } from './model-file.ts';
export { nativeNetworks, onnxRuntime } from './onnx-runtime.ts';
export { checkWritable, type GreyImages, readGrey, readPhaseMaps, writePhaseMap } from './phase-map-files.ts';
export { folderStore, openRunFolder, type RunFolder, runFiles } from './run-folder.ts';
export { openInBrowser, type StudioServer, serveStudio } from './studio-server.ts';
export { nodeThreads } from './threads.ts';
