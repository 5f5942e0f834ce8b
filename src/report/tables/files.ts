import { type Cell, type Column, countCell, missingCell, percentCell, type Table } from './table.ts';

/** A voxel value of a file and how many voxels have it. */
export interface LabelCount {
  readonly label: number;
  readonly name?: string;
  readonly voxels: number;
  /** Share of all voxels. */
  readonly fraction: number;
}

/** What a file holds: its properties in order, and the labels of an image. */
export function contentTables(properties: Readonly<Record<string, unknown>>, labels?: readonly LabelCount[]): Table[] {
  const text = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  const contents: Table = {
    name: 'properties',
    title: 'Properties',
    columns: [{ name: 'property' }, { name: 'value' }],
    rows: Object.entries(properties).map(([name, value]) => [name, text(value)]),
    notes: [],
  };
  if (!labels) return [contents];
  const counts: Table = {
    name: 'labels',
    title: 'Labels',
    columns: [
      { name: 'label' },
      { name: 'phase' },
      { name: 'voxels' },
      { name: 'fraction', definition: 'share of all voxels' },
    ],
    rows: labels.map(({ label, name, voxels, fraction }) => [
      countCell(label),
      name ?? '',
      countCell(voxels),
      { value: fraction },
    ]),
    notes: [],
  };
  return [contents, counts];
}

/** A realisation in a file. */
export interface RealisationFile {
  readonly file: string;
  /** Share of the voxels by name of the phase. */
  readonly volumeFractions: Readonly<Record<string, number>>;
}

/** The realisations that were written, with their volume fractions. */
export function realisationTables(files: readonly RealisationFile[], phases: readonly string[]): Table[] {
  return [
    {
      name: 'realisations',
      title: 'Realisations',
      columns: [
        { name: 'file' },
        ...phases.map((phase): Column => ({ name: `V(${phase})`, definition: `volume fraction of ${phase}` })),
      ],
      rows: files.map(({ file, volumeFractions }) => [
        file,
        ...phases.map((phase): Cell => ({ value: volumeFractions[phase], decimals: 4 })),
      ]),
      notes: [],
    },
  ];
}

/** What thresholds made of an image. */
export interface ThresholdedImage {
  /** From dark to bright. */
  readonly phases: readonly { readonly name: string; readonly label: number }[];
  /** Least grey value of every phase but the first. */
  readonly thresholds: readonly number[];
  /** Share of the pixels by phase. */
  readonly fractions: readonly number[];
  /** Variance between the classes over the whole variance. */
  readonly separability: number;
  /** Sentences on what is doubtful. */
  readonly doubts?: readonly string[];
}

/** Share of the variance between classes below which grey values are said to overlap. */
const separable = 0.8;

/** The phases that thresholds separate, from dark to bright. */
export function segmentationTables({
  phases,
  thresholds,
  fractions,
  separability,
  doubts = [],
}: ThresholdedImage): Table[] {
  const doubt =
    separability < separable
      ? ['The grey values of the phases overlap: look at the preview, and consider a trained classifier.']
      : [];
  return [
    {
      name: 'segmentation',
      title: 'Segmentation',
      columns: [
        { name: 'phase' },
        { name: 'label' },
        { name: 'from grey value', align: 'right' },
        { name: 'share', unit: '%', definition: 'share of the pixels' },
      ],
      rows: phases.map(({ name, label }, index): Cell[] => [
        { phase: name, index },
        countCell(label),
        index === 0 ? missingCell('the darkest phase has no lower threshold') : { value: thresholds[index - 1] },
        percentCell(fractions[index]),
      ]),
      notes: [`Variance between the classes: ${(100 * separability).toFixed(1)} % of the whole.`, ...doubt, ...doubts],
    },
  ];
}
