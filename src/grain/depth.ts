import type { Triple } from '../grid/index.ts';
import type { Grains } from './grains.ts';
import type { GrainProcess } from './process.ts';

/** How deep every voxel lies in its grains. */
export interface Depths {
  /** D_1(t), the largest depth, at least -reach - shape [nz, ny, nx] - voxels - float32. */
  readonly first: Float32Array;
  /** D_2(t), the second largest, likewise. */
  readonly second: Float32Array;
  /**
   * Copy of a grain that the first and the second depth belong to, as `copyOf` reads it, -1 for none within reach -
   * shape [nz, ny, nx] - int32; absent unless asked for.
   */
  readonly owners?: readonly [Int32Array, Int32Array];
  /** Depths in the second population, where there is one. */
  readonly bubbles?: Pick<Depths, 'first' | 'owners'> | undefined;
}

/**
 * The window that depths are wanted in: its first voxel [z, y, x], its shape, and how far a layer lies from the next,
 * voxels.
 */
export interface DepthWindow {
  readonly origin: Triple;
  readonly shape: Triple;
  readonly layer: number;
  /** Periods of the axes that are closed, voxels. */
  readonly periods: readonly [number | undefined, number | undefined, number | undefined];
}

/** What depths are wanted for. */
export interface DepthRequest {
  readonly process: GrainProcess;
  /** How far outside grains depths are wanted, voxels. */
  readonly reach: number;
  /** Whether the way back from depths will be wanted. */
  readonly owners?: boolean;
  /** The same of the second population, where there is one. */
  readonly bubbles?: Pick<DepthRequest, 'process' | 'reach'> | undefined;
}

/** Periods by which the copies of a grain are shifted that a window may see along an axis. */
const shifts = (period: number | undefined): readonly number[] => (period === undefined ? [0] : [-1, 0, 1]);

const mostCopies = 27;
const numberOf = (grain: number, z: number, y: number, x: number): number =>
  mostCopies * grain + 9 * (z + 1) + 3 * (y + 1) + (x + 1);

/** The grain that an owner's number means, and by how many periods its copy is shifted along [z, y, x]. */
export function copyOf(owner: number): { readonly grain: number; readonly shift: Triple } {
  const copy = owner % mostCopies;
  const shift: Triple = [Math.floor(copy / 9) - 1, (Math.floor(copy / 3) % 3) - 1, (copy % 3) - 1];
  return { grain: Math.floor(owner / mostCopies), shift };
}

/** Edge of the blocks of voxels that are looked at together, voxels. */
const blockEdge = 6;
/** Least reach, voxels, from which on that is quicker; in sections few grains are at any place, and it never is. */
const farReach = 24;
/** Rounding of depths, voxels: what is shallower by less than this is looked at. */
const rounding = 1e-3;

/** A copy of a grain that a window sees. */
export interface Copy {
  readonly owner: number;
  readonly radius: number;
  /** Centre, voxels. */
  readonly cz: number;
  readonly cy: number;
  readonly cx: number;
  /** Direction of the axis. */
  readonly uz: number;
  readonly uy: number;
  readonly ux: number;
  /** q^2 = across |d|^2 + along (d u)^2. */
  readonly across: number;
  readonly along: number;
  /** Most by which its depth changes over one voxel. */
  readonly steepness: number;
  /** First and last voxels that it may reach. */
  readonly z0: number;
  readonly z1: number;
  readonly y0: number;
  readonly y1: number;
  readonly x0: number;
  readonly x1: number;
}

/** Calls `visit` for the copies of grains that reach a window. */
export function visitCopies(
  grains: Grains,
  { origin, shape, layer, periods }: DepthWindow,
  request: Pick<DepthRequest, 'process' | 'reach'>,
  visit: (copy: Copy) => void,
): void {
  const [nz, ny, nx] = shape;
  const [oz, oy, ox] = origin;
  const [pz = 0, py = 0, px = 0] = periods;
  const [shiftsZ, shiftsY, shiftsX] = periods.map(shifts);
  for (let g = 0; g < grains.radius.length; g++) {
    const radius = grains.radius[g];
    const k = request.process.elongation * grains.shape[g];
    const [uz, uy, ux] = [grains.direction[3 * g], grains.direction[3 * g + 1], grains.direction[3 * g + 2]];
    const far = radius + request.reach;
    // Half the extent of q <= far along an axis.
    const extent = (u: number): number => far * Math.sqrt(u * u * Math.exp(4 * k) + (1 - u * u) * Math.exp(-2 * k));
    const [hz, hy, hx] = [extent(uz), extent(uy), extent(ux)];
    const across = Math.exp(2 * k);
    const along = Math.exp(-4 * k) - across;
    const steepness = Math.max(Math.exp(k), Math.exp(-2 * k));
    for (const sz of shiftsZ) {
      const cz = grains.z[g] + sz * pz;
      const z0 = Math.max(0, Math.ceil((cz - hz) / layer - oz));
      const z1 = Math.min(nz - 1, Math.floor((cz + hz) / layer - oz));
      if (z0 > z1) continue;
      for (const sy of shiftsY) {
        const cy = grains.y[g] + sy * py;
        const y0 = Math.max(0, Math.ceil(cy - hy - oy));
        const y1 = Math.min(ny - 1, Math.floor(cy + hy - oy));
        if (y0 > y1) continue;
        for (const sx of shiftsX) {
          const cx = grains.x[g] + sx * px;
          const x0 = Math.max(0, Math.ceil(cx - hx - ox));
          const x1 = Math.min(nx - 1, Math.floor(cx + hx - ox));
          if (x0 > x1) continue;
          const owner = numberOf(g, sz, sy, sx);
          visit({ owner, radius, cz, cy, cx, uz, uy, ux, across, along, steepness, z0, z1, y0, y1, x0, x1 });
        }
      }
    }
  }
}

