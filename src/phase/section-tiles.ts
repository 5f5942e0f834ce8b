import type { SectionWork } from './section-work.ts';

/** Edge of a tile in pixels. */
const edge = 8;
/** Covariances below this are rounding. */
const rounding = 1e-13;

/** Pixels of sections, ordered by tiles, and covariances between them. */
export class SectionTiles {
  /** Tiles begin at these places of the order, and end where the next begins - [tile + 1]. */
  readonly starts: Int32Array;
  /** Pixel of the sections at a place of the order - shape [pixel] - and its tile. */
  readonly pixels: Int32Array;
  readonly tiles: Int32Array;
  readonly #shape: readonly [number, number];
  /** First row and column of a tile, and the section that it is on - [tile]. */
  readonly #corners: readonly (readonly [number, number, number])[];
  readonly #sections: number;
  /** Covariances by the sizes of lags - [field] of [section, section] of shape [ny, nx]. */
  readonly #tables: readonly (readonly Float64Array[])[];
  /** Their largest sizes between pixels of tiles, by the sizes of lags of tiles - [field] of [section, section]. */
  readonly #largest: readonly (readonly Float64Array[])[];

  constructor(work: SectionWork) {
    const [ny, nx] = work.shape;
    this.#shape = work.shape;
    const count = work.sets.length;
    this.#sections = count / (ny * nx);
    this.pixels = new Int32Array(count);
    this.tiles = new Int32Array(count);
    const corners: [number, number, number][] = [];
    const starts = [0];
    let place = 0;
    for (let section = 0; section < this.#sections; section++) {
      for (let y = 0; y < ny; y += edge) {
        for (let x = 0; x < nx; x += edge) {
          for (let v = y; v < Math.min(ny, y + edge); v++) {
            for (let u = x; u < Math.min(nx, x + edge); u++) {
              this.tiles[place] = corners.length;
              this.pixels[place++] = (section * ny + v) * nx + u;
            }
          }
          corners.push([y, x, section]);
          starts.push(place);
        }
      }
    }
    this.#corners = corners;
    this.starts = Int32Array.from(starts);
    this.#tables = work.fields.map((_, field) => {
      const tables: Float64Array[] = [];
      for (let i = 0; i < this.#sections; i++) {
        for (let j = 0; j < this.#sections; j++) {
          if (j < i) {
            tables.push(tables[j * this.#sections + i]);
            continue;
          }
          const whole = work.covariance(field, i, j);
          tables.push(
            Float64Array.from({ length: ny * nx }, (__, lag) => whole[Math.floor(lag / nx) * work.row + (lag % nx)]),
          );
        }
      }
      return tables;
    });
    this.#largest = this.#tables.map((own) => own.map((table) => largestOf(table, ny, nx)));
  }

  /** Variance of a field. */
  variance(field: number): number {
    return this.#tables[field][0][0];
  }

  /**
   * Adds p and q times the covariances of a field with one pixel to a and b, tile by tile.
   * @param place - of the pixel. @param changed - largest change of a field, added - [tile].
   */
  add(
    field: number,
    place: number,
    [p, q]: readonly [number, number],
    [a, b]: readonly [Float64Array, Float64Array],
    changed: Float64Array,
  ): void {
    const [ny, nx] = this.#shape;
    const across = Math.ceil(nx / edge);
    const pixel = this.pixels[place];
    const [section, inSection] = [Math.floor(pixel / (ny * nx)), pixel % (ny * nx)];
    const [y, x] = [Math.floor(inSection / nx), inSection % nx];
    const size = Math.hypot(p, q);
    const [row, column] = [Math.floor(y / edge), Math.floor(x / edge)];
    for (let tile = 0; tile < this.#corners.length; tile++) {
      const [top, left, other] = this.#corners[tile];
      const pair = other * this.#sections + section;
      const most = this.#largest[field][pair][Math.abs(top / edge - row) * across + Math.abs(left / edge - column)];
      if (most < rounding) continue;
      changed[tile] += size * most;
      const table = this.#tables[field][pair];
      const right = Math.min(nx, left + edge);
      let to = this.starts[tile];
      for (let v = top; v < ny && v < top + edge; v++) {
        const from = Math.abs(v - y) * nx;
        for (let u = left; u < right; u++, to++) {
          const c = table[from + Math.abs(u - x)];
          a[to] += p * c;
          b[to] += q * c;
        }
      }
    }
  }
}

/** Largest sizes over pixels of two tiles, by the size of the lag between the tiles. */
function largestOf(table: Float64Array, ny: number, nx: number): Float64Array {
  const [rows, columns] = [Math.ceil(ny / edge), Math.ceil(nx / edge)];
  return Float64Array.from({ length: rows * columns }, (_, i) => {
    const [y, x] = [Math.floor(i / columns) * edge, (i % columns) * edge];
    let most = 0;
    for (let v = Math.max(0, y - edge + 1); v < Math.min(ny, y + edge); v++) {
      for (let u = Math.max(0, x - edge + 1); u < Math.min(nx, x + edge); u++) {
        most = Math.max(most, Math.abs(table[v * nx + u]));
      }
    }
    return most;
  });
}
