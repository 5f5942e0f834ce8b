import { familyOf } from '../correlation/index.ts';
import { studentQuantile } from '../numerics/index.ts';
import { type ExcursionModel, parametersOf, toValues } from '../phase/index.ts';
import { type Cell, type Chart, missingCell, percentCell, type Table } from '../report/index.ts';
import { type ModelNumbers, numbersOf } from './draw-work.ts';
import { exactFractions, withFractions } from './exact-laws.ts';
import { orderNumbered, rawOf } from './fit-work.ts';
import type { Findings, Row } from './study-kind.ts';
import { labelOf, meanOverAxes, meanWithError } from './tidy-table.ts';

/** Details, and what contains another quantity. */
const leftOut = ['conductivityVoxelError', 'tortuosityFactor', 'specificSurfaceAreaFaces', 'geodesicTortuosityStd'];

const rowNamed = (rows: readonly Row[], name: string): Row => rows.find(({ task }) => task.name === name)!;

const plain = ({ values }: Row, quantity: string): number =>
  values.find((one) => one.quantity === quantity && one.phase === undefined)?.value ?? Number.NaN;

/** The model that a row of a fit tells. */
function modelOf(model: ExcursionModel, row: Row): ExcursionModel {
  const raw = Float64Array.from(rawOf(row.values)!);
  return {
    ...{ ...model, taper: plain(row, 'taper'), zScale: 1 },
    values: toValues(parametersOf(model.record, model.family), raw),
    order: orderNumbered(plain(row, 'order'), model.phases.length),
  };
}

/** Numbers of a model whose order a fit found. */
const orderedNumbers = (model: ExcursionModel): ModelNumbers => ({ ...numbersOf(model), order: model.order });

/** Numbers of the model that was fitted at a size. */
export const fittedNumbers = (model: ExcursionModel, rows: readonly Row[], size: number): ModelNumbers =>
  orderedNumbers(modelOf(model, rowNamed(rows, `size-${size}`)));

/**
 * The model between the first and the last size, at the middle one: unbounded parameters and the logarithm of the taper
 * are linear in the logarithm of the size; thresholds then give volume fractions between those of the two, exactly.
 */
export function betweenSizes(
  sizes: readonly number[],
  model: ExcursionModel,
  rows: readonly Row[],
): { readonly raw: readonly number[]; readonly numbers: ModelNumbers } {
  const [low, high] = [sizes[0], sizes[2]].map((size) => rowNamed(rows, `size-${size}`));
  const t = Math.log(sizes[1] / sizes[0]) / Math.log(sizes[2] / sizes[0]);
  const [from, to] = [low, high].map(({ values }) => rawOf(values)!);
  const raw = from.map((value, i) => (1 - t) * value + t * to[i]);
  const [first, last] = [low, high].map((row) => modelOf(model, row));
  const list = parametersOf(model.record, model.family);
  const mixed: ExcursionModel = {
    ...{ ...first, values: toValues(list, Float64Array.from(raw)) },
    taper: first.taper ** (1 - t) * last.taper ** t,
  };
  const [a, b] = [first, last].map((own) => exactFractions(own)!);
  const wanted = new Map(a.map((value, phase) => [phase, (1 - t) * value + t * b[phase]]));
  const solved = withFractions(mixed, wanted, first);
  // Thresholds are unbounded by themselves; others keep their numbers.
  const own = raw.map((value, i) => (solved.values[i] === mixed.values[i] ? value : solved.values[i]));
  return { raw: own, numbers: orderedNumbers(solved) };
}

/** A parameter at the sizes. */
interface Course {
  readonly name: string;
  readonly meaning: string;
  readonly values: readonly number[];
  /** Change of the unbounded parameter from the first to the last size, and its standard error from quarters. */
  readonly change: number;
  readonly error: number;
  readonly moves: boolean;
  /** Exponent of a length or a wavenumber in the size; undefined for other parameters. */
  readonly exponent: number | undefined;
}

function coursesOf(sizes: readonly number[], model: ExcursionModel, rows: readonly Row[]): Course[] {
  const fits = sizes.map((size) => rowNamed(rows, `size-${size}`));
  const parts = sizes.map((size) => rows.filter(({ task }) => task.name.startsWith(`size-${size}-without-`)));
  return parametersOf(model.record, model.family).map(({ group, name, meaning, dimension }) => {
    const full = group === 'scalars' ? name : `${group}.${name}`;
    const values = fits.map((row) => plain(row, full));
    const raws = fits.map((row) => plain(row, `raw ${full}`));
    // Jackknife: fits without a quarter share three quarters of the image.
    const variances = parts.map((own) => {
      const list = own.map((row) => plain(row, `raw ${full}`));
      const { mean } = meanWithError(list);
      return ((list.length - 1) / list.length) * list.reduce((sum, v) => sum + (v - mean) ** 2, 0);
    });
    const change = raws[2] - raws[0];
    const error = Math.sqrt(variances[0] + variances[2]);
    const freedom = parts[0].length + parts[2].length - 2;
    return {
      ...{ name: full, meaning, values, change, error },
      moves: Math.abs(change) > studentQuantile(0.975, freedom) * error,
      exponent: dimension === 'number' ? undefined : Math.log(values[2] / values[0]) / Math.log(sizes[2] / sizes[0]),
    };
  });
}

