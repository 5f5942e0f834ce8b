import { type GaussianProcess, gaussianProcess } from '../numerics/index.ts';
import type { ExcursionModel } from '../phase/index.ts';
import { type Cell, type Chart, countCell, missingCell, percentCell, slug, type Table } from '../report/index.ts';
import {
  crossValidate,
  type HeldOut,
  logLinear,
  type Predictor,
  powerLaw,
  publishedLaw,
  type RegressionPoint,
} from './regression.ts';
import type { Findings, Row } from './study-kind.ts';
import { groupRows, labelOf, meanOverAxes, meanWithError, pooledErrors } from './tidy-table.ts';
import type { Variation } from './variation.ts';

/** What is predicted. */
const response = 'relativeConductivity';
/** Names of the three descriptors of the field's laws, as their symbols. */
const symbols = { eps: 'volumeFraction', tau: 'geodesicTortuosity', beta: 'constrictivity' } as const;
/** Fewest points with a conductivity for a regression. */
const fewestPoints = 8;

/** A point of a sweep: its parameters, and means over its realisations. */
interface SweepPoint extends RegressionPoint {
  readonly values: readonly number[];
  /** Conductivity of every realisation - [realisation]. */
  readonly responses: readonly number[];
}

/** Quantities of a phase that all rows have, by name, and their words. */
function quantitiesOf(rows: readonly Row[], phase: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const one of rows[0]?.values ?? []) {
    if (one.phase !== phase || found.has(one.quantity)) continue;
    const bare = one.title.slice(phase.length + 1);
    found.set(one.quantity, one.axis ? bare.slice(0, -one.axis.length - 1) : bare);
  }
  return found;
}

/** Points of a phase, with every quantity that could be measured; conductivities of 0 included. */
function pointsOf(rows: readonly Row[], phase: string, variations: readonly Variation[], names: readonly string[]) {
  return groupRows(rows, (row) => String(labelOf(row, 'point'))).flatMap((group): SweepPoint[] => {
    const responses = group.flatMap((row) => meanOverAxes(row, phase, response) ?? []);
    if (responses.length === 0) return [];
    const values = variations.map(({ name, phase: own }) =>
      Number(labelOf(group[0], own === undefined ? name : `${name} volume fraction, model`)),
    );
    const known = Object.fromEntries(
      names.flatMap((name) => {
        const own = group.flatMap((row) => meanOverAxes(row, phase, name) ?? []);
        return own.length === group.length ? [[name, meanWithError(own).mean]] : [];
      }),
    );
    const place = values.map((value, k) => (value - variations[k].low) / (variations[k].high - variations[k].low));
    return [{ place, values, known, value: meanWithError(responses).mean, responses }];
  });
}

/**
 * Points that conduct in all realisations, descriptors by symbol too, with the errors of their logarithms: relative
 * scatter is taken to be the same at all points.
 */
function openPoints(all: readonly SweepPoint[]): SweepPoint[] {
  const open = all.filter(({ responses }) => responses.every((value) => value > 0));
  const errors = pooledErrors(open.map(({ responses }) => responses.map(Math.log)));
  return open.map((point, i) => ({
    ...point,
    known: {
      ...point.known,
      ...Object.fromEntries(Object.entries(symbols).map(([s, name]) => [s, point.known[name]])),
    },
    error: errors?.[i],
  }));
}

/** A Gaussian process of the logarithm over the parameters; scatter between realisations is known to it as error. */
const surrogateOf = (points: readonly RegressionPoint[]): GaussianProcess =>
  gaussianProcess(
    points.map(({ place }) => place),
    points.map(({ value }) => Math.log(value)),
    points.map(({ error = 0 }) => error),
    points.length > 3 * points[0].place.length ? 'linear' : 'constant',
  );

const surrogate: Predictor = {
  name: 'Gaussian process of the parameters',
  fit: (points) => {
    if (points.length < 3) return undefined;
    const process = surrogateOf(points);
    return ({ place }) => {
      const { mean, deviation } = process.predict(place);
      return { value: Math.exp(mean), deviation: Math.hypot(deviation, process.noise) };
    };
  },
};

/**
 * Laws of powers of descriptors: of each alone, of the three of the field, and without each of them.
 * @source gaiselmann2014; stenzel2016
 */
function lawsOf(names: readonly string[], titles: ReadonlyMap<string, string>): Predictor[] {
  const powers: Readonly<Record<string, string>> = { eps: 'eps^a', tau: 'tau^b', beta: 'beta^c' };
  const known = Object.entries(symbols).flatMap(([symbol, name]) => (names.includes(name) ? [symbol] : []));
  const all = known.length === Object.keys(symbols).length;
  const others = names.filter((name) => !(Object.values(symbols) as string[]).includes(name));
  return [
    ...(all
      ? [
          // Its tortuosity is that of a skeleton's paths, which are longer than geodesics.
          publishedLaw('Gaiselmann 2014, not fitted', 2.03, { eps: 1.57, beta: 0.72, tau: -2 }),
          publishedLaw('Stenzel 2016, not fitted', 1, { eps: 1.15, beta: 0.37, tau: -4.39 }),
          powerLaw('eps^a tau^b beta^c', known, false),
          powerLaw('constant eps^a tau^b beta^c', known, true),
          ...known.map((left) => {
            const kept = known.filter((own) => own !== left);
            return powerLaw(`constant ${kept.map((own) => powers[own]).join(' ')}`, kept, true);
          }),
        ]
      : []),
    ...[...known, ...others].map((name) => powerLaw(`${titles.get(name) ?? name} alone`, [name], true)),
  ];
}

