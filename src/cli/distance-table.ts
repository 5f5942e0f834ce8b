import { isDistance } from '../compare/index.ts';
import type { Comparison, SimilarityComparison } from '../descriptor/index.ts';
import { isFar } from '../report/index.ts';
import { table } from './table.ts';

const percent = (value: number): string => (100 * value).toFixed(1);

/** Wasserstein and Kolmogorov-Smirnov distances of distributions, one row a phase, distribution and direction. */
export function distanceTable({ phases, realisations }: Comparison): string {
  const rows = phases.flatMap(({ name, distributions }) =>
    distributions.map(({ name: what, direction, compared }) => {
      const own = [name, direction === 'all' ? what : `${what} ${direction}`];
      if (!isDistance(compared)) return [...own, '-', '-', '-', '-', '-', '-', compared.reason];
      const { scale, wasserstein: w, kolmogorovSmirnov: ks } = compared;
      return [
        ...own,
        percent(w.value / scale),
        percent(w.modelAgainstModel.mean / scale),
        w.dataAgainstData === null ? '-' : percent(w.dataAgainstData / scale),
        ks.value.toFixed(3),
        ks.modelAgainstModel.mean.toFixed(3),
        ks.dataAgainstData === null ? '-' : ks.dataAgainstData.toFixed(3),
        isFar(w, realisations) || isFar(ks, realisations) ? 'far' : 'within scatter',
      ];
    }),
  );
  const head = [
    'phase',
    'distribution',
    'W1 %',
    'model-model',
    'data-data',
    'KS',
    'model-model',
    'data-data',
    'verdict',
  ];
  return `${table(head, rows)}
W1: Wasserstein distance of model and data relative to the data's mean; KS: largest difference of the shares that are longer; model-model: between realisations, what data of the model would show; data-data: between halves of the data, half as large and so about 1.4 times as far apart`;
}

/** Mean structural similarity with its controls, which alone give it a meaning. */
export function similarityTable(similarity: readonly SimilarityComparison[]): string {
  const rows = similarity.map(({ phase, compared }) => {
    if ('reason' in compared) return [phase, '-', '-', '-', compared.reason];
    const { modelAgainstData, scatter, modelAgainstModel, dataAgainstData } = compared;
    return [
      phase,
      `${modelAgainstData.toFixed(4)} +- ${scatter.toFixed(4)}`,
      modelAgainstModel.toFixed(4),
      dataAgainstData === null ? '-' : dataAgainstData.toFixed(4),
    ];
  });
  return `${table(['phase', 'MSSIM model-data', 'model-model', 'data-data'], rows)}
MSSIM: mean structural similarity of images that are not aligned: compare the columns, not with 1; equal ones do not show that shapes agree`;
}
