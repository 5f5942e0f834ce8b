import { type KernelTeam, MemoryPlan } from '../compute/index.ts';
import type { Grid, Triple } from '../grid/index.ts';
import type { Level } from './cycle.ts';
import { coarseLattices } from './hierarchy.ts';
import { pairTable, scratchRows } from './lattice.ts';
import { cellsOf, kinds, levelBytes, strideOf, writeLevel, writeScreen } from './level-words.ts';
import { type Sides, solverAxes } from './problem.ts';

/** Bytes in front of vectors, which are read from one cell before the first. */
const guard = 64;

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
  const axes = solverAxes(axis);
  const shape = axes.map((a) => grid.shape[a]) as unknown as Triple;
  const spacing = axes.map((a) => grid.spacing[a]) as unknown as Triple;
  const wraps: Triple<boolean> = [false, sides === 'periodic', sides === 'periodic'];
  const coarse = coarseLattices(shape, spacing, wraps);
  const volumeOfCell = spacing[0] * spacing[1] * spacing[2];
  const most = Math.max(...spacing.map((d) => volumeOfCell / d ** 2));
  const scales = spacing.map((d) => volumeOfCell / d ** 2 / most) as unknown as Triple;
  const largestFace = Math.max(...spacing.map((d) => volumeOfCell / d));
  const areas = spacing.map((d) => volumeOfCell / d / largestFace);

  const stride = strideOf(shape[2]);
  const plan = new MemoryPlan(threads, scratchRows * 4 * (stride + 32));
  const cells = cellsOf(shape);
  const vector = (n: number): number => plan.reserve(4 * n + 2 * guard) + guard;
  const sums = plan.reserve(16 * (shape[0] + 1));
  const zeros = plan.reserve(4 * (stride + 32));
  const [words, reactiveWords] = [plan.reserve(levelBytes), plan.reserve(levelBytes)];
  const table = plan.reserve(512);
  const [codes, reactiveCodes] = [plan.reserve(256), plan.reserve(256)];
  const voxels = plan.reserve(cells + 2 * guard) + guard;
  const complex = (): ComplexVector => ({ re: vector(cells), im: vector(cells) });
  const [b, p, q] = [complex(), complex(), complex()];
  const [x, z, surface] = [vector(cells), vector(cells), vector(cells)];
  const levels: Level[] = [{ shape, address: words, b: b.re, x, w: x, first: 0 }];
  const surfaces = [surface];
  const faces = coarse.map(({ shape: own, factors }) => {
    const n = cellsOf(own);
    const halves = (count: number): number => plan.reserve(2 * count + guard);
    const numbers = factors.flat();
    const level = {
      shape: own,
      address: plan.reserve(levelBytes),
      b: vector(n),
      x: vector(n),
      w: vector(n),
      first: vector(n),
    };
    levels.push(level);
    surfaces.push(vector(n));
    return {
      ...{ facesZ: halves(n + n / own[0]), facesY: halves(n), facesX: halves(n) },
      ...{ factors: plan.reserve(4 * numbers.length), numbers },
    };
  });
  const ends = { wrapZ: 2, wrapY: Number(wraps[1]), wrapX: Number(wraps[2]), zeros };
  const scale = { scaleZ: scales[0], scaleY: scales[1], scaleX: scales[2] };
  const own = { nz: shape[0], ny: shape[1], nx: shape[2], stride, kind: kinds.pairs, table, ...ends, ...scale };

  const load: ElectrodeLattice['load'] = (team) => {
    const planes = shape[0];
    writeLevel(team, words, { ...own, cells: voxels });
    writeLevel(team, reactiveWords, { ...own, cells: p.re });
    team.uint8(table, 512).set(pairTable([0, 1], scales));
    team.uint8(codes, conducts.length).set(conducts.map(Number));
    team.uint8(reactiveCodes, reacts.length).set(reacts.map(Number));
    team.uint8(x, data.length).set(data);
    const steps = [grid.shape[1] * grid.shape[2], grid.shape[2], 1];
    const moves = axes.map((a) => steps[a]);
    team.run('arrangeCells', planes, reactiveWords, x, ...moves, reactiveCodes, 1, b.re);
    team.run('arrangeCells', planes, words, x, ...moves, codes, 1, b.re);
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
    faces.forEach(({ factors, numbers, facesZ, facesY, facesX }, i) => {
      const { shape: to, address } = levels[i + 1];
      team.float32(factors, numbers.length).set(numbers);
      const size = { nz: to[0], ny: to[1], nx: to[2], stride: strideOf(to[2]) };
      writeLevel(team, address, { ...size, kind: kinds.conductances, facesZ, facesY, facesX, ...ends });
      team.run('coarsen', to[0], levels[i].address, address, factors);
      // What is left of the area where nothing flows is the area: its sums over coarse cells.
      team.run('restrictResidual', to[0], levels[i].address, surfaces[i], levels[i].x, address, surfaces[i + 1]);
    });
    levels.forEach(({ address }, i) => {
      writeLevel(team, address, { surface: surfaces[i] });
    });
    return { cells: flowing, area: [all, connected] };
  };
  const setScreen = (team: KernelTeam, screen: number): void => {
    for (const { address } of levels) writeScreen(team, address, screen);
  };
  const length = shape[0] * spacing[0];
  const section = shape[1] * spacing[1] * shape[2] * spacing[2];
  const toConductivity = (most * length) / section;
  return { plan, levels, b, p, q, z, surface, sums, toConductivity, toArea: largestFace, load, setScreen };
}
