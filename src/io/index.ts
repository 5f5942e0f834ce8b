export { npyOfField, vtiOfFields } from './array-fields.ts';
export { fromBase64, toBase64 } from './base64.ts';
export {
  aByteSource,
  type BlobLike,
  type ByteSource,
  byteSource,
  checkRange,
  folderHashText,
  folderSource,
  joinBytes,
  pieceSequence,
  type Source,
} from './byte-source.ts';
export {
  decodeGrey,
  decodePhaseMaps,
  type GreyImage,
  greyFormats,
  greyImage,
  type ReadOptions,
  readableFormats,
  readOptions,
} from './decode.ts';
export { encodePhaseMap, writableExtensions, writableFormat, writableNames } from './encode.ts';
export { companionText } from './formats/companion.ts';
export type { Format, RawStack, Spacing } from './formats/format.ts';
export { formats } from './formats/index.ts';
export { rootOfStore } from './formats/ome-zarr-read.ts';
export { type LabelledPhase, parseLabels, parseRelabelling, type Relabelling } from './label-list.ts';
export { omeZarrOfFields } from './ome-zarr.ts';
export { naturalOrder } from './pages.ts';
export { parseRegion, parseStride, type Region } from './part.ts';
export { parseSpacing } from './spacing.ts';
