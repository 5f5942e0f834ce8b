export { drawNoise, generateImages, generateImagesAdjoint } from './calibrate/generate';
export { chordColumns, chordRows } from './descriptor/chords';
export { crossingRows } from './descriptor/crossings';
export { distanceColumns, distancePlanes } from './descriptor/distance';
export { markLevels, markNear, markOthers } from './descriptor/openings';
export { floodLevels, shortestPaths } from './descriptor/paths';
export { indicatorPlanes, pairColumns, pairPlanes } from './descriptor/pair-counts';
export { transform32, transform64 } from './fft/transform';
export { amplitudesOf, spectrumSums } from './field/amplitudes';
export { colourColumns } from './field/colour';
export { evenLines } from './field/even-spectrum';
export { noisePlanes } from './field/noise-planes';
export { grainDepths } from './grain/depths';
export { addField } from './phase/add-field';
export { addKept } from './phase/add-kept';
export { addShell } from './phase/add-shell';
export { fillVoxels, truncate } from './phase/truncate';
export { fillNormals } from './random/rows';
export { coarsen } from './transport/coarsen';
export { arrangeCells, floodFaces, labelFaces, pruneCells } from './transport/percolate';
export { combineComplex, dotComplex, turnLosses } from './transport/complex';
export { beginCycle, correct, product, relax, restrictResidual } from './transport/relax';
export { restrictToPieces, spreadPieces } from './transport/piece-transfer';
export { linkPieces, splitBlocks } from './transport/pieces';
export { addCounts, joinRows, linkGroups, orderRows } from './transport/join-rows';
export { reactiveSurface } from './transport/surface';
export {
  beginRows,
  dotRows,
  gatherRows,
  productRows,
  relaxRows,
  residualRows,
  spreadRows,
} from './transport/rows';
export { combine, dot, planeSums, potentialResidual } from './transport/vectors';
