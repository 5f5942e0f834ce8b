import { ExcursaError, type Phrase } from '../../errors.ts';
import { largestVoxelCount, type Phase, type Triple } from '../../grid/index.ts';
import type { ByteSource } from '../byte-source.ts';
import { ngffUnits } from '../ome-zarr.ts';
import type { FileSpacing, RawStack } from './format.ts';
import type { Numbers } from './number-types.ts';

/** What reading needs of a store: the bytes of a file by its path, and a part of them. */
interface Store {
  get(path: string): Promise<Uint8Array | undefined>;
  getRange(
    path: string,
    range: { readonly offset: number; readonly length: number } | { readonly suffixLength: number },
  ): Promise<Uint8Array | undefined>;
}

/** The files by which one finds a store: of version 3, of version 2. */
const marks = ['zarr.json', '.zattrs', '.zgroup', '.zarray'];

/** The folder that holds a store among the paths of files; undefined where there is none. */
export function rootOfStore(paths: Iterable<string>): string | undefined {
  const folders = [...paths].flatMap((path) => {
    const at = path.lastIndexOf('/') + 1;
    return marks.includes(path.slice(at)) ? [path.slice(0, at)] : [];
  });
  return folders.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))[0];
}

function fail(source: ByteSource, got: string, remedy: Phrase = 'exporting the labels as TIFF'): never {
  throw new ExcursaError({
    kind: 'input',
    what: source.name,
    expected: 'an OME-Zarr image of one channel with the axes z, y, x or y, x',
    got,
    remedy,
  });
}

/** The store of a folder, whose files are sources of their own. */
function folderStore(parts: ReadonlyMap<string, ByteSource>): Store {
  const root = rootOfStore(parts.keys()) ?? '';
  const part = (path: string): ByteSource | undefined => parts.get(`${root}${path.slice(1)}`);
  return {
    get: async (path) => {
      const own = part(path);
      return own?.read(0, own.size);
    },
    getRange: async (path, range) => {
      const own = part(path);
      if (!own) return undefined;
      return 'suffixLength' in range
        ? own.read(own.size - range.suffixLength, range.suffixLength)
        : own.read(range.offset, range.length);
    },
  };
}

/** NumPy's archives look like others. */
const remedyFor = ({ name }: ByteSource, usual: string): string =>
  /\.npz$/i.test(name) ? 'numpy.save instead of numpy.savez' : usual;

/** The store in a ZIP archive, at its root or in the one folder that holds it. */
async function archiveStore(source: ByteSource): Promise<Store> {
  const { default: ZipFileStore } = await import('@zarrita/storage/zip');
  let root: string | undefined;
  const store = new ZipFileStore(
    {
      getLength: async () => source.size,
      read: (offset: number, length: number) => source.read(offset, length),
    },
    {
      transformEntries: (entries) => {
        root = rootOfStore(Object.keys(entries));
        return Object.fromEntries(
          Object.entries(entries).flatMap(([path, entry]) =>
            path.startsWith(root ?? '') ? [[path.slice((root ?? '').length), entry]] : [],
          ),
        );
      },
    },
  );
  await store.get('/zarr.json');
  if (root !== undefined) return store as Store;
  return fail(source, 'a ZIP archive without one', remedyFor(source, 'unpacking it, and opening its files'));
}

/** An image of a group: where its arrays are, its axes, and the sizes of its voxels. */
interface Multiscale {
  readonly axes?: readonly (string | { readonly name?: unknown; readonly unit?: unknown })[];
  readonly datasets?: readonly {
    readonly path?: unknown;
    readonly coordinateTransformations?: readonly { readonly type?: unknown; readonly scale?: readonly number[] }[];
  }[];
}

/** Attributes that OME-NGFF gives a group, in version 0.5 and before. */
interface Attributes {
  readonly 'bioformats2raw.layout'?: unknown;
  readonly multiscales?: readonly Multiscale[];
  readonly 'image-label'?: { readonly properties?: readonly Readonly<Record<string, unknown>>[] };
  readonly ome?: Attributes;
}

/** Names of labels that a store states. */
function phasesOf(attributes: Attributes): readonly Phase[] {
  return (attributes['image-label']?.properties ?? []).flatMap((own) => {
    const [label, name] = [own['label-value'], own.name];
    return typeof label === 'number' && typeof name === 'string' ? [{ label, name }] : [];
  });
}

/**
 * The size of voxels that an image states. Without a unit of length it is relative to the edge along x, so that the
 * layers of a volume stay layers; undefined for images of one layer without a unit.
 */
