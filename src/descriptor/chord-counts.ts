import { masked, type PhaseMap } from '../grid/index.ts';

/** Chords of one phase along one axis by length - [length - 1], steps - float64. */
export interface Chords {
  /** Those whose two ends are seen. */
  readonly complete: Float64Array;
  /** Those of which the border or a mask hides one end: the length that is seen. */
  readonly censored: Float64Array;
}

/** Adds the chords of a map along one axis to those of their phases. */
export function addChords({ grid, data }: PhaseMap, axis: number, chords: readonly Chords[]): void {
  const length = grid.shape[axis];
  const inner = grid.shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const outer = data.length / (length * inner);
  // All lines of a slab advance together, so that memory is read in order along every axis.
  const phase = new Uint8Array(inner);
  const run = new Uint32Array(inner);
  const opened = new Uint8Array(inner);
  const end = (k: number, closed: boolean): void => {
    const before = phase[k];
    if (before === masked) return;
    const { complete, censored } = chords[before];
    if (opened[k] === 1 && closed) complete[run[k] - 1]++;
    else if (opened[k] === 1 || closed) censored[run[k] - 1]++;
  };
  for (let o = 0; o < outer; o++) {
    phase.fill(masked);
    for (let step = 0; step < length; step++) {
      const row = (o * length + step) * inner;
      for (let k = 0; k < inner; k++) {
        const now = data[row + k];
        if (now === phase[k]) {
          run[k]++;
          continue;
        }
        end(k, now !== masked);
        opened[k] = phase[k] === masked ? 0 : 1;
        phase[k] = now;
        run[k] = 1;
      }
    }
    for (let k = 0; k < inner; k++) end(k, false);
  }
}
