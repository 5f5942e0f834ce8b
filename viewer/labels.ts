/** A phase as the viewer shows it. */
export interface ShownPhase {
  readonly name: string;
  /** Colour '#rrggbb'. */
  readonly colour: string;
}

/** A labelled volume without its voxels: all that a page says about it in plain text. */
export interface VolumeHeader {
  readonly title: string;
  /** Voxels along [z, y, x]. */
  readonly shape: readonly [number, number, number];
  /** Edges of a voxel along [z, y, x] - `unit`. */
  readonly spacing: readonly [number, number, number];
  /** Unit as it is printed. */
  readonly unit: string;
  readonly phases: readonly ShownPhase[];
}

/** A labelled volume. */
export interface LabelVolume extends VolumeHeader {
  /** Place of every voxel's phase in `phases`; 255 where there is none - shape [nz, ny, nx] - uint8. */
  readonly labels: Uint8Array;
}

/** All bytes of a stream. */
const bytesOf = async (stream: ReadableStream<Uint8Array>): Promise<Uint8Array> =>
  new Uint8Array(await new Response(stream as ReadableStream).arrayBuffer());

/**
 * The labels of a volume from the text in a page: base64 of raw deflate of one byte a voxel.
 * @throws Error when the text is damaged or holds another number of voxels.
 */
export async function unpackLabels(text: string, { shape }: Pick<VolumeHeader, 'shape'>): Promise<Uint8Array> {
  const packed = Uint8Array.from(atob(text.trim()), (letter) => letter.charCodeAt(0));
  const labels = await bytesOf(new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw')));
  const [nz, ny, nx] = shape;
  if (labels.length !== nz * ny * nx) throw new Error(`expected ${nz * ny * nx} voxels, got ${labels.length}`);
  return labels;
}