/** Radius at which a field's correlation has fallen to a half, in the unit of the model. */
function halfLengths(model: ExcursionModel, row: Row): number[] {
  const own = modelOf(model, row);
  const list = parametersOf(own.record, own.family);
  const lags = Float64Array.from({ length: 4 * Math.ceil(own.taper) }, (_, k) => k / 4);
  return own.record.fields.map((field) => {
    const values = own.values.filter((_, i) => list[i].group === field);
    const { rho } = familyOf(own.family).prepare({ lags, taper: own.taper })(values);
    const k = rho.findIndex((value) => value < 0.5);
    return k < 1 ? Number.NaN : own.spacing[2] * (lags[k - 1] + (0.25 * (rho[k - 1] - 0.5)) / (rho[k - 1] - rho[k]));
  });
}

/** Values of a property of rows of one kind at one size. */
const valuesOf = (rows: readonly Row[], what: string, size: number, phase: string, quantity: string): number[] =>
  rows
    .filter((row) => labelOf(row, 'what') === what && labelOf(row, 'size') === size)
    .flatMap((row) => meanOverAxes(row, phase, quantity) ?? []);

/** Properties that the rows have, by phase. */
function propertiesOf(rows: readonly Row[]) {
  const drawn = rows.find(({ task }) => task.work === 'draw');
  const seen = new Map<string, { phase: string; quantity: string; title: string }>();
  for (const { phase, quantity, axis, title } of drawn?.values ?? []) {
    if (phase === undefined || leftOut.includes(quantity)) continue;
    seen.set(`${phase}.${quantity}`, { phase, quantity, title: axis ? title.slice(0, -axis.length - 1) : title });
  }
  return [...seen.values()];
}

const percent = (value: number): string => `${(100 * value).toPrecision(2)} %`.replace('-', '−');

