import {
  type ChordLength,
  type Description,
  describe,
  describeAll,
  descriptionJson,
  type PhaseDescription,
  type Unmeasured,
} from '../../descriptor/index.ts';
import { ExcursaError } from '../../errors.ts';
import type { ByAxis } from '../../grid/index.ts';
import { writeFileAtomic } from '../../node/index.ts';
import { descriptionReport, openReport } from '../../report/index.ts';
import { defineCommand, groups } from '../command.ts';
import { inputOptionsWith, readInputs } from '../inputs.ts';
import { makeManifest, provenanceOf, writeManifest } from '../manifest.ts';
import { figuresOption, writeReportFiles } from '../report-files.ts';
import { short, table } from '../table.ts';
import { choice, file } from '../values.ts';

/** Which mean and standard deviation of chords the table shows; the JSON has all. */
const chordWeightings = {
  number: { pick: (chord: ChordLength) => chord, note: 'complete ones, number-weighted' },
  length: { pick: (chord: ChordLength) => chord.lengthWeighted, note: 'complete ones, length-weighted' },
  'kaplan-meier': { pick: (chord: ChordLength) => chord.kaplanMeier, note: 'corrected for those the border cuts' },
};
type ChordWeighting = keyof typeof chordWeightings;

const axes = ['z', 'y', 'x'] as const;

/** ' +- standard error', if there is one. */
const errorText = (error: number | null | undefined): string => (error ? ` +- ${error.toPrecision(2)}` : '');

function phaseRow(phase: PhaseDescription, weighting: ChordWeighting): string[] {
  const { value, ci95 } = phase.volumeFraction;
  const area = phase.specificSurfaceArea;
  const chords = axes.flatMap((axis) => {
    const measured = phase.chordLength[axis];
    if (measured === undefined) return [];
    if (!('mean' in measured)) return ['-'];
    const { mean, std } = chordWeightings[weighting].pick(measured);
    // Standard errors are those of the number-weighted mean.
    const error = weighting === 'number' ? errorText(phase.standardErrors.chordLength[axis]) : '';
    return [`${short(mean)}${error} (${short(std)})`];
  });
  return [
    phase.name,
    String(phase.label),
    short(value),
    ci95 ? `${short(ci95[0])} - ${short(ci95[1])}` : '-',
    'edge' in phase.representativity ? short(phase.representativity.edge) : '-',
    'faces' in area
      ? `${short(area.crofton ?? area.stereological ?? area.faces)}${errorText(phase.standardErrors.specificSurfaceArea)}`
      : '-',
    ...chords,
  ];
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

/** Mean over the axes of what was measured along them; '-' where one has no value. */
function meanText<T extends object>(byAxis: ByAxis<T | Unmeasured> | undefined, pick: (value: T) => number): string {
  const values = Object.values(byAxis ?? {}) as (T | Unmeasured)[];
  if (values.length === 0 || values.some((value) => 'reason' in value)) return '-';
  return short(mean(values.map((value) => pick(value as T))));
}

/** Topology, paths and sizes: one row a phase, means over the axes. */
function structureTable({ phases, grid }: Description): string {
  const rows = phases.map(({ name, connectivity, eulerNumber, sizeDistribution, ...phase }) => {
    const shares = 'reason' in connectivity ? [] : Object.values(connectivity.percolating);
    return [
      name,
      'reason' in connectivity ? '-' : String(connectivity.components),
      shares.length > 0 ? short(mean(shares)) : '-',
      'reason' in eulerNumber ? '-' : short(eulerNumber.value),
      'reason' in phase.tripleLines
        ? '-'
        : short(phase.tripleLines.value) + errorText(phase.standardErrors.tripleLines),
      meanText(phase.geodesicTortuosity, (t) => t.mean),
      sizeDistribution && 'median' in sizeDistribution && sizeDistribution.median !== null
        ? short(sizeDistribution.median)
        : '-',
      meanText(phase.constrictivity, (c) => c.value),
    ];
  });
  const { unit } = grid;
  const head = [
    'phase',
    'components',
    'percolating',
    `Euler [1/${unit}^${grid.shape.length}]`,
    `triple lines [1/${unit}^2]`,
  ];
  return table([...head, 'geodesic tortuosity', `r50 [${unit}]`, 'constrictivity'], rows);
}

/** The description as two tables: one row a phase. */
export function descriptionTable(description: Description, chords: ChordWeighting = 'number'): string {
  const [first] = description.phases;
  const present = axes.filter((axis) => first.chordLength[axis] !== undefined);
  const { unit } = description.grid;
  const area = description.phases.map((p) => p.specificSurfaceArea).find((a) => 'faces' in a);
  const head = [
    'phase',
    'label',
    'V',
    '95 % interval',
    `window for 1 % [${unit}]`,
    `S_V [1/${unit}]`,
    ...present.map((axis) => `chord ${axis} (std) [${unit}]`),
  ];
  const note =
    area && 'estimator' in area
      ? `\nS_V: ${area.estimator}; chords: ${chordWeightings[chords].note}; +-: standard error from ${first.standardErrors.parts} parts; window for 1 %: edge at which the standard error of V is 1 % of it`
      : '';
  return `${table(
    head,
    description.phases.map((phase) => phaseRow(phase, chords)),
  )}${note}\n\n${structureTable(description)}`;
}

/** `excursa describe`: measures images or volumes. */
export const describeCommand = defineCommand({
  description:
    'Measures images or volumes: volume fractions, surface areas, chord lengths, lineal paths, two-point functions, topology, triple lines, tortuosity and size distributions.',
  arguments: [{ name: 'input', summary: 'TIFF, PNG or NPY files', several: true, path: 'file' }],
  options: {
    ...inputOptionsWith('volume'),
    basic: {
      summary: 'skip geodesic tortuosity and the size distributions (the slow ones)',
      group: groups.measure,
    },
    chords: {
      summary: 'mean chord lengths in the table: by number, by length, or corrected for chords that the border cuts',
      group: groups.measure,
      value: choice(Object.keys(chordWeightings) as ChordWeighting[], 'weighting'),
      fallback: 'number',
    },
    out: { summary: 'JSON file to write', group: groups.output, value: file },
    report: { summary: 'HTML report to write', group: groups.output, value: file },
    figures: figuresOption,
  },
  examples: ['excursa describe slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um --json'],
  run: async ({ words: paths, options, console, threads, invocation }) => {
    const { maps, sources } = await readInputs(paths, options);
    const volumes = maps.filter((map) => map.grid.rank === 3);
    if (volumes.length > 0 && maps.length > 1) {
      throw new ExcursaError(
        'usage',
        `describe: expected one volume or several sections, got ${maps.length} files with a volume among them; try --as sections, or one volume at a time`,
      );
    }
    console.progress({ task: 'measuring' });
    const how = { threads, detail: options.basic ? 'basic' : 'full' } as const;
    const description = await (volumes.length === 1 ? describe(volumes[0], how) : describeAll(maps, how));
    const outputs = [options.out, options.report, options.figures].filter((f) => f !== undefined);
    const manifest = makeManifest(invocation, null, sources, outputs);
    const json = descriptionJson(description);
    if (options.out) {
      await writeFileAtomic(options.out, `${JSON.stringify(json, null, 1)}\n`);
      await writeManifest(`${options.out}.manifest.json`, manifest);
    }
    const provenance = provenanceOf(manifest);
    await writeReportFiles(() => openReport(descriptionReport({ maps, description, provenance })), options);
    return { json, text: descriptionTable(description, options.chords) };
  },
});
