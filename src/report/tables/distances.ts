import { isDistance } from '../../compare/index.ts';
import type {
  Comparison,
  DistanceValues,
  DistributionComparison,
  SimilarityComparison,
} from '../../descriptor/index.ts';
import { escapeHtml, htmlTable, note, numberText, percentText, phaseName, swatch } from '../html-text.ts';
import { isFar } from '../misfit.ts';
import { misfitColour } from '../style.ts';
import { unitText } from '../units.ts';

const about =
  note(`Wasserstein distance: mean length by which the model's distribution must be moved to become the data's, as a length and relative to the data's mean;
Kolmogorov and Smirnov's distance: largest difference of the shares that are longer. Each is the mean over the realisations of the distance between one of them and the
data. Samples always differ: the third column gives the same with another realisation in the data's place, mean ± scatter, which is what data of the model would show; the last one the
distance between two halves of the data, half as much material each and so about √2 times as far apart. Chords: complete ones, number-weighted. Lineal path: the way from a point of the phase to the
end of its chord. Radius of sizes: largest disc or ball that fits and covers a point, by volume.`);

const far = note(
  `${swatch(misfitColour)}far: further than 95 % of data of the model would be, by Student's t for the number of realisations.`,
);

function cells(values: DistanceValues, text: (value: number) => string): string[] {
  const { mean, std } = values.modelAgainstModel;
  return [
    text(values.value),
    std === null ? text(mean) : `${text(mean)} ± ${text(std)}`,
    values.dataAgainstData === null ? '–' : text(values.dataAgainstData),
  ];
}

function row(phase: string, p: number, realisations: number, { name, direction, compared }: DistributionComparison) {
  const what = `${escapeHtml(name)}${direction === 'all' ? '' : ` ${direction}`}`;
  if (!isDistance(compared)) {
    return { cells: [phaseName(phase, p), what, ...Array(7).fill('–'), escapeHtml(compared.reason)] };
  }
  const { scale, wasserstein, kolmogorovSmirnov } = compared;
  const isOut = isFar(wasserstein, realisations) || isFar(kolmogorovSmirnov, realisations);
  return {
    cells: [
      ...[phaseName(phase, p), what, numberText(wasserstein.value)],
      ...cells(wasserstein, (value) => percentText(value / scale)),
      ...cells(kolmogorovSmirnov, (value) => value.toFixed(3)),
      isOut ? 'far' : '',
    ],
    ...(isOut && { mark: 'misfit' }),
  };
}

/** Distances between distributions of model and data, one row a phase, distribution and direction; empty without any. */
export function distanceTable({ phases, realisations, twoPoint }: Comparison): string {
  const rows = phases.flatMap(({ name, distributions }, p) =>
    distributions.map((distribution) => row(name, p, realisations, distribution)),
  );
  if (rows.length === 0) return '';
  const unit = escapeHtml(unitText(twoPoint.unit));
  const head = [
    ...['phase', 'distribution', `Wasserstein [${unit}]`, 'relative', 'model against model', 'data against data'],
    ...['Kolmogorov–Smirnov', 'model against model', 'data against data', ''],
  ];
  return htmlTable(head, rows, 'remarks') + far + about;
}

/** Mean structural similarity beside its controls, with what it can and cannot say. */
export function similarityTable(similarity: readonly SimilarityComparison[]): string {
  const rows = similarity.map(({ phase, compared }, p) => {
    if ('reason' in compared) return { cells: [phaseName(phase, p), '–', '–', escapeHtml(compared.reason)] };
    const { modelAgainstData, scatter, modelAgainstModel, dataAgainstData } = compared;
    return {
      cells: [
        phaseName(phase, p),
        `${modelAgainstData.toFixed(4)} ± ${scatter.toFixed(4)}`,
        modelAgainstModel.toFixed(4),
        dataAgainstData === null ? '–' : dataAgainstData.toFixed(4),
      ],
    };
  });
  return (
    htmlTable(['phase', 'model against data (± scatter)', 'model against model', 'data against data'], rows) +
    note(`Mean structural similarity (MSSIM) of the phase's indicator in windows of 11 × 11 pixels; 1 for equal images. It compares place by place, and independent images are not
aligned: their covariance is zero on average, and what is left depends on nothing but how the share of a phase is spread over such windows. Compare the columns with one another,
not with 1: columns that differ show another texture at that scale, equal ones do not show that shapes agree.`)
  );
}
