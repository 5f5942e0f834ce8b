import { Command, Option } from 'commander';
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
import { renderReport } from '../../report/index.ts';
import { type CommonOptions, openConsole } from '../console.ts';
import { addInputOptions, type InputOptions, readInputs } from '../inputs.ts';
import { threadsOf } from '../machine.ts';
import { makeManifest, writeManifest } from '../manifest.ts';
import { descriptionReport } from '../reports.ts';
import { short, table } from '../table.ts';

interface Options extends CommonOptions, InputOptions {
  readonly out?: string;
  readonly report?: string;
  readonly basic?: boolean;
  readonly chords: ChordWeighting;
}

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
export function describeCommand(): Command {
  const command = new Command('describe')
    .description(
      'measures images or volumes: volume fractions, surface areas, chords, lineal paths, two-point functions, topology, triple lines, tortuosity, sizes',
    )
    .argument('<input...>', 'TIFF, PNG or NPY files')
    .option('--out <file>', 'JSON file to write')
    .option('--report <file>', 'HTML report to write')
    .option('--basic', 'leave out geodesic tortuosity and what balls tell (sizes, intrusion, constrictivity)')
    .addOption(
      new Option('--chords <weighting>', 'which mean chords the table shows')
        .choices(Object.keys(chordWeightings))
        .default('number'),
    )
    .addHelpText(
      'after',
      '\nExample:\n  excursa describe slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um --json',
    );
  return addInputOptions(command, 'volume').action(async (paths: string[], options: Options) => {
    const began = performance.now();
    const console = openConsole(options);
    const { maps, sources } = await readInputs(paths, options, 'volume');
    const volumes = maps.filter((map) => map.grid.rank === 3);
    if (volumes.length > 0 && maps.length > 1) {
      throw new ExcursaError(
        'usage',
        `describe: expected one volume or several sections, got ${maps.length} files with a volume among them; try --as sections, or one volume at a time`,
      );
    }
    console.progress('measuring ...');
    const how = { threads: threadsOf(options), detail: options.basic ? 'basic' : 'full' } as const;
    const description = await (volumes.length === 1 ? describe(volumes[0], how) : describeAll(maps, how));
    const manifest = makeManifest(
      began,
      null,
      sources,
      [options.out, options.report].filter((f) => f !== undefined),
    );
    const json = JSON.stringify(descriptionJson(description), null, 1);
    if (options.out) {
      await writeFileAtomic(options.out, `${json}\n`);
      await writeManifest(`${options.out}.manifest.json`, manifest);
    }
    if (options.report)
      await writeFileAtomic(options.report, await renderReport(descriptionReport({ maps, description, manifest })));
    console.print(console.json ? json : descriptionTable(description, options.chords));
  });
}
