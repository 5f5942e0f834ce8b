export { npyOfField, vtiOfFields } from './array-fields.ts';
export { type BlobLike, type ByteSource, byteSource, checkRange, joinBytes, type Source } from './byte-source.ts';
export { decodeGrey, decodePhaseMaps, type GreyImage, type ReadOptions } from './decode.ts';
export { encodePhaseMap, writableExtensions, writableFormat } from './encode.ts';
export type { Format, RawStack, Spacing } from './formats/format.ts';
export { formats, readableFormats, writableNames } from './formats/index.ts';
export { parseLabels } from './labels.ts';
export { parseSpacing } from './spacing.ts';
