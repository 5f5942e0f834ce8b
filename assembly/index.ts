export { drawNoise, generateImages, generateImagesAdjoint } from './calibrate/generate';
export { indicatorPlanes, pairColumns, pairPlanes } from './descriptor/pair-counts';
export { transform32, transform64 } from './fft/transform';
export { colourColumns } from './field/colour';
export { evenLines } from './field/even-spectrum';
export { noisePlanes } from './field/noise-planes';
export { addField } from './phase/add-field';
export { truncate } from './phase/truncate';
export { fillNormals } from './random/rows';