interface Judged {
  readonly predictor: Predictor;
  readonly heldOut: HeldOut;
}

const rowOf = (points: readonly SweepPoint[], { predictor, heldOut }: Judged): Cell[] => [
  predictor.name,
  { value: heldOut.explained, decimals: 3 },
  percentCell(heldOut.median),
  percentCell(heldOut.rootMeanSquare),
  predictor.describe?.(points) ?? '',
];

/** Which other quantities are positive in all points and vary at all: logarithms of them can predict. */
const usable = (points: readonly SweepPoint[], names: readonly string[]): string[] =>
  names.filter((name) => {
    const values = points.map(({ known }) => known[name]);
    return name !== response && values.every((v) => v > 0) && Math.max(...values) > 1.02 * Math.min(...values);
  });

/** Quantities that contain the conductivity, and so cannot explain it. */
const derived = ['tortuosityFactor', 'conductivityVoxelError'];

function phaseFindings(phase: string, variations: readonly Variation[], rows: readonly Row[]) {
  const titles = quantitiesOf(rows, phase);
  const all = pointsOf(rows, phase, variations, [...titles.keys()]);
  const open = openPoints(all);
  const typical = open[0]?.error;
  const process = open.length < fewestPoints ? undefined : surrogateOf(open);
  const figures: Chart[] = variations.map(({ name, unit, phase: own }, k) => ({
    name: `conductivity-of-${slug(phase)}-by-${slug(name)}`,
    title: `Conductivity of ${phase}`,
    xLabel: `${own === undefined ? name : `volume fraction of ${name}`} [${unit || '1'}]`,
    yLabel: 'relative conductivity [1]',
    series: [
      {
        label: typical === undefined ? 'one realisation a point' : 'mean of a point ± 2 standard errors',
        ...{ look: 'dots', colour: 1 },
        points: all.map(({ values, value }) => ({
          ...{ x: values[k], y: value },
          ...(typical !== undefined && { low: value * Math.exp(-2 * typical), high: value * Math.exp(2 * typical) }),
        })),
      },
      ...(process ? bandOf(process, variations, k) : []),
    ],
    caption: 'The band is what a Gaussian process predicts with the other parameters in the middle, ± 2 deviations.',
  }));
  if (process === undefined) {
    if (all.length === 0) {
      return { sentence: `${phase}: its conductivity was not measured.`, tables: [] as Table[], figures: [] };
    }
    const sentence = `${phase}: ${open.length} of ${all.length} points conduct in all realisations, too few to fit.`;
    return { sentence, tables: [] as Table[], figures };
  }
  const names = usable(open, [...titles.keys()]).filter((name) => !derived.includes(name));
  const judge = (predictor: Predictor): Judged => ({ predictor, heldOut: crossValidate(open, predictor) });
  const ofParameters = [
    surrogate,
    logLinear(
      'log-linear in the parameters',
      variations.map(({ name }) => name),
    ),
  ];
  const judged = [...ofParameters, ...lawsOf(names, titles)].map(judge);
  const laws = judged.slice(ofParameters.length).filter(({ predictor }) => !predictor.name.endsWith('alone'));
  const alone = judged.filter(({ predictor }) => predictor.name.endsWith('alone'));
  const best = (list: readonly Judged[]): Judged | undefined =>
    [...list].sort((a, b) => b.heldOut.explained - a.heldOut.explained)[0];
  const [parameters, law, single] = [judged[0], best(laws), best(alone)];
  const percent = (share: number): string => `${(100 * share).toPrecision(2)} %`;
  const parts = [
    `${phase}: a Gaussian process of the parameters predicts held-out points to ${percent(parameters.heldOut.median)} in the median`,
    ...(law ? [`${law.predictor.name} to ${percent(law.heldOut.median)}`] : []),
    ...(single ? [`${single.predictor.name} to ${percent(single.heldOut.median)}`] : []),
  ];
  const shown = [
    { ...parameters, label: 'Gaussian process', colour: 1 },
    ...(law ? [{ ...law, label: law.predictor.name, colour: 2 }] : []),
  ];
  figures.push({
    name: `predicted-conductivity-of-${slug(phase)}`,
    title: `Held-out prediction for ${phase}`,
    xLabel: 'relative conductivity, computed [1]',
    yLabel: 'relative conductivity, predicted [1]',
    ...{ xScale: 'logarithmic', yScale: 'logarithmic', diagonal: true },
    series: shown.map(({ heldOut, label, colour }, i) => ({
      ...{ label, colour, look: i === 0 ? ('dots' as const) : ('hollow' as const) },
      points: open.flatMap(({ value }, k) => {
        const y = heldOut.predicted[k];
        return y === undefined || !(y > 0) ? [] : [{ x: value, y }];
      }),
    })),
    caption: `Every point is predicted by fits that have not seen it. ${open.length} points.`,
  });
  const table: Table = {
    name: `predictors-of-${slug(phase)}`,
    title: `What predicts the relative conductivity of ${phase}`,
    columns: [
      { name: 'predictor' },
      { name: 'explained', definition: '1 - squared errors / squares about the mean, of logarithms, held-out points' },
      { name: 'median error', unit: '%', definition: 'median of |predicted / computed - 1| of held-out points' },
      { name: 'root mean square error', unit: '%' },
      { name: 'fit to all points' },
    ],
    rows: judged.map((one) => rowOf(open, one)),
    notes: [
      `Ten-fold cross-validation over ${open.length} points that conduct in all realisations; ${all.length - open.length} others are left out.`,
      ...(typical === undefined
        ? ['Realisations: one a point, so that the scatter of points is not known.']
        : [
            `Standard error of a point's mean: ${percent(typical)}, from the scatter within all points together.`,
            `Scatter of points leaves ${percent(scatterShare(open))} of the variance that nothing can predict.`,
          ]),
      ...(parameters.heldOut.covered === undefined
        ? []
        : [`Held-out points in the 95 % intervals of the Gaussian process: ${percent(parameters.heldOut.covered)}.`]),
    ],
    terms: [
      ...Object.entries(symbols).map(([symbol, name]) => [symbol, titles.get(name) ?? name] as const),
      ...names.map((name) => [name, titles.get(name) ?? name] as const),
    ],
  };
  const scatter =
    typical === undefined
      ? ''
      : ` The mean of a point has a standard error of ${percent(typical)}: chance makes ${percent(scatterShare(open))} of the variance.`;
  return { sentence: `${parts.join(', ')}.${scatter}`, tables: [table], figures };
}

