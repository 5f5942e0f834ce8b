import { type KernelTeam, MemoryPlan } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';
import type { Level } from './cycle.ts';
import { coarseLattices } from './hierarchy.ts';
import { cellsOf, kinds, type LevelWords, levelBytes, strideOf, writeLevel } from './level-words.ts';
import { largestConductivity, solverAxes, type TransportProblem } from './problem.ts';

/** Rows of scratch that kernels need: nine of faces, the others to add up in. */
export const scratchRows = 16;

/** Bytes in front of codes, which are read from one cell before the first. */
const guard = 64;

/** Codes in four bytes of a table of pairs: what insulates and three phases. */
const fewCodes = 4;

/** Where everything is that a problem needs, and what stands there from the start. */
export interface PlannedLattice {
  readonly plan: MemoryPlan;
  readonly levels: readonly Level[];
  /** Search direction of conjugate gradients; the finest level has its residual in b and everything else in x. */
  readonly p: number;
  /** The potential without the ramp, where it is kept; else 0. */
  readonly potential: number;
  readonly sums: number;
  /** What conductivities are divided by. */
  readonly unit: number;
  /** What conductances in the units of the kernels are multiplied by for the conductivity of the volume. */
  readonly toConductivity: number;
  /** Writes the words of all levels and the tables, and the volume itself. */
  readonly load: (team: KernelTeam) => void;
  /** Whether current flows through a cell of the finest level, by its index. */
  readonly flows: (team: KernelTeam) => (cell: number) => boolean;
  /** Makes the coarse levels, when cells that carry nothing have been taken out. */
  readonly coarsen: (team: KernelTeam) => void;
}

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

/** Bytes that a problem takes beside the volume: a copy of it, 15.5 a voxel, and 4 or 16 for fields. */
export function transportBytes(voxels: number, fields: boolean): number {
  return voxels * (17 + (fields ? 24 : 0));
}

/** Plans the memory of a problem: 12 bytes a voxel and the coarse levels, about 15.5 in all, beside the voxels. */
export function planLattice(problem: TransportProblem, threads: number, keepPotential: boolean): PlannedLattice {
  const { volume, axis, sides } = problem;
  const { grid, data } = volume;
  const axes = solverAxes(axis);
  const shape = axes.map((a) => grid.shape[a]) as unknown as Triple;
  const spacing = axes.map((a) => grid.spacing[a]) as unknown as Triple;
  const wraps: Triple<boolean> = [false, sides === 'periodic', sides === 'periodic'];
  const coarse = coarseLattices(shape, spacing, wraps);
  const unit = largestConductivity(volume) || 1;
  const volumeOfCell = spacing[0] * spacing[1] * spacing[2];
  const most = Math.max(...spacing.map((d, a) => (shape[a] > 1 || a === 0 ? volumeOfCell / d ** 2 : 0)));
  const scales = spacing.map((d) => volumeOfCell / d ** 2 / most) as unknown as Triple;
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
  const plan = new MemoryPlan(threads, scratchRows * 4 * (stride + 32));
  const cells = cellsOf(shape);
  const sums = plan.reserve(16 * (shape[0] + 1));
  const zeros = plan.reserve(4 * (stride + 32));
  const words = plan.reserve(levelBytes);
  const table = plan.reserve(few ? 512 : 4 * (coded?.values.length ?? 0));
  const codes = plan.reserve(coded ? (width === 1 ? 2 ** 8 : 2 * 2 ** 16) : 0);
  const voxels = plan.reserve(width * cells + 2 * guard) + guard;
  const vector = (n: number): number => plan.reserve(4 * n + 2 * guard) + guard;
  const [b, p, x] = [vector(cells), vector(cells), vector(cells)];
  const potential = keepPotential ? vector(cells) : 0;
  const levels: Level[] = [{ shape, address: words, b, x, w: x, first: 0 }];
  const contents: [number, LevelWords][] = [
    [
      words,
      {
        ...{ nz: shape[0], ny: shape[1], nx: shape[2], stride, kind, cells: voxels, table, zeros },
        ...{ wrapZ: Number(wraps[0]), wrapY: Number(wraps[1]), wrapX: Number(wraps[2]) },
        ...{ scaleZ: scales[0], scaleY: scales[1], scaleX: scales[2] },
      },
    ],
  ];
  const factors: [number, number[]][] = [];
  for (const lattice of coarse) {
    const [nz, ny, nx] = lattice.shape;
    const n = cellsOf(lattice.shape);
    const plane = n / nz;
    const address = plan.reserve(levelBytes);
    const halves = (count: number): number => plan.reserve(2 * count + guard);
    const [facesZ, facesY, facesX] = [halves(n + plane), halves(n), halves(n)];
    const numbers = lattice.factors.flat();
    factors.push([plan.reserve(4 * numbers.length), numbers]);
    contents.push([
      address,
      {
        ...{ nz, ny, nx, stride: strideOf(nx), kind: kinds.conductances, facesZ, facesY, facesX, zeros },
        ...{ wrapZ: Number(wraps[0]), wrapY: Number(wraps[1]), wrapX: Number(wraps[2]) },
      },
    ]);
    levels.push({ shape: lattice.shape, address, b: vector(n), x: vector(n), w: vector(n), first: vector(n) });
  }

  const load = (team: KernelTeam): void => {
    for (const [address, values] of contents) writeLevel(team, address, values);
    for (const [address, values] of factors) team.float32(address, values.length).set(values);
    if (few) team.uint8(table, 512).set(pairTable(coded.values, scales));
    else if (coded) team.float32(table, coded.values.length).set(coded.values);
    if (coded && width === 1) team.uint8(codes, coded.codes.length).set(coded.codes);
    else if (coded) uint16(team, codes, coded.codes.length).set(coded.codes);
    // The solution's place holds the volume while it is arranged.
    if (data instanceof Float32Array) team.float32(x, data.length).set(data);
    else if (width === 2) uint16(team, x, data.length).set(data);
    else team.uint8(x, data.length).set(data);
    const steps = [grid.shape[1] * grid.shape[2], grid.shape[2], 1];
    const moves = axes.map((a) => steps[a]);
    team.run('arrangeCells', shape[0], words, x, ...moves, codes, 1 / unit, b);
  };
  const coarsen = (team: KernelTeam): void => {
    levels.slice(1).forEach((level, i) => {
      team.run('coarsen', level.shape[0], levels[i].address, level.address, factors[i][0]);
    });
  };
  const flows = (team: KernelTeam): ((cell: number) => boolean) => {
    const values =
      width === 1 ? team.uint8(voxels, cells) : width === 2 ? uint16(team, voxels, cells) : team.float32(voxels, cells);
    return (cell) => values[cell] > 0;
  };
  const length = shape[0] * spacing[0];
  const area = shape[1] * spacing[1] * shape[2] * spacing[2];
  const toConductivity = (unit * most * length) / area / shape[0] ** 2;
  return { plan, levels, p, potential, sums, unit, toConductivity, load, flows, coarsen };
}
