import { faceRows, highZ, lowX, lowY, lowZ, openPlane, openRow } from './faces';
import { Level, rowBytes, rowOf } from './level';

/** The upper half of a float32, rounded. */
// @ts-expect-error: decorator
@inline
function upperHalf(value: f32): u16 {
  return <u16>((reinterpret<u32>(value) + 0x8000) >> 16);
}

/** Adds a row of numbers to another. */
function addRow(sums: usize, values: usize, n: i32): void {
  for (let end = sums + (<usize>n << 2); sums < end; sums += 4, values += 4) {
    store<f32>(sums, load<f32>(sums) + load<f32>(values));
  }
}

/** Writes the faces of a row of coarse cells: sums over one or two fine cells along x, times a factor. */
function writeRow(level: Level, coarse: Level, sums: usize, factor: f32, out: usize): void {
  const pairs = coarse.nx < level.nx;
  for (let x: usize = 0; x < <usize>coarse.nx; x++, out += 2) {
    const at = sums + ((pairs ? 2 * x : x) << 2);
    store<u16>(out, upperHalf((pairs ? load<f32>(at) + load<f32>(at, 4) : load<f32>(at)) * factor));
  }
}

/**
 * Faces of coarse cells: the sum of the fine faces that lie in them, times a factor for the distance of the cells'
 * centres. Tasks are planes of the coarse level, whose words are complete but for the faces.
 * @param factors - of the coarse faces across z (nz + 1), y (ny) and x (nx), one after the other - float32.
 */
export function coarsen(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  coarseAddress: usize,
  factors: usize,
): void {
  const level = changetype<Level>(address);
  const coarse = changetype<Level>(coarseAddress);
  const stepZ = coarse.nz < level.nz ? 2 : 1;
  const stepY = coarse.ny < level.ny ? 2 : 1;
  const stepX: usize = coarse.nx < level.nx ? 2 : 1;
  const n = level.stride;
  const bytes = rowBytes(level);
  const sumX = scratch + <usize>faceRows * bytes;
  const sumY = sumX + bytes;
  const sumZ = sumY + bytes;
  const sumTop = sumZ + bytes;
  const factorsY = factors + (<usize>(coarse.nz + 1) << 2);
  const factorsX = factorsY + (<usize>coarse.ny << 2);
  for (let cz = from; cz < to; cz++) {
    for (let cy = 0; cy < coarse.ny; cy++) {
      memory.fill(sumX, 0, 4 * bytes);
      const endZ = min(level.nz, (cz + 1) * stepZ);
      for (let z = cz * stepZ; z < endZ; z++) {
        openPlane(level, scratch, z, cy * stepY);
        for (let y = cy * stepY; y < min(level.ny, (cy + 1) * stepY); y++) {
          openRow(level, z, y);
          addRow(sumX, lowX, n);
          if (y == cy * stepY) addRow(sumY, lowY, n);
          if (z == cz * stepZ) addRow(sumZ, lowZ, n);
          if (z == level.nz - 1) addRow(sumTop, highZ, n);
        }
      }
      const row = rowOf(coarse, cz, cy) << 1;
      writeRow(level, coarse, sumZ, load<f32>(factors + (<usize>cz << 2)), coarse.facesZ + row);
      if (cz == coarse.nz - 1) {
        const top = coarse.facesZ + (rowOf(coarse, coarse.nz, cy) << 1);
        writeRow(level, coarse, sumTop, load<f32>(factors + (<usize>coarse.nz << 2)), top);
      }
      writeRow(level, coarse, sumY, load<f32>(factorsY + (<usize>cy << 2)), coarse.facesY + row);
      for (let x: usize = 0; x < <usize>coarse.nx; x++) {
        const value = load<f32>(sumX + ((x * stepX) << 2)) * load<f32>(factorsX + (x << 2));
        store<u16>(coarse.facesX + row + (x << 1), upperHalf(value));
      }
    }
  }
}