/** Share of the variance of logarithms that is scatter of the points' means. */
function scatterShare(points: readonly SweepPoint[]): number {
  const logs = points.map(({ value }) => Math.log(value));
  const mean = logs.reduce((sum, v) => sum + v, 0) / logs.length;
  const about = logs.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return points.reduce((sum, { error = 0 }) => sum + error ** 2, 0) / about;
}

/** The prediction along one parameter, with the others in the middle, as a line and a band. */
function bandOf(process: GaussianProcess, variations: readonly Variation[], k: number): Chart['series'] {
  const { low, high } = variations[k];
  const line = Array.from({ length: 41 }, (_, i) => {
    const { mean, deviation } = process.predict(variations.map((__, d) => (d === k ? i / 40 : 0.5)));
    const at = (t: number): number => Math.exp(mean + t * deviation);
    return { x: low + (i / 40) * (high - low), y: at(0), low: at(-2), high: at(2) };
  });
  return [
    { label: 'Gaussian process', look: 'line', colour: 2, points: line },
    { label: '± 2 deviations', look: 'band', colour: 2, points: line },
  ];
}

/** One row a point: parameters, and means of the conductivities. */
function pointTable(model: ExcursionModel, variations: readonly Variation[], rows: readonly Row[]): Table {
  const groups = groupRows(rows, (row) => String(labelOf(row, 'point')));
  return {
    name: 'points',
    title: 'Points of the sweep',
    columns: [
      { name: 'point' },
      ...variations.map(({ name, unit, phase }) => ({
        name: phase === undefined ? name : `${name} volume fraction, model`,
        ...(unit && { unit }),
      })),
      { name: 'realisations' },
      ...model.phases.map(({ name }) => ({ name: `relative conductivity of ${name}` })),
    ],
    rows: groups.map((group): Cell[] => [
      countCell(Number(labelOf(group[0], 'point'))),
      ...variations.map(
        ({ name, phase }): Cell => ({
          value: Number(labelOf(group[0], phase === undefined ? name : `${name} volume fraction, model`)),
        }),
      ),
      countCell(group.length),
      ...model.phases.map(({ name }): Cell => {
        const own = group.flatMap((row) => meanOverAxes(row, name, response) ?? []);
        if (own.length === 0) return missingCell('conductivities were not measured');
        const { mean, error } = meanWithError(own);
        return { value: mean, error };
      }),
    ]),
    notes: ['Relative conductivity: mean over the axes and realisations ± standard error.'],
    folded: true,
  };
}

/** What a sweep found: predictions of the conductivity of every phase, and what they follow. */
export function sweepFindings(
  { points }: { readonly points: number },
  model: ExcursionModel,
  variations: readonly Variation[],
  rows: readonly Row[],
): Findings {
  const own = model.phases.map(({ name }) => phaseFindings(name, variations, rows));
  return {
    conclusion: [`A sweep of ${points} points, ${rows.length} realisations.`, ...own.map(({ sentence }) => sentence)],
    tables: [...own.flatMap(({ tables }) => tables), pointTable(model, variations, rows)],
    figures: own.flatMap(({ figures }) => figures),
  };
}