function spacingOf({ axes = [], datasets = [] }: Multiscale, names: readonly string[]): FileSpacing | undefined {
  const scale = datasets[0]?.coordinateTransformations?.find(({ type }) => type === 'scale')?.scale;
  const along = (axis: string): number | undefined => scale?.[names.indexOf(axis)];
  const space = axes[names.indexOf('x')];
  const word = typeof space === 'object' ? space.unit : undefined;
  const unit = Object.keys(ngffUnits).find((name) => ngffUnits[name] === word);
  const [dz, dy, dx] = ['z', 'y', 'x'].map(along);
  if (dy === undefined || dx === undefined || !(dy > 0 && dx > 0)) return undefined;
  if (unit !== undefined) return { spacing: [dz, dy, dx], unit };
  return dz === undefined ? undefined : { spacing: [dz / dx, dy / dx, 1], unit: 'voxel' };
}

/** Whole or floating numbers as files of other formats have them. */
function numbersOf(source: ByteSource, type: string, data: unknown): Numbers {
  if (type === 'bool') return Uint8Array.from(data as Iterable<boolean>, Number);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return Float64Array.from(data as never, Number);
  if (/^(u?int(8|16|32)|float(32|64))$/.test(type)) return data as Numbers;
  return fail(source, `numbers of the type ${type}`);
}

/**
 * Reads the finest level of the first image of an OME-Zarr store, of version 0.4 (Zarr 2) or 0.5 (Zarr 3), in a folder
 * or a ZIP archive. Labels get the names that stand in the properties of the image.
 * @throws ExcursaError (input) for stores that are damaged, hold no image, or several channels or times.
 * @source https://ngff.openmicroscopy.org/0.5
 */
export async function readOmeZarr(source: ByteSource): Promise<RawStack> {
  try {
    return await readStore(source);
  } catch (error) {
    const isShort = error instanceof RangeError && /allocation/i.test(error.message);
    if (error instanceof ExcursaError || isShort) throw error;
    return fail(source, `one that cannot be read (${(error as Error).message})`, remedyFor(source, 'saving it again'));
  }
}

async function readStore(source: ByteSource): Promise<RawStack> {
  const [zarr, { zarrCodecs }] = await Promise.all([import('zarrita'), import('./zarr-codecs.ts')]);
  for (const [name, codec] of Object.entries(zarrCodecs)) zarr.registry.set(name, codec as never);
  const store = source.parts ? folderStore(source.parts) : await archiveStore(source);
  const root = await zarr.open(store, { kind: 'group' });
  const ownOf = ({ attrs }: { readonly attrs: Attributes }): Attributes => attrs.ome ?? attrs;
  // Programs after bioformats2raw number the images of a file; the first is read.
  const isSeries = ownOf(root)['bioformats2raw.layout'] !== undefined && !ownOf(root).multiscales;
  const group = isSeries ? await zarr.open(root.resolve('0'), { kind: 'group' }) : root;
  const attributes = ownOf(group);
  const multiscale = attributes.multiscales?.[0];
  const path = multiscale?.datasets?.[0]?.path;
  if (!multiscale || typeof path !== 'string') return fail(source, 'a Zarr group without an image');
  const array = await zarr.open(group.resolve(path), { kind: 'array' });
  const names = (multiscale.axes ?? []).map((axis) => (typeof axis === 'string' ? axis : String(axis.name)));
  const lengthOf = (axis: string): number => array.shape[names.indexOf(axis)] ?? 1;
  const others = names.filter((name) => !['z', 'y', 'x'].includes(name));
  const isInOrder =
    names.filter((name) => !others.includes(name)).join('') === 'zyx'.slice(names.includes('z') ? 0 : 1);
  if (!isInOrder || names.length !== array.shape.length) return fail(source, `the axes ${names.join(', ') || 'none'}`);
  const many = others.find((name) => lengthOf(name) !== 1);
  if (many !== undefined) return fail(source, `${lengthOf(many)} along the axis ${many}`);
  const shape = ['z', 'y', 'x'].map(lengthOf) as unknown as Triple;
  const count = shape[0] * shape[1] * shape[2];
  if (!(count >= 1 && count <= largestVoxelCount)) return fail(source, `the shape ${shape.join(' x ')}`);
  const { data } = await zarr.get(array, null);
  const spacing = spacingOf(multiscale, names);
  const phases = phasesOf(attributes);
  return {
    ...{ shape, values: numbersOf(source, array.dtype, data) },
    ...(spacing && { spacing }),
    ...(phases.length > 0 && { phases }),
  };
}
