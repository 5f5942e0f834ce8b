import { fisherTail, linearRegression } from '../numerics/index.ts';
import { type Cell, type Chart, countCell, missingCell, slug, type Table } from '../report/index.ts';
import type { Findings, Row } from './study-kind.ts';
import { groupRows, labelOf, meanOverAxes, meanWithError } from './tidy-table.ts';

/** A quantity of a phase over the sizes of windows. */
interface Course {
  readonly phase: string;
  readonly title: string;
  readonly name: string;
  readonly sizes: readonly {
    readonly edge: number;
    readonly mean: number;
    readonly deviation: number;
    readonly n: number;
  }[];
  /** Probability that means of one expectation scatter so. */
  readonly pValue: number | null;
  /** Exponent of the variance against the volume, with its standard error. */
  readonly exponent: number | null;
  readonly exponentError: number | null;
}

/** Exponent of a power law. @param weights - of the logarithms, inverse to their variances; equal unless told. */
const slope = (xs: readonly number[], ys: readonly number[], weights = xs.map(() => 1)) => {
  const roots = weights.map(Math.sqrt);
  const fit = linearRegression(
    xs.map((x, i) => [roots[i], roots[i] * Math.log(x)]),
    ys.map((y, i) => roots[i] * Math.log(y)),
  );
  return fit && { value: fit.coefficients[1], error: fit.standardErrors[1] };
};

/** Welch's test that means of unequal variances are one. @source welch1951 */
function welch(sizes: Course['sizes']): number | null {
  const usable = sizes.filter(({ n, deviation }) => n > 1 && deviation > 0);
  const k = usable.length;
  if (k < 2) return null;
  const weights = usable.map(({ n, deviation }) => n / deviation ** 2);
  const total = weights.reduce((sum, w) => sum + w, 0);
  const mean = usable.reduce((sum, own, i) => sum + (weights[i] * own.mean) / total, 0);
  const between = usable.reduce((sum, own, i) => sum + weights[i] * (own.mean - mean) ** 2, 0) / (k - 1);
  const spread = usable.reduce((sum, { n }, i) => sum + (1 - weights[i] / total) ** 2 / (n - 1), 0);
  const f = between / (1 + (2 * (k - 2) * spread) / (k * k - 1));
  return fisherTail(f, k - 1, (k * k - 1) / (3 * spread));
}

/** Details, and what contains another quantity. */
const leftOut = ['conductivityVoxelError', 'tortuosityFactor', 'specificSurfaceAreaFaces', 'geodesicTortuosityStd'];

function coursesOf(rows: readonly Row[]): Course[] {
  const groups = groupRows(rows, (row) => String(labelOf(row, 'edge')));
  const seen = new Map<string, { phase: string; quantity: string; title: string }>();
  for (const { phase, quantity, axis, title } of rows[0]?.values ?? []) {
    if (phase === undefined || leftOut.includes(quantity)) continue;
    const bare = axis ? title.slice(0, -axis.length - 1) : title;
    seen.set(`${phase}.${quantity}`, { phase, quantity, title: bare });
  }
  return [...seen].map(([name, { phase, quantity, title }]): Course => {
    const sizes = groups.flatMap((group) => {
      const values = group.flatMap((row) => meanOverAxes(row, phase, quantity) ?? []);
      // Where some windows lack the value, the mean of the others is biased.
      if (values.length < group.length || values.length === 0) return [];
      const { mean, error } = meanWithError(values);
      const n = values.length;
      return [{ edge: Number(labelOf(group[0], 'edge')), mean, deviation: (error ?? 0) * Math.sqrt(n), n }];
    });
    const positive = sizes.filter(({ deviation }) => deviation > 0);
    const fit =
      positive.length > 2
        ? slope(
            positive.map(({ edge }) => edge ** 3),
            positive.map(({ deviation }) => deviation ** 2),
            // The logarithm of a variance from n numbers scatters by about 2 / (n - 1).
            positive.map(({ n }) => n - 1),
          )
        : undefined;
    return {
      ...{ phase, name, title, sizes, pValue: welch(sizes) },
      ...{ exponent: fit?.value ?? null, exponentError: fit?.error ?? null },
    };
  });
}

/** Below this probability a difference between sizes is called one. */
const level = 0.01;

const conductivities = (courses: readonly Course[]): Course[] =>
  courses.filter(({ name }) => name.endsWith('.relativeConductivity'));

function variance(phase: string, courses: readonly Course[]): Chart {
  const shown = courses.filter(({ sizes }) => sizes.some(({ deviation, mean }) => deviation > 0 && mean !== 0));
  return {
    name: `variance-against-volume-of-${slug(phase)}`,
    title: `Variance against volume, ${phase}`,
    xLabel: 'volume of the window [voxel³]',
    yLabel: 'relative variance of one window [1]',
    ...{ xScale: 'logarithmic', yScale: 'logarithmic' },
    series: shown.map(({ title, sizes }, k) => ({
      ...{ label: title, look: 'line', colour: k + 1 },
      points: sizes
        .filter(({ deviation, mean }) => deviation > 0 && mean !== 0)
        .map(({ edge, deviation, mean }) => ({ x: edge ** 3, y: (deviation / mean) ** 2 })),
    })),
    caption: 'Independent parts would give a line of slope −1.',
  };
}

