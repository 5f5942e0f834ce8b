import { faceRows, highX, highY, highZ, lowX, lowY, lowZ, openPlane, openRow } from './faces';
import { Level, rowBytes, rowOf } from './level';
import { Rows } from './rows';

/** Blocks of cells of a lattice, and the pieces that cells of a block are joined to. */
@unmanaged
export class Pieces {
  /** Cells of a block along each axis: 1 or 2. */
  stepZ: i32;
  stepY: i32;
  stepX: i32;
  /** Blocks along each axis. */
  nz: i32;
  ny: i32;
  nx: i32;
  /** The piece in its block that a cell belongs to, 255 where nothing flows; ordered as the cells - uint8. */
  piece: usize;
  /** Number of the first piece of every block, and of all pieces - shape [block + 1] - uint32. */
  first: usize;
}

/** A cell where nothing flows. */
const none: u8 = 255;

/** Rows of faces that are kept of a row of blocks: six of each of four rows of cells. */
const sixFaces: usize = 6;

/** A thread's scratch behind those: links inside a block and diagonals; links of a piece to others. */
let links: usize = 0;
let diagonals: usize = 0;
let columns: usize = 0;
let weights: usize = 0;

/** Faces of the four rows of cells of a row of blocks. */
let kept: usize = 0;
let keptBytes: usize = 0;

/** Conductance to electrodes of the piece that `gather` was called for. */
let ends: f32 = 0;

/** Keeps the faces of the rows of cells in a row of blocks. */
function openBlocks(level: Level, scratch: usize, pieces: Pieces, bz: i32, by: i32): void {
  const bytes = rowBytes(level);
  kept = scratch + <usize>faceRows * bytes;
  keptBytes = bytes;
  links = kept + 4 * sixFaces * bytes;
  diagonals = links + 256;
  columns = diagonals + 64;
  weights = columns + 256;
  memory.fill(kept, 0, 4 * sixFaces * bytes);
  for (let dz = 0; dz < pieces.stepZ; dz++) {
    const z = bz * pieces.stepZ + dz;
    if (z >= level.nz) break;
    openPlane(level, scratch, z, by * pieces.stepY);
    for (let dy = 0; dy < pieces.stepY; dy++) {
      const y = by * pieces.stepY + dy;
      if (y >= level.ny) break;
      openRow(level, z, y);
      const to = kept + <usize>(2 * dz + dy) * sixFaces * bytes;
      const size = <usize>level.stride << 2;
      memory.copy(to, lowX, size);
      memory.copy(to + bytes, highX, size);
      memory.copy(to + 2 * bytes, lowY, size);
      memory.copy(to + 3 * bytes, highY, size);
      memory.copy(to + 4 * bytes, lowZ, size);
      memory.copy(to + 5 * bytes, highZ, size);
    }
  }
}

/** A kept face of the cell at x in one of four rows. @param face - low x, high x, low y, high y, low z, high z. */
// @ts-expect-error: decorator
@inline
function faceOf(row: i32, face: usize, x: i32): f32 {
  return load<f32>(kept + (<usize>row * sixFaces + face) * keptBytes + (<usize>x << 2));
}

/** Whether a block has its cell i, at (z, y, x): blocks may be flat, and cut at the end of the lattice. */
// @ts-expect-error: decorator
@inline
function isCell(level: Level, pieces: Pieces, i: i32, z: i32, y: i32, x: i32): bool {
  if (i >> 2 >= pieces.stepZ || ((i >> 1) & 1) >= pieces.stepY || (i & 1) >= pieces.stepX) return false;
  return z < level.nz && y < level.ny && x < level.nx;
}

// @ts-expect-error: decorator
@inline
function linkAt(i: i32, j: i32): usize {
  return links + (<usize>(8 * i + j) << 2);
}

function setLink(i: i32, j: i32, value: f32): void {
  store<f32>(linkAt(i, j), value);
  store<f32>(linkAt(j, i), value);
}

