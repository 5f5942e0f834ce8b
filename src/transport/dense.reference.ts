import { type ConductingVolume, solverAxes, type TransportProblem } from './problem.ts';

/**
 * The same discrete problem in plain float64, by elimination: the effective conductivity that the solver must find.
 * Cells that hang together with one electrode alone carry nothing, and need no special care; those with none are left
 * out.
 */
export function denseConductivity({ volume, axis, sides }: TransportProblem): number {
  const { grid, data } = volume;
  const { shape, spacing } = grid;
  const steps = [shape[1] * shape[2], shape[2], 1];
  const sigma = Array.from(data, (v) => ('conductivities' in volume ? (volume.conductivities[v] ?? 0) : v));
  const n = sigma.length;
  const place = (i: number, a: number): number => Math.floor(i / steps[a]) % shape[a];
  const areaOverLength = spacing.map((d) => (spacing[0] * spacing[1] * spacing[2]) / d ** 2);
  const links: [number, number, number][] = [];
  for (let i = 0; i < n; i++) {
    for (const a of [0, 1, 2]) {
      const last = place(i, a) === shape[a] - 1;
      if (last && (a === axis || sides === 'insulated' || shape[a] === 1)) continue;
      const j = last ? i - (shape[a] - 1) * steps[a] : i + steps[a];
      if (sigma[i] === 0 || sigma[j] === 0) continue;
      links.push([i, j, ((2 * sigma[i] * sigma[j]) / (sigma[i] + sigma[j])) * areaOverLength[a]]);
    }
  }
  const low = (i: number): number => (place(i, axis) === 0 ? 2 * sigma[i] * areaOverLength[axis] : 0);
  const high = (i: number): number => (place(i, axis) === shape[axis] - 1 ? 2 * sigma[i] * areaOverLength[axis] : 0);
  const roots = Array.from({ length: n }, (_, i) => i);
  const root = (i: number): number => (roots[i] === i ? i : root(roots[i]));
  for (const [i, j] of links) roots[root(i)] = root(j);
  const grounded = new Set(roots.map((_, i) => i).flatMap((i) => (low(i) + high(i) > 0 ? [root(i)] : [])));
  const active = sigma.flatMap((_, i) => (grounded.has(root(i)) ? [i] : []));
  const index = new Map(active.map((i, row) => [i, row]));
  const matrix = active.map((i) => {
    const row = new Float64Array(active.length + 1);
    row[index.get(i)!] = low(i) + high(i);
    row[active.length] = high(i);
    return row;
  });
  for (const [i, j, k] of links) {
    const [r, s] = [index.get(i), index.get(j)];
    if (r === undefined || s === undefined) continue;
    matrix[r][r] += k;
    matrix[s][s] += k;
    matrix[r][s] -= k;
    matrix[s][r] -= k;
  }
  const potential = eliminate(matrix);
  const current = active.reduce((sum, i, row) => sum + low(i) * potential[row], 0);
  const axes = solverAxes(axis);
  const area = shape[axes[1]] * spacing[axes[1]] * shape[axes[2]] * spacing[axes[2]];
  return (current * shape[axis] * spacing[axis]) / area;
}

/**
 * Impedance of an electrode times its cross-section, of pores of conductivity 1 and a surface of capacity 1, by
 * elimination in float64. The separator is at the first plane along z; the other walls are insulated.
 * @param pore, reactive - whether a voxel is, by index. @param w - angular frequency. @returns [real, imaginary].
 */
export function denseImpedance(
  shape: readonly number[],
  spacing: readonly number[],
  pore: (i: number) => boolean,
  reactive: (i: number) => boolean,
  w: number,
): [number, number] {
  const steps = [shape[1] * shape[2], shape[2], 1];
  const n = shape[0] * steps[0];
  const faces = spacing.map((d) => (spacing[0] * spacing[1] * spacing[2]) / d);
  const reached = new Set<number>();
  const neighbours = (i: number): [number, number][] =>
    [0, 1, 2].flatMap((a) =>
      [-1, 1].flatMap((side): [number, number][] => {
        const place = (Math.floor(i / steps[a]) % shape[a]) + side;
        return place < 0 || place >= shape[a] ? [] : [[i + side * steps[a], a]];
      }),
    );
  const waiting = Array.from({ length: steps[0] }, (_, i) => i).filter(pore);
  for (let i = waiting.pop(); i !== undefined; i = waiting.pop()) {
    if (reached.has(i)) continue;
    reached.add(i);
    for (const [j] of neighbours(i)) if (pore(j)) waiting.push(j);
  }
  const active = Array.from({ length: n }, (_, i) => i).filter((i) => reached.has(i));
  const row = new Map(active.map((i, r) => [i, r]));
  const m = active.length;
  // Real and imaginary parts of (K + i w S) phi = g, g the conductance to the separator.
  const rows = Array.from({ length: 2 * m }, () => new Float64Array(2 * m + 1));
  const half = (i: number): number => (i < steps[0] ? (2 * faces[0]) / spacing[0] : 0);
  active.forEach((i, r) => {
    for (const part of [0, m]) rows[r + part][r + part] += half(i);
    rows[r][2 * m] = half(i);
    for (const [j, a] of neighbours(i)) {
      if (pore(j)) {
        for (const part of [0, m]) {
          rows[r + part][r + part] += faces[a] / spacing[a];
          rows[r + part][row.get(j)! + part] -= faces[a] / spacing[a];
        }
      } else if (reactive(j)) {
        rows[r][r + m] -= w * faces[a];
        rows[r + m][r] += w * faces[a];
      }
    }
  });
  const phi = eliminate(rows);
  const re = active.reduce((sum, i, r) => sum + half(i) * (1 - phi[r]), 0);
  const im = active.reduce((sum, i, r) => sum - half(i) * phi[r + m], 0);
  const section = shape[1] * spacing[1] * shape[2] * spacing[2];
  return [(section * re) / (re ** 2 + im ** 2), (-section * im) / (re ** 2 + im ** 2)];
}

