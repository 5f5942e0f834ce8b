import { faceRows, openPlane, openRow } from './faces';
import { Level, rowBytes, rowOf } from './level';
import { Pieces } from './pieces';
import { addResidual } from './relax';

/** Address of the number of the first piece in the row of blocks that a row of cells lies in. */
// @ts-expect-error: decorator
@inline
function blockRow(pieces: Pieces, z: i32, y: i32): usize {
  return pieces.first + (<usize>(((z / pieces.stepZ) * pieces.ny + y / pieces.stepY) * pieces.nx) << 2);
}

/** Adds up what is left of a right side, b - A x, over the cells of each piece. Tasks are planes of blocks. */
export function restrictToPieces(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  b: usize,
  x: usize,
  piecesAt: usize,
  out: usize,
): void {
  const level = changetype<Level>(address);
  const pieces = changetype<Pieces>(piecesAt);
  const rest = scratch + <usize>faceRows * rowBytes(level);
  const halves: usize = pieces.stepX == 2 ? 1 : 0;
  for (let bz = from; bz < to; bz++) {
    const low = <usize>load<u32>(blockRow(pieces, bz * pieces.stepZ, 0)) << 2;
    const next = pieces.first + (<usize>((bz + 1) * pieces.ny * pieces.nx) << 2);
    memory.fill(out + low, 0, (<usize>load<u32>(next) << 2) - low);
    for (let z = bz * pieces.stepZ; z < min(level.nz, (bz + 1) * pieces.stepZ); z++) {
      openPlane(level, scratch, z);
      for (let y = 0; y < level.ny; y++) {
        openRow(level, z, y);
        memory.fill(rest, 0, <usize>level.stride << 2);
        addResidual(level, b, x, z, y, rest);
        const block = blockRow(pieces, z, y);
        const piece = pieces.piece + rowOf(level, z, y);
        for (let i: usize = 0; i < <usize>level.nx; i++) {
          const number = load<u8>(piece + i);
          if (number == 255) continue;
          const at = out + ((<usize>load<u32>(block + ((i >> halves) << 2)) + <usize>number) << 2);
          store<f32>(at, load<f32>(at) + load<f32>(rest + (i << 2)));
        }
      }
    }
  }
}

/** x += one * first + two * second of the piece that a cell belongs to. Tasks are planes of cells. */
export function spreadPieces(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  x: usize,
  piecesAt: usize,
  one: f32,
  first: usize,
  two: f32,
  second: usize,
): void {
  const level = changetype<Level>(address);
  const pieces = changetype<Pieces>(piecesAt);
  const halves: usize = pieces.stepX == 2 ? 1 : 0;
  for (let z = from; z < to; z++) {
    for (let y = 0; y < level.ny; y++) {
      const block = blockRow(pieces, z, y);
      const row = rowOf(level, z, y);
      for (let i: usize = 0; i < <usize>level.nx; i++) {
        const number = load<u8>(pieces.piece + row + i);
        if (number == 255) continue;
        const at = (<usize>load<u32>(block + ((i >> halves) << 2)) + <usize>number) << 2;
        let sum = two * load<f32>(second + at);
        // Without a weight the first one may hold anything.
        if (one != 0) sum += one * load<f32>(first + at);
        const own = x + ((row + i) << 2);
        store<f32>(own, load<f32>(own) + sum);
      }
    }
  }
}