const courseChart = ({ title, name, sizes }: Course): Chart => ({
  name: `scale-of-${slug(name)}`,
  title,
  xLabel: 'edge of the window [voxel]',
  yLabel: `${title} [1]`,
  xScale: 'logarithmic',
  series: [
    {
      ...{ label: 'mean ± 2 standard errors', look: 'dots', colour: 1 },
      points: sizes.map(({ edge, mean, deviation, n }) => {
        const half = (2 * deviation) / Math.sqrt(n);
        return { x: edge, y: mean, low: mean - half, high: mean + half };
      }),
    },
  ],
});

/**
 * What size does to results and costs.
 * @param bytes - planned memory - [row]. @param seconds - wall time of one thread - [row].
 */
export function scaleFindings(rows: readonly Row[], bytes: readonly number[], seconds: readonly number[]): Findings {
  const courses = coursesOf(rows);
  const costs = groupRows(rows, (row) => String(labelOf(row, 'edge'))).map((group) => {
    const places = group.map((row) => rows.indexOf(row));
    const sorted = places.map((i) => seconds[i] ?? 0).sort((a, b) => a - b);
    return { edge: Number(labelOf(group[0], 'edge')), time: sorted[sorted.length >> 1], memory: bytes[places[0]] };
  });
  const volumes = costs.map(({ edge }) => edge ** 3);
  const timed = costs.length > 1 && costs.every(({ time }) => time > 0);
  const [time, memory] = [
    timed
      ? slope(
          volumes,
          costs.map((own) => own.time),
        )
      : undefined,
    costs.length > 1
      ? slope(
          volumes,
          costs.map((own) => own.memory),
        )
      : undefined,
  ];
  const phases = [...new Set(courses.map(({ phase }) => phase))];
  const differing = courses.filter(({ pValue }) => pValue !== null && pValue < level);
  const exponents = courses.flatMap(({ exponent }) => exponent ?? []).sort((a, b) => a - b);
  const tested = courses.filter(({ pValue }) => pValue !== null).length;
  const conclusion = [
    differing.length === 0
      ? `None of ${tested} quantities depends on the size of the window at the level of ${100 * level} %.`
      : `${differing.length} of ${tested} quantities depend on the size of the window: ${differing.map(({ title }) => title).join(', ')}.`,
    ...(exponents.length > 0
      ? [
          `Variances fall as volume to the power of ${exponents[exponents.length >> 1].toFixed(2)}, the median over quantities; independent parts give −1.`,
        ]
      : []),
    ...(time ? [`Time grows as volume to the power of ${time.value.toFixed(2)}.`] : []),
    ...(memory ? [`Planned memory grows as volume to the power of ${memory.value.toFixed(2)}.`] : []),
  ];
  const edges = costs.map(({ edge }) => edge);
  const sizes: Table = {
    name: 'sizes',
    title: 'Quantities by the size of the window',
    columns: [
      { name: 'quantity' },
      ...edges.map((edge) => ({ name: `${edge}³` })),
      { name: 'p', definition: "probability that means of one expectation differ so, Welch's test" },
      { name: 'exponent', definition: 'of the variance of one window against its volume' },
    ],
    rows: courses.map(({ title, sizes: own, pValue, exponent, exponentError }): Cell[] => [
      title,
      ...edges.map((edge): Cell => {
        const found = own.find((size) => size.edge === edge);
        if (!found) return missingCell('not measured in all windows');
        return { value: found.mean, ...(found.n > 1 && { error: found.deviation / Math.sqrt(found.n) }) };
      }),
      pValue === null ? missingCell('no scatter') : { value: pValue, digits: 2 },
      exponent === null
        ? missingCell('fewer than three sizes')
        : { value: exponent, error: exponentError, decimals: 2 },
    ]),
    notes: [
      'Mean over realisations ± standard error, in the units of table.csv. Cut edges make tortuosities and conductivities of small windows differ from those of large ones.',
    ],
  };
  const cost: Table = {
    name: 'costs',
    title: 'Time and memory',
    columns: [
      { name: 'edge', unit: 'voxel' },
      { name: 'time', unit: 's', definition: 'median wall time of drawing and measuring one window on one thread' },
      { name: 'memory', unit: 'MiB', definition: 'planned peak' },
    ],
    rows: costs.map(({ edge, time: own, memory: bytesOf }): Cell[] => [
      countCell(edge),
      { value: own },
      { value: bytesOf / 2 ** 20 },
    ]),
    notes: ['Times depend on the machine and what else it does.'],
  };
  return {
    conclusion,
    tables: [sizes, cost],
    figures: [
      ...phases.map((phase) =>
        variance(
          phase,
          courses.filter((own) => own.phase === phase),
        ),
      ),
      ...conductivities(courses).map(courseChart),
    ],
  };
}
