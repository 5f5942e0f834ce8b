import { type KernelTeam, MemoryPlan, memoryLimit } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';
import { arrange, guard, planCoarseLevels, reserveVector } from './arrangement.ts';
import { Cycle } from './cycle.ts';
import { blockHierarchy, fewCells, type Level } from './lattice-cycle.ts';
import { cellsOf, kinds, levelBytes, strideOf, writeLevel } from './level-words.ts';
import { pieceHierarchy } from './piece-cycle.ts';
import { type ConductingVolume, contrastOfFaces, largestConductivity } from './problem.ts';

/** Scratch of a thread: ten rows of faces, twenty-four of those of a row of blocks, and lists of 832 bytes. */
export const scratchBytes = (stride: number): number => 34 * 4 * (stride + 32) + 1024;

/** Codes in four bytes of a table of pairs: what insulates and three phases. */
const fewCodes = 4;

/** Where everything is that a problem needs, and what stands there from the start. */
export interface PlannedLattice {
  readonly plan: MemoryPlan;
  readonly levels: readonly Level[];
  /** Search direction of conjugate gradients; the finest level has its residual in b and everything else in x. */
  readonly p: number;
  /** Deviations of potentials from their ramps, as many as are kept. */
  readonly deviations: readonly number[];
  readonly sums: number;
  /** What conductances in the units of the kernels are multiplied by for the conductivity of the volume. */
  readonly toConductivity: number;
  /** The largest conductance of a face over the least one that is not 0, or more. */
  readonly contrast: number;
  readonly isStrong: boolean;
  /** Writes the words of all levels and the tables, and the volume itself. */
  readonly load: (team: KernelTeam) => void;
  /** Whether current flows through a cell of the finest level, by its index. */
  readonly flows: (team: KernelTeam) => (cell: number) => boolean;
  /** Makes cycles of either hierarchy, when cells that carry nothing have been taken out. */
  readonly cycles: (team: KernelTeam) => Cycles;
}

/** Cycles on one lattice; each makes its coarse levels when it is first asked for. */
export interface Cycles {
  /** Coarse cells are blocks of 2 x 2 x 2. */
  readonly ofBlocks: () => Cycle;
  /** They are pieces of blocks, between whose cells current flows well. */
  readonly ofPieces: () => Cycle;
}

/** What makes a value once. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Bytes a voxel that pieces take at most beside everything else, far more than they do in materials. */
const roomForPieces = 100;

/** Numbers of the conductivities: equal ones share one; 0 is for what does not conduct. */
function codesOf(conductivities: readonly number[]): { codes: number[]; values: number[] } {
  const values = [0, ...new Set(conductivities.filter((value) => value > 0))];
  return { codes: conductivities.map((value) => values.indexOf(value)), values };
}

function uint16(team: KernelTeam, address: number, length: number): Uint16Array {
  return new Uint16Array(team.uint8(address, 0).buffer, address, length);
}

/** The harmonic mean; 0 beside what insulates. */
const between = (a: number, b: number): number => (a > 0 && b > 0 ? (2 * a * b) / (a + b) : 0);

/** Table of pairs of codes below 4: for faces across each axis and for electrodes, as bytes and as numbers. */
export function pairTable(values: readonly number[], scales: Triple): Uint8Array {
  const pairs = Array.from({ length: 16 }, (_, i) => [values[i >> 2] ?? 0, values[i & 3] ?? 0]);
  const numbers = Float32Array.from([
    ...scales.flatMap((scale) => pairs.map(([a, b]) => scale * between(a, b))),
    ...pairs.map(([a]) => 2 * scales[0] * a),
  ]);
  const bytes = new Uint8Array(numbers.buffer);
  const planes = Uint8Array.from({ length: 256 }, (_, i) => {
    const [face, byte, pair] = [i >> 6, (i >> 4) & 3, i & 15];
    return bytes[4 * (16 * face + pair) + byte];
  });
  const out = new Uint8Array(512);
  out.set(planes);
  out.set(bytes, 256);
  return out;
}

/** Contrasts from here on are solved by pieces from the start; of few cells, which cost little. */
const [strongContrast, strongOfFew] = [1000, 30];

/** Whether a problem is solved by pieces from the start, and with fresh residuals. @param contrast - of faces. */
export const isStrong = (contrast: number, voxels: number): boolean =>
  contrast >= (voxels < fewCells ? strongOfFew : strongContrast);

/** Bytes a voxel beyond a value: a potential, a flux and a copy of both; deviations along three axes. */
const extraBytes = { value: 0, fields: 24, tensor: 12 };

/** Bytes a voxel of pieces, for one phase and for several of strong contrasts; random labels take the most. */
const pieceBytes = { one: 6, strong: 24 };

/**
 * Bytes that a problem takes beside the volume at most: 17 a voxel with a copy of it, pieces where they are needed, and
 * what is kept.
 * @param contrast - that of `contrastOfFaces`.
 */
