export { keyOf } from './key.ts';
export { fillNormals, type NoiseAddress, normals, uniforms } from './noise.ts';
export { type Key, philox } from './philox.ts';