/**
 * Depths in the nearest two grains, positive inside: exact in every plane, so a section of grains in space needs no
 * volume.
 *
 * The depth of t in a grain of radius R, centre c, direction u and shape k is R - q, q^2 = exp(2 k) (|t - c|^2 - s^2) +
 * exp(-4 k) s^2 with s = (t - c) u: the distance from the surface for a ball (k = 0), measured in the grain's own
 * stretched length otherwise.
 *
 * Where depths are wanted far outside, a grain is looked at only in blocks of voxels where it may be one of the two: q
 * is a norm, so a depth changes by at most max(exp(k), exp(-2 k)) from one voxel to the next, and the depth in the
 * centre of a block bounds those in all of it.
 */
export function grainDepths(grains: Grains, window: DepthWindow, request: DepthRequest): Depths {
  const { bubbles, owners } = request;
  const depths = depthsOf(grains, window, request, 2);
  if (!bubbles || !grains.bubbles) return depths;
  return { ...depths, bubbles: depthsOf(grains.bubbles, window, { ...bubbles, ...(owners && { owners }) }, 1) };
}

/** Depths in one population. @param ranks - 1 where only the deepest grain is wanted: the second depth is the first. */
function depthsOf(grains: Grains, window: DepthWindow, request: DepthRequest, ranks: 1 | 2): Depths {
  const { reach, owners } = request;
  const [nz, ny, nx] = window.shape;
  const [oz, oy, ox] = window.origin;
  const size = nz * ny * nx;
  const first = new Float32Array(size).fill(-reach);
  const second = ranks === 1 ? first : new Float32Array(size).fill(-reach);
  const [owner1, owner2] = [0, 0].map(() => new Int32Array(owners ? size : 0).fill(-1));
  const copies: Copy[] = [];
  visitCopies(grains, window, request, (copy) => copies.push(copy));
  const isFar = nz > 1 && reach >= farReach;
  const longest = Math.max(nz, ny, nx);
  const [bz, by, bx] = window.shape.map((n) => Math.ceil(n / blockEdge));
  const half = window.shape.map((n) => (Math.min(n, blockEdge) - 1) / 2);
  const halfDiagonal = Math.hypot(half[0] * window.layer, half[1], half[2]);
  /** Calls `visit` for the blocks that a copy may reach, with the depth in the block's centre. */
  const inBlocks = (
    copy: Copy,
    visit: (block: number, depth: number, z: number, y: number, x: number) => void,
  ): void => {
    const { radius, cz, cy, cx, uz, uy, ux, across, along } = copy;
    const [z1, y1, x1] = [copy.z1, copy.y1, copy.x1].map((last) => Math.floor(last / blockEdge));
    for (let z = Math.floor(copy.z0 / blockEdge); z <= z1; z++) {
      const dz = (z * blockEdge + half[0] + oz) * window.layer - cz;
      for (let y = Math.floor(copy.y0 / blockEdge); y <= y1; y++) {
        const dy = y * blockEdge + half[1] + oy - cy;
        for (let x = Math.floor(copy.x0 / blockEdge); x <= x1; x++) {
          const dx = x * blockEdge + half[2] + ox - cx;
          const s = dz * uz + dy * uy + dx * ux;
          const depth = radius - Math.sqrt(across * (dz * dz + dy * dy + dx * dx) + along * s * s);
          visit((z * by + y) * bx + x, depth, z, y, x);
        }
      }
    }
  };
  // What the two deepest grains of a block reach in all of it: shallower ones are none of the two anywhere.
  const deepest = new Float64Array(bz * by * bx).fill(-reach);
  const enough = ranks === 1 ? deepest : new Float64Array(bz * by * bx).fill(-reach);
  for (const copy of isFar ? copies : []) {
    const slack = copy.steepness * halfDiagonal;
    inBlocks(copy, (block, depth) => {
      const least = depth - slack;
      if (least > deepest[block]) {
        enough[block] = deepest[block];
        deepest[block] = least;
      } else if (least > enough[block]) enough[block] = least;
    });
  }
  /** Paints what a copy has of a box of voxels. */
  const paint = (copy: Copy, z: number, y: number, x: number, edge: number): void => {
    const { owner, radius, cz, cy, cx, uz, uy, ux, across, along } = copy;
    const far = radius + reach;
    const most = far * far;
    const [z0, z1] = [Math.max(z, copy.z0), Math.min(z + edge - 1, copy.z1)];
    const [y0, y1] = [Math.max(y, copy.y0), Math.min(y + edge - 1, copy.y1)];
    const [x0, x1] = [Math.max(x, copy.x0), Math.min(x + edge - 1, copy.x1)];
    for (let z = z0; z <= z1; z++) {
      const dz = (z + oz) * window.layer - cz;
      for (let y = y0; y <= y1; y++) {
        const dy = y + oy - cy;
        const row = (z * ny + y) * nx;
        for (let x = x0; x <= x1; x++) {
          const dx = x + ox - cx;
          const s = dz * uz + dy * uy + dx * ux;
          const squared = across * (dz * dz + dy * dy + dx * dx) + along * s * s;
          const i = row + x;
          // Most voxels have two deeper grains: a square root is taken where it may matter.
          const short = radius - second[i];
          if (squared >= most || squared >= short * short) continue;
          const depth = radius - Math.sqrt(squared);
          if (depth > first[i]) {
            second[i] = first[i];
            first[i] = depth;
            if (owners) {
              if (ranks === 2) owner2[i] = owner1[i];
              owner1[i] = owner;
            }
          } else if (depth > second[i]) {
            second[i] = depth;
            if (owners) owner2[i] = owner;
          }
        }
      }
    }
  };
  for (const copy of copies) {
    if (!isFar) {
      paint(copy, 0, 0, 0, longest);
      continue;
    }
    const slack = copy.steepness * halfDiagonal + rounding;
    inBlocks(copy, (block, depth, z, y, x) => {
      if (depth + slack > enough[block]) paint(copy, z * blockEdge, y * blockEdge, x * blockEdge, blockEdge);
    });
  }
  return { first, second, ...(owners && { owners: [owner1, owner2] as const }) };
}