export function transportBytes(voxels: number, kept: keyof typeof extraBytes, contrast = 1): number {
  const pieces = isStrong(contrast, voxels) ? pieceBytes.strong : pieceBytes.one;
  return voxels * (17 + pieces + extraBytes[kept]);
}

/** Most voxels of a volume of labels that the solver can address, at 15.6 bytes each without pieces; about 650^3. */
export const mostVoxels = Math.floor(memoryLimit / 15.6);

/** How a volume is laid out for the solver. */
export interface Layout {
  readonly volume: ConductingVolume;
  /** Position of the solver's first axis in [z, y, x]. */
  readonly axis: number;
  /** Whether opposite faces are joined, along the solver's axes. */
  readonly joined: Triple<boolean>;
  readonly threads: number;
  /** Potentials that are kept. */
  readonly kept: number;
}

/** Plans the memory of a problem: a copy of the voxels, 12 bytes for each and 2.6 for the coarse levels. */
export function planLattice({ volume, axis, joined, threads, kept }: Layout): PlannedLattice {
  const { grid, data } = volume;
  const arranged = arrange(grid, axis, joined);
  const { shape, scales } = arranged;
  const unit = largestConductivity(volume) || 1;
  const coded = 'conductivities' in volume ? codesOf(volume.conductivities.map((s) => s / unit)) : undefined;
  const few = coded !== undefined && coded.values.length <= fewCodes;
  const kind = !coded
    ? kinds.conductivities
    : few
      ? kinds.pairs
      : coded.values.length <= 256 && data.BYTES_PER_ELEMENT === 1
        ? kinds.codes
        : kinds.wideCodes;
  const width = kind === kinds.conductivities ? 4 : kind === kinds.wideCodes ? 2 : 1;

  const stride = strideOf(shape[2]);
  const plan = new MemoryPlan(threads, scratchBytes(stride));
  const cells = cellsOf(shape);
  const sums = plan.reserve(32 * (shape[0] + 1));
  const zeros = plan.reserve(4 * (stride + 32));
  const words = plan.reserve(levelBytes);
  const table = plan.reserve(few ? 512 : 4 * (coded?.values.length ?? 0));
  const codes = plan.reserve(coded ? (width === 1 ? 2 ** 8 : 2 * 2 ** 16) : 0);
  const voxels = plan.reserve(width * cells + 2 * guard) + guard;
  const [b, p, x] = [0, 1, 2].map(() => reserveVector(plan, cells));
  const deviations = Array.from({ length: kept }, () => reserveVector(plan, cells));
  const [wrapZ, wrapY, wrapX] = arranged.wraps.map(Number);
  const ends = { wrapZ, wrapY, wrapX, zeros };
  const own = {
    ...{ nz: shape[0], ny: shape[1], nx: shape[2], stride, kind, cells: voxels, table, ...ends },
    ...{ scaleZ: scales[0], scaleY: scales[1], scaleX: scales[2] },
  };
  const coarse = planCoarseLevels(plan, arranged.coarse, ends);
  const levels: Level[] = [{ shape, address: words, b, x, w: x }, ...coarse.levels];

  const load = (team: KernelTeam): void => {
    writeLevel(team, words, own);
    coarse.load(team);
    if (few) team.uint8(table, 512).set(pairTable(coded.values, scales));
    else if (coded) team.float32(table, coded.values.length).set(coded.values);
    if (coded && width === 1) team.uint8(codes, coded.codes.length).set(coded.codes);
    else if (coded) uint16(team, codes, coded.codes.length).set(coded.codes);
    // The solution's place holds the volume while it is arranged.
    if (data instanceof Float32Array) team.float32(x, data.length).set(data);
    else if (width === 2) uint16(team, x, data.length).set(data);
    else team.uint8(x, data.length).set(data);
    team.run('arrangeCells', shape[0], words, x, ...arranged.moves, codes, 1 / unit, b);
  };
  plan.leaveRoom(roomForPieces * cells + 2 ** 20);
  const cycles = (team: KernelTeam): Cycles => {
    const room = { team, plan, sums, scratch: plan.scratch(0), wrapsZ: arranged.wraps[0] };
    return {
      ofBlocks: once(() => {
        coarse.coarsen(team, words);
        return new Cycle(blockHierarchy(room, levels));
      }),
      ofPieces: once(() => new Cycle(pieceHierarchy(room, levels[0], arranged.blocks))),
    };
  };
  const flows = (team: KernelTeam): ((cell: number) => boolean) => {
    const values =
      width === 1 ? team.uint8(voxels, cells) : width === 2 ? uint16(team, voxels, cells) : team.float32(voxels, cells);
    return (cell) => values[cell] > 0;
  };
  const toConductivity = (unit * arranged.largestScale * arranged.lengthOverSection) / shape[0] ** 2;
  const contrast = contrastOfFaces(volume);
  return {
    plan,
    levels,
    p,
    deviations,
    sums,
    toConductivity,
    contrast,
    isStrong: isStrong(contrast, data.length),
    load,
    flows,
    cycles,
  };
}
