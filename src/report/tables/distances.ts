import { type Comparison, type DistanceValues, isDistance, type SimilarityComparison } from '../../compare/index.ts';
import { type Descriptor, descriptors } from '../../descriptor/index.ts';
import { type Cell, missingCell, percentCell, type Table } from './table.ts';

const noHalves = missingCell('the data have no two halves to compare');

/** A distance, its control by the model and its control by the data. */
function cellsOf({ value, modelAgainstModel, dataAgainstData }: DistanceValues, cell: (v: number) => Cell): Cell[] {
  const { mean, std } = modelAgainstModel;
  const control = cell(mean);
  const spread = std === null ? null : (cell(std) as { value: number }).value;
  return [
    cell(value),
    typeof control === 'object' && 'value' in control ? { ...control, error: spread } : control,
    dataAgainstData === null ? noHalves : cell(dataAgainstData),
  ];
}

const dimensionless = (value: number): Cell => ({ value, decimals: 3 });

/**
 * Distances between distributions of model and data, one row a phase, distribution and direction; none without any.
 * @param list - descriptors whose distributions are explained, by default those of the program.
 */
export function distanceTables(
  { phases, twoPoint, realisations }: Comparison,
  list: readonly Descriptor[] = descriptors,
): Table[] {
  const rows = phases.flatMap(({ name, distributions }, index) =>
    distributions.map(({ name: what, direction, compared }): Cell[] => {
      const own: Cell[] = [{ phase: name, index }, direction === 'all' ? what : `${what} ${direction}`];
      if (!isDistance(compared)) return [...own, ...Array<Cell>(7).fill(missingCell(compared.reason)), 'not measured'];
      const { scale, wasserstein, kolmogorovSmirnov, verdict } = compared;
      return [
        ...own,
        { value: wasserstein.value },
        ...cellsOf(wasserstein, (value) => percentCell(value / scale)),
        ...cellsOf(kolmogorovSmirnov, dimensionless),
        { text: verdict, mark: verdict === 'differs' },
      ];
    }),
  );
  if (rows.length === 0) return [];
  const sources = {
    model:
      'the same with another realisation in the place of the data, mean ± scatter: distance to be expected of data of the model',
    data: 'distance between two halves of the data, half as much material each and so about √2 times as far apart',
  };
  return [
    {
      name: 'distances',
      title: 'Distances of distributions',
      columns: [
        { name: 'phase' },
        { name: 'distribution' },
        {
          name: 'W1',
          unit: twoPoint.unit,
          definition:
            "Wasserstein distance: mean length by which the model's distribution must be moved to become the data's. Mean over the realisations of the distance between one of them and the data",
        },
        { name: 'W1 relative', unit: '%', definition: 'W1 over the mean of the data' },
        { name: 'W1 model-model', unit: '%', errorName: 'scatter', definition: sources.model },
        { name: 'W1 data-data', unit: '%', definition: sources.data },
        {
          name: 'KS',
          definition: 'distance of Kolmogorov and Smirnov: largest difference of the shares that are longer',
        },
        { name: 'KS model-model', errorName: 'scatter', definition: sources.model },
        { name: 'KS data-data', definition: sources.data },
        { name: 'verdict' },
      ],
      rows,
      notes: [
        `differs: a realisation in the place of the data would stand out as far, in any of these distances, in at most 1.7 % of cases (permutation test, exact). ${realisations} realisations give no smaller share than 1 / ${realisations + 1}${realisations < 59 ? ', so that no distance can be called a difference; 59 can' : ''}.`,
      ],
      terms: list
        .flatMap((descriptor) => descriptor.distributions ?? [])
        .filter(({ title }) => phases.some(({ distributions }) => distributions.some(({ name }) => name === title)))
        .map(({ title, definition }) => [title, definition]),
    },
  ];
}

/** Mean structural similarity of images beside its controls, which alone give it a meaning. */
export function similarityTables(similarity: readonly SimilarityComparison[]): Table[] {
  const digits = { decimals: 4 };
  const rows = similarity.map(({ phase, compared }, index): Cell[] => {
    const own: Cell = { phase, index };
    if ('reason' in compared) return [own, ...Array<Cell>(3).fill(missingCell(compared.reason))];
    const { modelAgainstData, scatter, modelAgainstModel, dataAgainstData } = compared;
    return [
      own,
      { value: modelAgainstData, error: scatter, ...digits },
      { value: modelAgainstModel, ...digits },
      dataAgainstData === null ? noHalves : { value: dataAgainstData, ...digits },
    ];
  });
  return [
    {
      name: 'similarity',
      title: 'Structural similarity',
      columns: [
        { name: 'phase' },
        {
          name: 'MSSIM model-data',
          errorName: 'scatter',
          definition:
            "mean structural similarity of the phase's indicator in windows of 11 x 11 pixels, 1 for equal images, ± scatter. It compares place by place, and independent images are not aligned: their covariance is zero on average, and only the spread of the phase's share over such windows is left",
        },
        { name: 'MSSIM model-model' },
        { name: 'MSSIM data-data' },
      ],
      rows,
      notes: [
        'Compare the columns with one another, not with 1. Columns that differ show another texture at that scale. Equal columns do not show that the shapes agree.',
      ],
    },
  ];
}