/** What moves, what stays, and the model between. */
export function sizesFindings(sizes: readonly number[], model: ExcursionModel, rows: readonly Row[]): Findings {
  const courses = coursesOf(sizes, model, rows);
  const moving = courses.filter(({ moves }) => moves);
  const fields = model.record.fields;
  const lengths = sizes.map((size) => halfLengths(model, rowNamed(rows, `size-${size}`)));
  const exponents = fields.map((_, f) => Math.log(lengths[2][f] / lengths[0][f]) / Math.log(sizes[2] / sizes[0]));
  const properties = propertiesOf(rows);
  const parameters: Table = {
    name: 'parameters',
    title: 'Parameters by the size of particles',
    columns: [
      { name: 'parameter' },
      ...sizes.map((size) => ({ name: `size ${size}` })),
      { name: 'change', definition: 'of the unbounded parameter from the first to the last size, ± standard error' },
      { name: 'moves', definition: 'whether the change is beyond its 95 % interval' },
      { name: 'exponent', definition: 'of a length or wavenumber in the size; 1 and -1 for one that scales with it' },
      { name: 'meaning' },
    ],
    rows: courses.map(({ name, meaning, values, change, error, moves, exponent }): Cell[] => [
      name,
      ...values.map((value): Cell => ({ value })),
      { value: change, error, decimals: 2 },
      moves ? 'yes' : 'no',
      exponent === undefined ? missingCell('no length') : { value: exponent, decimals: 2 },
      meaning,
    ]),
    notes: [
      'All fits begin at the optimum of the first size. Standard errors: fits without a quarter, by the jackknife.',
    ],
  };
  const scales: Table = {
    name: 'lengths',
    title: 'Lengths of the fields',
    columns: [
      { name: 'field' },
      ...sizes.map((size) => ({ name: `size ${size}`, unit: model.unit })),
      { name: 'exponent', definition: 'of the length in the size of particles' },
    ],
    rows: fields.map((field, f): Cell[] => [
      field,
      ...lengths.map((own): Cell => ({ value: own[f], digits: 3 })),
      { value: exponents[f], decimals: 2 },
    ]),
    notes: ['Distance at which the correlation of a field has fallen to a half.'],
  };
  const misfits = ['fit', 'judged: interpolated', 'judged: smallest', 'judged: largest'].map((what) => ({
    what,
    row: rows.find(
      (row) =>
        labelOf(row, 'what') === what &&
        labelOf(row, 'size') === sizes[1] &&
        labelOf(row, 'realisation or quarter') === 'all',
    ),
  }));
  const words = ['fitted to it', 'between the others', `of size ${sizes[0]}`, `of size ${sizes[2]}`];
  const judged: Table = {
    name: 'misfits',
    title: `Misfits with the image of size ${sizes[1]}`,
    columns: [{ name: 'model' }, ...model.phases.map(({ name }) => ({ name, unit: '%' }))],
    rows: misfits.map(({ row }, k): Cell[] => [
      words[k],
      ...model.phases.map(({ name }): Cell => {
        const value = row?.values.find(({ phase, quantity }) => phase === name && quantity === 'misfit')?.value;
        return value === undefined || value === null ? missingCell('not judged') : percentCell(value);
      }),
    ]),
    notes: ['Root mean square difference of the two-point function over lags, relative to phi (1 − phi).'],
  };
  const compared = properties.map(({ phase, quantity, title }) => {
    const at = (what: string) => meanWithError(valuesOf(rows, what, sizes[1], phase, quantity));
    return { title, image: at('image').mean, twin: at('twin'), between: at('interpolated') };
  });
  const drawn: Table = {
    name: 'properties',
    title: `Properties at size ${sizes[1]}`,
    columns: [
      { name: 'quantity' },
      { name: 'volume' },
      { name: 'model fitted to it' },
      { name: 'model between the others' },
      { name: 'between against volume', unit: '%' },
      { name: 'between against fitted', unit: '%' },
    ],
    rows: compared.map(({ title, image, twin, between }): Cell[] => [
      title,
      Number.isFinite(image) ? { value: image } : missingCell('the image is no volume'),
      { value: twin.mean, error: twin.error },
      { value: between.mean, error: between.error },
      Number.isFinite(image) && image !== 0
        ? percentCell(between.mean / image - 1, { signed: true })
        : missingCell('the image is no volume'),
      twin.mean === 0
        ? missingCell('nothing to compare with')
        : percentCell(between.mean / twin.mean - 1, { signed: true }),
    ]),
    notes: ['Means over realisations ± standard error. Twins share their noise.'],
  };
  const conducting = properties.filter(({ quantity }) => quantity === 'relativeConductivity');
  const shown = conducting.length > 0 ? conducting : properties.slice(0, 3);
  const charts = shown.map(({ phase, quantity, title }): Chart => {
    const points = (what: string) =>
      sizes.flatMap((size) => {
        const own = valuesOf(rows, what, size, phase, quantity);
        if (own.length === 0) return [];
        const { mean, error } = meanWithError(own);
        return [{ x: size, y: mean, ...(error !== null && { low: mean - 2 * error, high: mean + 2 * error }) }];
      });
    const series = [
      { label: 'volume', look: 'dots' as const, colour: 1, points: points('image') },
      { label: 'twin', look: 'dots' as const, colour: 2, points: points('twin').map((p) => ({ ...p, x: 1.01 * p.x })) },
      {
        ...{ label: 'model between', look: 'dots' as const, colour: 3 },
        points: points('interpolated').map((p) => ({ ...p, x: 1.02 * p.x })),
      },
    ];
    return {
      name: `${quantity}-of-${phase}`,
      title: `${title} against the size of particles`,
      xLabel: 'size of particles [as given]',
      yLabel: `${title} [1]`,
      series: series.filter((own) => own.points.length > 0),
      caption: 'Means over realisations ± 2 standard errors; the volume is one.',
    };
  });
  const fitted = misfits[0].row;
  const largestOf = (row: Row | undefined): number =>
    Math.max(
      ...(row?.values ?? []).flatMap(({ quantity, value }) => (quantity === 'misfit' && value !== null ? [value] : [])),
    );
  return {
    conclusion: [
      `${moving.length} of ${courses.length} parameters move beyond their 95 % intervals: ${moving.map(({ name }) => name).join(', ') || 'none'}.`,
      `Lengths of the fields grow as the size of particles to the power of ${fields.map((field, f) => `${exponents[f].toFixed(2)} (${field})`).join(', ')}.`.replaceAll(
        '-',
        '−',
      ),
      ...(fitted
        ? [
            `The model between the sizes misses two-point functions of the middle image by at most ${percent(largestOf(misfits[1].row))} of phi (1 − phi), the one fitted to it by ${percent(largestOf(fitted))}, those of the other sizes by ${percent(largestOf(misfits[2].row))} and ${percent(largestOf(misfits[3].row))}.`,
          ]
        : []),
    ],
    tables: [scales, parameters, judged, drawn],
    figures: charts,
  };
}
