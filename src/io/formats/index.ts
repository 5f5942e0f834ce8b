import { readBmp } from './bmp.ts';
import type { Format } from './format.ts';
import { readJpeg } from './jpeg.ts';
import { readNpy, writeNpy } from './npy.ts';
import { readOmeZarr } from './ome-zarr-read.ts';
import { writeOmeZarr } from './ome-zarr-write.ts';
import { readPng } from './png.ts';
import { readTiff } from './tiff.ts';
import { writeTiff } from './tiff-write.ts';
import { writeVti } from './vti.ts';

const startsWith =
  (...signatures: readonly number[][]) =>
  (head: Uint8Array): boolean =>
    signatures.some((bytes) => bytes.every((byte, i) => head[i] === byte));

/**
 * Every file format by its name.
 * @example
 * import { formats } from 'excursa';
 * console.log(formats.tiff.extensions); // [ .tif, .tiff ]
 */
export const formats = {
  tiff: {
    summary: 'TIFF stack; opens in Fiji with its voxel size',
    extensions: ['.tif', '.tiff'],
    recognises: startsWith([0x49, 0x49, 42, 0], [0x4d, 0x4d, 0, 42], [0x49, 0x49, 43, 0], [0x4d, 0x4d, 0, 43]),
    read: readTiff,
    write: writeTiff,
  },
  png: {
    summary: 'PNG image, grey or palette',
    extensions: ['.png'],
    recognises: startsWith([0x89, 0x50, 0x4e, 0x47]),
    read: readPng,
  },
  npy: {
    summary: 'NumPy array of shape (z, y, x)',
    extensions: ['.npy'],
    recognises: startsWith([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]),
    read: readNpy,
    write: writeNpy,
    needsCompanion: true,
  },
  bmp: {
    summary: 'BMP image, grey or in colours',
    extensions: ['.bmp'],
    recognises: startsWith([0x42, 0x4d]),
    read: readBmp,
  },
  jpeg: {
    summary: 'JPEG image, grey values alone',
    extensions: ['.jpg', '.jpeg'],
    recognises: startsWith([0xff, 0xd8, 0xff]),
    read: readJpeg,
    onlyGrey: 'a JPEG image, whose compression blurs labels',
  },
  'ome-zarr': {
    title: 'OME-Zarr',
    summary: 'OME-Zarr image in one file, or a folder; opens in napari and other viewers',
    extensions: ['.ozx', '.ome.zarr.zip'],
    recognises: startsWith([0x50, 0x4b, 3, 4]),
    read: readOmeZarr,
    write: writeOmeZarr,
  },
  vti: { summary: 'VTK image data for ParaView', extensions: ['.vti'], write: writeVti },
} satisfies Record<string, Format>;