/** Depths of a window, the grains that they belong to, and how they follow from the process. */
export interface GrainScene {
  readonly grains: Grains;
  readonly window: DepthWindow;
  /** With owners. */
  readonly depths: Depths;
}

/**
 * From dL / d depth to dL / d radius, dL / d spread and dL / d elongation. Grains are carried along by all three (their
 * randomness is reparametrised); which arrivals stay, and how many arrive, changes in jumps, which have no derivative.
 * @param byDepth - dL / d D_1 and dL / d D_2 - each of shape [nz, ny, nx].
 */
export function depthsAdjoint(
  process: GrainProcess,
  { grains, window, depths }: Omit<GrainScene, 'depths'> & { readonly depths: Pick<Depths, 'owners'> },
  byDepth: readonly [Float64Array, Float64Array],
): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0];
  const [, ny, nx] = window.shape;
  const [oz, oy, ox] = window.origin;
  const { owners } = depths;
  if (!owners) throw new RangeError('grains: the way back needs the owners of the depths');
  // Open axes carry a lattice of arrivals that grows with the radius; closed ones divide their period.
  const [pz = 0, py = 0, px = 0] = window.periods;
  const moves = window.periods.map((period) => (period === undefined ? 1 : 0));
  owners.forEach((owner, rank) => {
    const gradients = byDepth[rank];
    for (let i = 0; i < owner.length; i++) {
      const byThis = gradients[i];
      if (owner[i] < 0 || byThis === 0) continue;
      const { grain: g, shift: period } = copyOf(owner[i]);
      const z = (Math.floor(i / (ny * nx)) + oz) * window.layer;
      const y = (Math.floor(i / nx) % ny) + oy;
      const x = (i % nx) + ox;
      const [cz, cy, cx] = [grains.z[g], grains.y[g], grains.x[g]];
      const dz = z - cz - period[0] * pz;
      const dy = y - cy - period[1] * py;
      const dx = x - cx - period[2] * px;
      const [uz, uy, ux] = [grains.direction[3 * g], grains.direction[3 * g + 1], grains.direction[3 * g + 2]];
      const k = process.elongation * grains.shape[g];
      const across = Math.exp(2 * k);
      const along = Math.exp(-4 * k) - across;
      const s = dz * uz + dy * uy + dx * ux;
      const squared = dz * dz + dy * dy + dx * dx;
      const radius = grains.radius[g];
      const q = Math.sqrt(across * squared + along * s * s);
      sums[1] += byThis * grains.size[g] * radius;
      if (q === 0) {
        sums[0] += (byThis * radius) / process.radius;
        continue;
      }
      const [mz, my, mx] = [moves[0] * cz, moves[1] * cy, moves[2] * cx];
      const shift = across * (dz * mz + dy * my + dx * mx) + along * s * (uz * mz + uy * my + ux * mx);
      sums[0] += (byThis * (radius + shift / q)) / process.radius;
      const byShape = (across * squared - (2 * Math.exp(-4 * k) + across) * s * s) / q;
      sums[2] -= byThis * byShape * grains.shape[g];
    }
  });
  return sums;
}