/** Numbers of the pieces that eight cells are in, in four bits each; what does not conduct has a piece of its own. */
function join(least: f32): u32 {
  let roots: u32 = 0x76543210;
  let alive: u32 = 0;
  for (let i = 0; i < 8; i++) if (load<f32>(diagonals + (<usize>i << 2)) > 0) alive |= 1 << i;
  while (true) {
    let best: f32 = least;
    let a = -1;
    let b = -1;
    for (let i = 0; i < 7; i++) {
      if (((alive >> i) & 1) == 0) continue;
      const own = load<f32>(diagonals + (<usize>i << 2));
      for (let j = i + 1; j < 8; j++) {
        if (((alive >> j) & 1) == 0) continue;
        const value = load<f32>(linkAt(i, j));
        if (value > 0) {
          const ratio: f32 = value / min(own, load<f32>(diagonals + (<usize>j << 2)));
          if (ratio > best) {
            best = ratio;
            a = i;
            b = j;
          }
        }
      }
    }
    if (a < 0) break;
    alive &= ~(1 << b);
    const own = diagonals + (<usize>a << 2);
    store<f32>(own, load<f32>(own) + load<f32>(diagonals + (<usize>b << 2)));
    for (let i = 0; i < 8; i++) {
      if (i != a && i != b) setLink(a, i, load<f32>(linkAt(a, i)) + load<f32>(linkAt(b, i)));
      if (((roots >> (4 * i)) & 15) == <u32>b) roots = (roots & ~(15 << (4 * i))) | (<u32>a << (4 * i));
    }
  }
  return roots;
}

/**
 * Splits blocks of up to 2 x 2 x 2 cells into pieces. Two parts of a block become one where the conductance between
 * them is at least a share of the smaller sum of their cells' conductances. So a weak cell joins a good one beside it,
 * and good ones do not join through a weak one. Tasks are planes of blocks.
 * @param least - that share. It writes pieces, and how many a block has into `first` of the block behind.
 * @source notay2010
 */
export function splitBlocks(scratch: usize, from: i32, to: i32, address: usize, piecesAt: usize, least: f32): void {
  const level = changetype<Level>(address);
  const pieces = changetype<Pieces>(piecesAt);
  for (let bz = from; bz < to; bz++) {
    for (let by = 0; by < pieces.ny; by++) {
      openBlocks(level, scratch, pieces, bz, by);
      let count = pieces.first + (<usize>((bz * pieces.ny + by) * pieces.nx + 1) << 2);
      for (let bx = 0; bx < pieces.nx; bx++, count += 4) {
        memory.fill(links, 0, 256 + 32);
        for (let i = 0; i < 8; i++) {
          const x = bx * pieces.stepX + (i & 1);
          if ((i & 1) >= pieces.stepX || x >= level.nx) continue;
          const row = i >> 1;
          let d: f32 = 0;
          for (let face: usize = 0; face < sixFaces; face++) d += faceOf(row, face, x);
          store<f32>(diagonals + (<usize>i << 2), d);
          if (i & 1) setLink(i, i - 1, faceOf(row, 0, x));
          if (i & 2) setLink(i, i - 2, faceOf(row, 2, x));
          if (i & 4) setLink(i, i - 4, faceOf(row, 4, x));
        }
        const roots = join(least);
        let numbers: u64 = -1;
        let n: u32 = 0;
        for (let i = 0; i < 8; i++) {
          const z = bz * pieces.stepZ + (i >> 2);
          const y = by * pieces.stepY + ((i >> 1) & 1);
          const x = bx * pieces.stepX + (i & 1);
          if (!isCell(level, pieces, i, z, y, x)) continue;
          const root = (roots >> (4 * i)) & 15;
          let number = none;
          if (load<f32>(diagonals + (<usize>root << 2)) > 0) {
            number = <u8>(numbers >> (8 * root));
            if (number == none) {
              number = <u8>n;
              n++;
              numbers = (numbers & ~(<u64>255 << (8 * root))) | (<u64>number << (8 * root));
            }
          }
          store<u8>(pieces.piece + rowOf(level, z, y) + <usize>x, number);
        }
        store<u32>(count, n);
      }
    }
  }
}

