export { npyOfField, vtiOfFields } from './array-fields.ts';
export { type BlobLike, type ByteSource, byteSource, checkRange, joinBytes, type Source } from './byte-source.ts';
<<<<<<< HEAD
export { decodeGrey, decodePhaseMaps, type GreyImage, type ReadOptions } from './decode.ts';
export { encodePhaseMap, writableExtensions, writableFormat } from './encode.ts';
export { companionText } from './formats/companion.ts';
export type { Format, RawStack, Spacing } from './formats/format.ts';
export { formats, greyFormats, readableFormats, writableNames } from './formats/index.ts';
export { type LabelledPhase, parseLabels, parseRelabelling, type Relabelling } from './label-list.ts';
export { naturalOrder } from './pages.ts';
export { parseRegion, parseStride, type Region } from './part.ts';
=======
export { decodeGrey, decodePhaseMaps, type GreyImage, type ReadOptions, readableFormats } from './decode.ts';
export { encodePhaseMap, writableExtensions, writableFormat, writableNames } from './encode.ts';
export type { Format, RawStack, Spacing } from './formats/format.ts';
export { formats } from './formats/index.ts';
export { parseLabels } from './labels.ts';
>>>>>>> 59704b5 (Browser test counts threads and calibrates every class; type names are frozen; a format of one's own is followed into help, tables and files)
export { parseSpacing } from './spacing.ts';
