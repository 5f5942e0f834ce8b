import { speckArea } from './feature-list.ts';

/** Connected parts of every phase in a window. */
export interface Parts {
  /** Number of parts, of parts of at most 12 pixels, and pixels of the largest part - [phase]. */
  readonly count: Int32Array;
  readonly specks: Int32Array;
  readonly largest: Int32Array;
}

/** Counts parts of windows of one size, connected by edges of pixels. */
export function createPartCounter(phases: number, edge: number): (labels: Uint8Array) => Parts {
  const size = edge * edge;
  const parent = new Int32Array(size);
  const area = new Int32Array(size);
  const find = (pixel: number): number => {
    let root = pixel;
    while (parent[root] !== root) root = parent[root];
    let at = pixel;
    while (parent[at] !== root) {
      const next = parent[at];
      parent[at] = root;
      at = next;
    }
    return root;
  };
  return (labels) => {
    for (let k = 0; k < size; k++) {
      const left = k % edge > 0 && labels[k - 1] === labels[k];
      const above = k >= edge && labels[k - edge] === labels[k];
      if (!left && !above) parent[k] = k;
      else if (!above) parent[k] = parent[k - 1];
      else if (!left) parent[k] = parent[k - edge];
      else {
        const [a, b] = [find(k - 1), find(k - edge)];
        const root = Math.min(a, b);
        parent[k] = parent[Math.max(a, b)] = root;
      }
    }
    area.fill(0);
    for (let k = 0; k < size; k++) area[find(k)]++;
    const parts = { count: new Int32Array(phases), specks: new Int32Array(phases), largest: new Int32Array(phases) };
    for (let k = 0; k < size; k++) {
      if (area[k] === 0) continue;
      const phase = labels[k];
      parts.count[phase]++;
      if (area[k] <= speckArea) parts.specks[phase]++;
      parts.largest[phase] = Math.max(parts.largest[phase], area[k]);
    }
    return parts;
  };
}