/** Number of the piece that a cell belongs to. */
// @ts-expect-error: decorator
@inline
function pieceAt(level: Level, pieces: Pieces, z: i32, y: i32, x: i32): u32 {
  const block = ((z / pieces.stepZ) * pieces.ny + y / pieces.stepY) * pieces.nx + x / pieces.stepX;
  const own = load<u8>(pieces.piece + rowOf(level, z, y) + <usize>x);
  return load<u32>(pieces.first + (<usize>block << 2)) + <u32>own;
}

/** Links of a piece to others, one entry for each of them; `ends` is what it conducts to electrodes. @returns count. */
function gather(level: Level, pieces: Pieces, bz: i32, by: i32, bx: i32, piece: i32, own: u32): i32 {
  let count = 0;
  ends = 0;
  for (let i = 0; i < 8; i++) {
    const z = bz * pieces.stepZ + (i >> 2);
    const y = by * pieces.stepY + ((i >> 1) & 1);
    const x = bx * pieces.stepX + (i & 1);
    if (!isCell(level, pieces, i, z, y, x)) continue;
    if (<i32>load<u8>(pieces.piece + rowOf(level, z, y) + <usize>x) != piece) continue;
    for (let face = 0; face < 6; face++) {
      const value = faceOf(i >> 1, face, x);
      if (!(value > 0)) continue;
      let toZ = z;
      let toY = y;
      let toX = x;
      const step = (face & 1) * 2 - 1;
      if (face < 2) toX = around(x + step, level.nx);
      else if (face < 4) toY = around(y + step, level.ny);
      else {
        toZ = around(z + step, level.nz);
        if (level.wrapZ != 1 && toZ != z + step) {
          ends += value;
          continue;
        }
      }
      const other = pieceAt(level, pieces, toZ, toY, toX);
      if (other == own) continue;
      let at: usize = 0;
      const end = <usize>count << 2;
      while (at < end && load<u32>(columns + at) != other) at += 4;
      if (at == end) {
        store<u32>(columns + at, other);
        store<f32>(weights + at, value);
        count++;
      } else {
        store<f32>(weights + at, load<f32>(weights + at) + value);
      }
    }
  }
  return count;
}

// @ts-expect-error: decorator
@inline
function around(i: i32, n: i32): i32 {
  return i < 0 ? n - 1 : i >= n ? 0 : i;
}

/**
 * Links between pieces: sums of the faces between them. Tasks are planes of blocks.
 * @param fill - 0: counts links of a piece into `start` of the next one. 1: writes links and diagonals.
 */
export function linkPieces(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  piecesAt: usize,
  rowsAt: usize,
  fill: i32,
): void {
  const level = changetype<Level>(address);
  const pieces = changetype<Pieces>(piecesAt);
  const rows = changetype<Rows>(rowsAt);
  for (let bz = from; bz < to; bz++) {
    for (let by = 0; by < pieces.ny; by++) {
      openBlocks(level, scratch, pieces, bz, by);
      let block = pieces.first + (<usize>((bz * pieces.ny + by) * pieces.nx) << 2);
      for (let bx = 0; bx < pieces.nx; bx++, block += 4) {
        const first = load<u32>(block);
        const end = load<u32>(block, 4);
        for (let row = first; row < end; row++) {
          const count = gather(level, pieces, bz, by, bx, <i32>(row - first), row);
          if (fill == 0) {
            store<u32>(rows.start + (<usize>(row + 1) << 2), count);
            continue;
          }
          const at = <usize>load<u32>(rows.start + (<usize>row << 2)) << 2;
          let sum = ends;
          for (let i: usize = 0; i < <usize>count << 2; i += 4) {
            store<u32>(rows.column + at + i, load<u32>(columns + i));
            store<f32>(rows.weight + at + i, load<f32>(weights + i));
            sum += load<f32>(weights + i);
          }
          store<f32>(rows.ends + (<usize>row << 2), ends);
          store<f32>(rows.diagonal + (<usize>row << 2), sum);
        }
      }
    }
  }
}
