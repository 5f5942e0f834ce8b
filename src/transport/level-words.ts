import type { KernelTeam } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';

/** Words of a level, in the order of assembly/transport/level.ts. */
const words = {
  nz: 0,
  ny: 1,
  nx: 2,
  stride: 3,
  kind: 4,
  cells: 5,
  table: 6,
  facesZ: 7,
  facesY: 8,
  facesX: 9,
  wrapZ: 10,
  wrapY: 11,
  wrapX: 12,
  zeros: 13,
  scaleZ: 14,
  scaleY: 15,
  scaleX: 16,
  surface: 17,
  screen: 18,
} as const;

/** Words that hold float32 numbers; the others are whole. */
const real: readonly string[] = ['scaleZ', 'scaleY', 'scaleX', 'screen'];

/** Bytes that a level's words take. */
export const levelBytes = 4 * Object.keys(words).length;

/** What the faces of a level come from, by the number that kernels know it by. */
export const kinds = { pairs: 0, codes: 1, wideCodes: 2, conductivities: 3, conductances: 4 } as const;

/** The words of a level; what is left out stays as it is, 0 at first. */
export type LevelWords = Partial<Record<keyof typeof words, number>>;

/** Writes a level for the kernels. */
export function writeLevel(team: KernelTeam, address: number, values: LevelWords): void {
  const whole = team.uint32(address, levelBytes / 4);
  const numbers = team.float32(address, levelBytes / 4);
  for (const [name, value] of Object.entries(values)) {
    const at = words[name as keyof typeof words];
    if (real.includes(name)) numbers[at] = value;
    else whole[at] = value;
  }
}

/** Cells from a row to the next, such that rows end with a cell that does not conduct. */
export function strideOf(nx: number): number {
  return 4 * Math.ceil((nx + 1) / 4);
}

/** Cells of a level, with what fills its rows up. */
export function cellsOf([nz, ny, nx]: Triple): number {
  return nz * ny * strideOf(nx);
}
