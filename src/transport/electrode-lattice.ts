import { type KernelTeam, MemoryPlan } from '../compute/index.ts';
import type { Grid } from '../grid/index.ts';
import { arrange, guard, planCoarseLevels, reserveVector } from './arrangement.ts';
import { pairTable, scratchBytes } from './lattice.ts';
import type { Level } from './lattice-cycle.ts';
import { cellsOf, kinds, levelBytes, strideOf, writeLevel } from './level-words.ts';
import { joinedWalls, type Sides } from './problem.ts';

/** A porous electrode on voxels: what conducts ions, and what they reach. */
export interface ElectrodeProblem {
  readonly grid: Grid;
  /** Labels - shape [nz, ny, nx] - uint8. */
  readonly data: Uint8Array;
  /** Whether a label conducts, and whether it is reactive - [label]. */
  readonly conducts: readonly boolean[];
  readonly reacts: readonly boolean[];
  /** Position of the axis from separator to current collector in [z, y, x]; the separator is at the lower face. */
  readonly axis: number;
  readonly sides: Sides;
}

/** Addresses of a complex vector. */
export interface ComplexVector {
  readonly re: number;
  readonly im: number;
}

/** Where everything is that an electrode needs. */
export interface ElectrodeLattice {
  readonly plan: MemoryPlan;
  readonly levels: readonly Level[];
  readonly b: ComplexVector;
  readonly p: ComplexVector;
  readonly q: ComplexVector;
  /** Real part of a preconditioned residual. */
  readonly z: number;
  /** Area of each cell of the finest level that is reactive. */
  readonly surface: number;
  readonly sums: number;
  /** Length over area of the cross-section, times conductance and reactive area in the units of the kernels. */
  readonly toConductivity: number;
  readonly toArea: number;
  /** Arranges volume and levels; returns conducting cells and their reactive area: all, and connected with the face. */
  readonly load: (team: KernelTeam) => {
    readonly cells: readonly [number, number];
    readonly area: readonly [number, number];
  };
  /** Sets what a unit of reactive area conducts. */
  readonly setScreen: (team: KernelTeam, screen: number) => void;
}

/** Bytes that an electrode takes beside the volume: 37 a voxel for vectors and codes, 4 for coarse levels. */
export function electrodeBytes(voxels: number): number {
  return 46 * voxels;
}

/** Plans the memory of an electrode: nine vectors, one byte of codes, and the coarse levels. */
export function planElectrode(problem: ElectrodeProblem, threads: number): ElectrodeLattice {
  const { grid, data, axis, sides, conducts, reacts } = problem;
  const arranged = arrange(grid, axis, joinedWalls(sides));
  const { shape, spacing, scales } = arranged;
  const volumeOfCell = spacing[0] * spacing[1] * spacing[2];
  const largestFace = Math.max(...spacing.map((d) => volumeOfCell / d));
  const areas = spacing.map((d) => volumeOfCell / d / largestFace);

  const stride = strideOf(shape[2]);
  const plan = new MemoryPlan(threads, scratchBytes(stride));
  const cells = cellsOf(shape);
  const vector = (n: number): number => reserveVector(plan, n);
  const sums = plan.reserve(16 * (shape[0] + 1));
  const zeros = plan.reserve(4 * (stride + 32));
  const [words, reactiveWords] = [plan.reserve(levelBytes), plan.reserve(levelBytes)];
  const table = plan.reserve(512);
  const [codes, reactiveCodes] = [plan.reserve(256), plan.reserve(256)];
  const voxels = plan.reserve(cells + 2 * guard) + guard;
  const complex = (): ComplexVector => ({ re: vector(cells), im: vector(cells) });
  const [b, p, q] = [complex(), complex(), complex()];
  const [x, z, surface] = [vector(cells), vector(cells), vector(cells)];
  // At the collector no current leaves.
  const ends = { wrapZ: 2, wrapY: Number(arranged.wraps[1]), wrapX: Number(arranged.wraps[2]), zeros };
  const scale = { scaleZ: scales[0], scaleY: scales[1], scaleX: scales[2] };
  const own = { nz: shape[0], ny: shape[1], nx: shape[2], stride, kind: kinds.pairs, table, ...ends, ...scale };

  const coarse = planCoarseLevels(plan, arranged.coarse, ends);
  const levels: Level[] = [{ shape, address: words, b: b.re, x, w: x }, ...coarse.levels];
  const surfaces = [surface, ...coarse.levels.map(({ shape: to }) => vector(cellsOf(to)))];

  const load: ElectrodeLattice['load'] = (team) => {
    const planes = shape[0];
    writeLevel(team, words, { ...own, cells: voxels });
    writeLevel(team, reactiveWords, { ...own, cells: p.re });
    team.uint8(table, 512).set(pairTable([0, 1], scales));
    team.uint8(codes, conducts.length).set(conducts.map(Number));
    team.uint8(reactiveCodes, reacts.length).set(reacts.map(Number));
    team.uint8(x, data.length).set(data);
    team.run('arrangeCells', planes, reactiveWords, x, ...arranged.moves, reactiveCodes, 1, b.re);
    team.run('arrangeCells', planes, words, x, ...arranged.moves, codes, 1, b.re);
    const areaOf = (): number => {
      team.run('reactiveSurface', planes, words, p.re, ...areas, surface, sums);
      return team.float64(sums, planes).reduce((sum, area) => sum + area, 0);
    };
    const all = areaOf();
    team.run('floodFaces', 1, words, b.re, x, x);
    team.run('pruneCells', planes, words, b.re, 0, sums);
    const counts = team.float64(sums, 2 * planes);
    const count = (column: number): number => counts.reduce((n, one, i) => (i % 2 === column ? n + one : n), 0);
    const flowing = [count(0), count(1)] as const;
    const connected = areaOf();
    for (const address of [b.re, p.re, x]) team.float32(address, cells).fill(0);
    coarse.load(team);
    coarse.coarsen(team, words);
    coarse.levels.forEach(({ shape: to, address }, i) => {
      // What is left of the area where nothing flows is the area: its sums over coarse cells.
      team.run('restrictResidual', to[0], levels[i].address, surfaces[i], levels[i].x, address, surfaces[i + 1]);
    });
    levels.forEach(({ address }, i) => {
      writeLevel(team, address, { surface: surfaces[i] });
    });
    return { cells: flowing, area: [all, connected] };
  };
  const setScreen = (team: KernelTeam, screen: number): void => {
    for (const { address } of levels) writeLevel(team, address, { screen });
  };
  const toConductivity = arranged.largestScale * arranged.lengthOverSection;
  return { plan, levels, b, p, q, z, surface, sums, toConductivity, toArea: largestFace, load, setScreen };
}
