import { encode } from 'fast-png';

/** A picture in memory. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue - shape [height, width, 3] - uint8. */
  readonly rgb: Uint8Array;
}

/** The bytes of a PNG of a picture. */
export function encodePng({ width, height, rgb }: Picture): Uint8Array {
  return encode({ width, height, data: rgb, channels: 3, depth: 8 });
}

/** A picture as the address of an inline image. */
export function dataUrl(picture: Picture): string {
  return `data:image/png;base64,${Buffer.from(encodePng(picture)).toString('base64')}`;
}
