import {
  allAxes,
  type Compared,
  type Comparison,
  isCompared,
  isOverall,
  isSame,
  type Unseen,
} from '../../compare/index.ts';
import { type Description, describedQuantities } from '../../descriptor/index.ts';
import type { StripNumber, StripPhase } from '../report-data.ts';
import type { Cell, Table } from '../tables/table.ts';
import { missingCell, percentCell } from '../tables/table.ts';

/**
 * Quantities of the strip, in its order, by names short enough for it; of a place with several quantities the first
 * that was measured.
 */
const places: readonly Readonly<Record<string, string>>[] = [
  { volumeFraction: 'volume fraction' },
  { specificSurfaceArea: 'surface area' },
  { chordLength: 'mean chord' },
  { percolatingFraction: 'percolating' },
  { relativeConductivity: 'relative conductivity', geodesicTortuosity: 'geodesic tortuosity' },
  { medianRadius: 'size (r50)' },
];

/** The place of conductivities among them. */
const conductivityPlace = 4;

/** The share that percolates, and how it is called beside numbers of a volume where it is that of sections. */
const percolating = places[3].percolatingFraction;
const inSections = `${percolating} in sections`;

/** The error of a compared quantity in standard errors. */
export function standardErrorsOff({ error, standardError }: Compared): number {
  return error / standardError;
}

/** The numbers of each phase that a reader looks for first, of model and data. */
export function comparedStrip({ phases }: Comparison): StripPhase[] {
  return phases.map(({ name, quantities }) => ({
    phase: name,
    numbers: places.flatMap((titles): StripNumber[] => {
      const candidates = quantities.filter((own) => isOverall(own) && own.name in titles);
      const own = candidates.find(isCompared) ?? candidates[0];
      if (!own) return [];
      const { unit } = own;
      const title = titles[own.name];
      const { verdict } = own;
      if (!isCompared(own)) return [{ title, unit, verdict, missing: own.reason }];
      const { model, reference: data, error } = own;
      const off = standardErrorsOff(own);
      return [
        {
          ...{ title, unit, model, data, verdict },
          ...(isSame(own) && { same: true }),
          ...(Number.isFinite(error) && Number.isFinite(off) && { error, off }),
        },
      ];
    }),
  }));
}

/**
 * The numbers of images with the relative conductivity of the twin, in the place of geodesic tortuosities: images have
 * no conductivity, and it is what twins are drawn for.
 * @param conductivities - by phase; null where it is not known. @param unseen - what the images leave open: its
 * intervals stand beside the values where they are of all axes, as the values are.
 */
export function stripWithTwin(
  strip: readonly StripPhase[],
  conductivities: Readonly<Record<string, number | null>>,
  unseen?: Pick<Unseen, 'quantities'>,
): StripPhase[] {
  const { relativeConductivity: title, geodesicTortuosity: other } = places[conductivityPlace];
  return strip.map(({ phase, numbers }) => {
    const value = conductivities[phase];
    const open = unseen?.quantities.find(
      (one) => one.phase === phase && one.name === 'relativeConductivity' && one.along === allAxes,
    );
    const own = {
      title,
      unit: '',
      ...(value === null ? { missing: 'not converged' } : { model: value }),
      ofTwin: true,
      ...(open && { interval: open.interval }),
    };
    const at = numbers.findIndex((number) => number.title === other);
    const all = at < 0 ? [...numbers, own] : numbers.with(at, own);
    // Beside a number of a volume, one of sections must not be taken for one.
    return { phase, numbers: all.map((one) => (one.title === percolating ? { ...one, title: inSections } : one)) };
  });
}

/** The numbers of each phase that a reader looks for first, of a description; means over the axes. */
export function describedStrip(description: Description): StripPhase[] {
  const all = describedQuantities(description);
  return description.phases.map(({ name: phase }) => ({
    phase,
    numbers: places.flatMap((titles): StripNumber[] => {
      const own = Object.keys(titles)
        .map((name) => all.filter((one) => one.phase === phase && one.name === name))
        .find((l) => l.length);
      if (!own) return [];
      const { name, unit, reason } = own.find(({ value }) => value === null) ?? own[0];
      const title = titles[name];
      const values = own.map(({ value }) => value);
      if (values.some((value) => value === null)) return [{ title, unit, missing: reason ?? 'not measured' }];
      const data = values.reduce<number>((sum, value) => sum + value!, 0) / values.length;
      // Errors along the axes are not independent: their mean is an upper bound of the mean's own.
      const errors = own.flatMap(({ standardError }) => standardError ?? []);
      const dataError =
        errors.length === own.length ? errors.reduce((sum, e) => sum + e, 0) / errors.length : undefined;
      return [{ title, unit, data, ...(dataError !== undefined && { dataError }) }];
    }),
  }));
}

const numberCell = (value: number | undefined, missing: string | undefined): Cell =>
  value === undefined ? missingCell(missing ?? 'no model') : { value };

/** The numbers of the strip as a table to take away. */
export function stripTable(strip: readonly StripPhase[]): Table {
  const hasModel = strip.some(({ numbers }) => numbers.some(({ model }) => model !== undefined));
  const hasInterval = strip.some(({ numbers }) => numbers.some(({ interval }) => interval));
  return {
    name: 'main-numbers',
    title: 'Main numbers',
    columns: [
      ...['phase', 'quantity', 'unit', ...(hasModel ? ['model'] : []), 'data'].map((name) => ({ name })),
      ...(hasModel ? [{ name: 'error', unit: '%' }, { name: 'error / standard error' }, { name: 'verdict' }] : []),
      ...(hasInterval ? [{ name: 'least of models' }, { name: 'largest of models' }] : []),
    ],
    rows: strip.flatMap(({ phase, numbers }) =>
      numbers.map(({ title, unit, model, data, dataError, error, off, verdict, missing, interval }): Cell[] => [
        ...[phase, title, unit || '1', ...(hasModel ? [numberCell(model, missing)] : [])],
        data === undefined ? missingCell(missing ?? 'not measured') : { value: data, error: dataError ?? null },
        ...(hasModel
          ? [
              error === undefined ? missingCell(missing ?? 'not compared') : percentCell(error),
              numberCell(off, missing),
              verdict ?? 'not compared',
            ]
          : []),
        ...(hasInterval ? [0, 1].map((end) => numberCell(interval?.[end], 'not known')) : []),
      ]),
    ),
    notes: [],
  };
}
