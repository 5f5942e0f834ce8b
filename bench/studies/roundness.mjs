// How round the parts of a phase are in sections of the data and of models: node bench/studies/roundness.mjs IMAGE
// LABELS PHASE MODEL.json... [--realisations 8]. A part is a component (edges connect) of 60 pixels or more that the
// border does not cut. It is *compact* where it fills 0.92 of its convex hull: grains that touch are not. Aspect: ratio
// of the axes of the ellipse with the same second moments. Roundness: 4 pi area / perimeter^2, the perimeter by
// Crofton's formula in four directions, so that 1 is a disc. Errors from sections. Needs `npm run build`.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseLabels } from '../../build/io/index.js';
import { readPhaseMaps } from '../../build/node/index.js';
import { fromModelFile, realise } from '../../build/phase/index.js';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { realisations: { type: 'string', default: '8' } },
});
const [image, labels, phaseName, ...models] = positionals;
const [leastArea, leastFill, oblong] = [60, 0.92, 1.5];

/** Components of a phase in an image - pixels [y, x] each -, those at the border left out. */
function partsOf({ data, grid }, phase) {
  const [ny, nx] = grid.shape.slice(-2);
  const seen = new Uint8Array(data.length);
  const parts = [];
  for (let first = 0; first < data.length; first++) {
    if (seen[first] || data[first] !== phase) continue;
    const open = [first];
    const pixels = [];
    seen[first] = 1;
    let isCut = false;
    while (open.length > 0) {
      const i = open.pop();
      const [y, x] = [Math.floor(i / nx), i % nx];
      pixels.push([y, x]);
      if (y === 0 || x === 0 || y === ny - 1 || x === nx - 1) isCut = true;
      for (const [v, u] of [
        [y - 1, x],
        [y + 1, x],
        [y, x - 1],
        [y, x + 1],
      ]) {
        const j = v * nx + u;
        if (v < 0 || u < 0 || v >= ny || u >= nx || seen[j] || data[j] !== phase) continue;
        seen[j] = 1;
        open.push(j);
      }
    }
    if (!isCut && pixels.length >= leastArea) parts.push(pixels);
  }
  return parts;
}

/** Area of the convex hull of the corners of pixels. */
function hullArea(pixels) {
  const points = pixels
    .flatMap(([y, x]) => [
      [y, x],
      [y + 1, x],
      [y, x + 1],
      [y + 1, x + 1],
    ])
    .sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const turn = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]);
  const chain = (list) => {
    const out = [];
    for (const point of list) {
      while (out.length > 1 && turn(out.at(-2), out.at(-1), point) <= 0) out.pop();
      out.push(point);
    }
    return out.slice(0, -1);
  };
  const hull = [...chain(points), ...chain(points.toReversed())];
  const twice = hull.reduce((sum, [y, x], i) => {
    const [v, u] = hull[(i + 1) % hull.length];
    return sum + y * u - v * x;
  }, 0);
  return Math.abs(twice) / 2;
}

/** Ratio of the axes of the ellipse with the second moments of pixels, each a unit square. */
function aspectOf(pixels) {
  const n = pixels.length;
  const mean = [0, 1].map((axis) => pixels.reduce((sum, p) => sum + p[axis], 0) / n);
  const moment = (a, b) => pixels.reduce((sum, p) => sum + (p[a] - mean[a]) * (p[b] - mean[b]), 0) / n;
  const [yy, xx, yx] = [moment(0, 0) + 1 / 12, moment(1, 1) + 1 / 12, moment(0, 1)];
  const [half, root] = [(yy + xx) / 2, Math.hypot((yy - xx) / 2, yx)];
  return Math.sqrt((half + root) / (half - root));
}

/** 4 pi area / perimeter^2: the mean number of crossings of lines of one direction is 2 perimeter / (pi spacing). */
function roundnessOf(pixels) {
  const inside = new Set(pixels.map(([y, x]) => 65536 * y + x));
  const crossings = (dy, dx) => 2 * pixels.filter(([y, x]) => !inside.has(65536 * (y + dy) + x + dx)).length;
  const straight = crossings(0, 1) + crossings(1, 0);
  const perimeter = (Math.PI / 8) * (straight + (crossings(1, 1) + crossings(1, -1)) / Math.SQRT2);
  return (4 * Math.PI * pixels.length) / perimeter ** 2;
}

/** Sums over the parts of a section. */
function measure(map, phase) {
  const parts = partsOf(map, phase).map((pixels) => ({
    area: pixels.length,
    isCompact: pixels.length / hullArea(pixels) >= leastFill,
    aspect: aspectOf(pixels),
    roundness: roundnessOf(pixels),
  }));
  const compact = parts.filter(({ isCompact }) => isCompact);
  const sum = (list, pick) => list.reduce((total, part) => total + pick(part), 0);
  return {
    parts: parts.length,
    compact: compact.length,
    area: sum(parts, ({ area }) => area),
    compactArea: sum(compact, ({ area }) => area),
    aspect: sum(compact, ({ aspect }) => aspect),
    oblong: sum(compact, ({ aspect }) => Number(aspect > oblong)),
    roundness: sum(compact, ({ roundness }) => roundness),
    all: sum(parts, ({ area, roundness }) => area * roundness),
  };
}

/** Ratio of two sums over sections, and its standard error. */
function ratio(sections, above, below) {
  const n = sections.length;
  const [top, bottom] = [above, below].map((key) => sections.reduce((sum, one) => sum + one[key], 0));
  const own = top / bottom;
  const squares = sections.reduce((sum, one) => sum + (one[above] - own * one[below]) ** 2, 0);
  return `${own.toFixed(3)} ± ${(Math.sqrt((squares * n) / (n - 1)) / bottom).toFixed(3)}`;
}

const asked = { as: 'sections', labels: [...parseLabels(labels)], spacing: { spacing: [1, 1, 1], unit: 'px' } };
const { maps } = await readPhaseMaps([image], asked);
const phase = maps[0].phases.findIndex(({ name }) => name === phaseName);
const show = (name, drawn) => {
  const sections = drawn.map((map) => measure(map, phase));
  const cells = [
    ['compact', 'parts'],
    ['compactArea', 'area'],
    ['aspect', 'compact'],
    ['oblong', 'compact'],
    ['roundness', 'compact'],
    ['all', 'area'],
  ].map(([above, below]) => ratio(sections, above, below));
  const count = sections.reduce((sum, { parts }) => sum + parts, 0);
  console.log(`| ${[name, count, ...cells].join(' | ')} |`);
};
const head = [
  '',
  'parts',
  'compact',
  'their area',
  'aspect',
  `above ${oblong}`,
  'roundness',
  'roundness of all, by area',
];
console.log(`| ${head.join(' | ')} |\n|${head.map(() => '---|').join('')}`);
show('data', maps);
for (const file of models) {
  const model = fromModelFile(JSON.parse(readFileSync(file, 'utf8')), file);
  const drawn = [];
  for (let r = 0; r < Number(options.realisations) * maps.length; r++) {
    const { shape } = maps[r % maps.length].grid;
    drawn.push((await realise(model, { shape: shape.slice(1), seed: 11, realisation: r, threads: 1 })).map);
  }
  show(file, drawn);
}