/**
 * Conductivity tensor of a volume whose opposite faces are joined, by elimination in float64, over the axes of its
 * grid. One cell of every part is held, as parts are free to move.
 */
export function denseTensor({ grid, data, ...own }: ConductingVolume): number[][] {
  const { shape, spacing } = grid;
  const steps = [shape[1] * shape[2], shape[2], 1];
  const sigma = Array.from(data, (v) => ('conductivities' in own ? (own.conductivities[v] ?? 0) : v));
  const n = sigma.length;
  const cell = spacing[0] * spacing[1] * spacing[2];
  const roots = Array.from({ length: n }, (_, i) => i);
  const root = (i: number): number => (roots[i] === i ? i : root(roots[i]));
  const links: [number, number, number, number][] = [];
  for (let i = 0; i < n; i++) {
    for (const a of [0, 1, 2].filter((axis) => shape[axis] > 1)) {
      const last = Math.floor(i / steps[a]) % shape[a] === shape[a] - 1;
      const j = last ? i - (shape[a] - 1) * steps[a] : i + steps[a];
      if (sigma[i] === 0 || sigma[j] === 0) continue;
      links.push([i, j, a, (((2 * sigma[i] * sigma[j]) / (sigma[i] + sigma[j])) * cell) / spacing[a] ** 2]);
      roots[root(i)] = root(j);
    }
  }
  const free = sigma.flatMap((s, i) => (s > 0 && root(i) !== i ? [i] : []));
  const row = new Map(free.map((i, r) => [i, r]));
  const axes = grid.rank === 2 ? [1, 2] : [0, 1, 2];
  /** Deviation from an even fall along an axis, 0 at the cell that is held. */
  const deviation = (axis: number): number[] => {
    const matrix = free.map(() => new Float64Array(free.length + 1));
    for (const [i, j, a, k] of links) {
      const drop = a === axis ? k * spacing[a] : 0;
      for (const [one, other, sign] of [
        [i, j, 1],
        [j, i, -1],
      ]) {
        const r = row.get(one);
        if (r === undefined) continue;
        matrix[r][r] += k;
        const s = row.get(other);
        if (s !== undefined) matrix[r][s] -= k;
        matrix[r][free.length] += sign * drop;
      }
    }
    const found = eliminate(matrix);
    return sigma.map((_, i) => found[row.get(i) ?? -1] ?? 0);
  };
  const fields = axes.map(deviation);
  const mean = sigma.reduce((sum, s) => sum + s, 0) / n;
  return axes.map((one, a) =>
    axes.map((other, b) => {
      const own = links.reduce((sum, [i, j, axis, k]) => {
        const drop = (m: number, c: number): number => (axis === c ? spacing[c] : 0) - (fields[m][i] - fields[m][j]);
        return sum + k * drop(a, one) * drop(b, other);
      }, 0);
      // Along an axis of one voxel a cell is its own neighbour.
      return own / (n * cell) + (one === other && shape[one] === 1 ? mean : 0);
    }),
  );
}

/** Solves a system whose matrix has a positive symmetric part, so that no pivots need to be exchanged. */
function eliminate(rows: Float64Array[]): number[] {
  const n = rows.length;
  for (let p = 0; p < n; p++) {
    for (let r = p + 1; r < n; r++) {
      const factor = rows[r][p] / rows[p][p];
      if (factor === 0) continue;
      for (let c = p; c <= n; c++) rows[r][c] -= factor * rows[p][c];
    }
  }
  const out = new Array<number>(n).fill(0);
  for (let r = n - 1; r >= 0; r--) {
    let sum = rows[r][n];
    for (let c = r + 1; c < n; c++) sum -= rows[r][c] * out[c];
    out[r] = sum / rows[r][r];
  }
  return out;
}
