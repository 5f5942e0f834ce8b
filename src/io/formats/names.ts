import type { Format } from './format.ts';
import { formats } from './index.ts';

const list = Object.entries<Format>(formats);
const orList = (words: readonly string[]): string => `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;

/** Formats that can be read, for sentences: 'TIFF, PNG or NPY'. */
export const readableFormats = orList(list.filter(([, { read }]) => read).map(([name]) => name.toUpperCase()));

/** An extension of every format that can be written, for sentences: '.tif, .npy or .vti'. */
export const writableNames = orList(list.filter(([, { write }]) => write).map(([, { extensions }]) => extensions[0]));
