import { encode } from 'fast-png';

/** A picture in memory. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue, opacity (not premultiplied) - shape [height, width, 4] - 0 to 255 - uint8. */
  readonly rgba: Uint8Array;
}

/** The bytes of a PNG of a picture, 8 bits a channel. */
export function encodePng({ width, height, rgba }: Picture): Uint8Array {
  return encode({ width, height, data: rgba, channels: 4, depth: 8 });
}

/** The bytes of a PNG as the address of an inline image. */
export function dataUrl(png: Uint8Array): string {
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}
