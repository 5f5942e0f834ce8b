import { beyondBasic, chordWeightings, describe, descriptionBytes, descriptionJson } from '../../descriptor/index.ts';
import { ExcursaError } from '../../errors.ts';
import { readableFormats } from '../../io/index.ts';
import { writeFileAtomic } from '../../node/index.ts';
import { type ChordWeighting, descriptionReport, descriptionTables, openReport } from '../../report/index.ts';
import { defineCommand, groups } from '../command.ts';
import { caveatOfFile } from '../conclusion.ts';
import { flagOf } from '../flags.ts';
import {
  inputOptions,
  readInputs,
  sectionDistance,
  warnOfDirections,
  warnOfLayers,
  withoutSmallSections,
} from '../inputs.ts';
import { base, budgetMemory } from '../machine.ts';
import { figuresOption, makeManifest, provenanceOf, writeManifest, writeReportFiles } from '../manifest.ts';
import { choice, fileNamed } from '../values.ts';

/** `excursa describe`: measures images or volumes. */
export const describeCommand = defineCommand({
  description:
    'Measures images or volumes: volume fractions, surface areas, chord lengths, lineal paths, two-point functions, topology, triple lines, geodesic tortuosity, size distributions and the conductivity of volumes.',
  arguments: [{ name: 'input', summary: `${readableFormats} files`, several: true, path: 'file' }],
  options: {
    ...inputOptions,
    sectionDistance,
    basic: {
      summary: `skip what takes long in volumes (${beyondBasic})`,
      group: groups.measure,
    },
    chords: {
      summary: 'mean chord lengths in the table: by number, by length, or corrected for chords that the border cuts',
      group: groups.measure,
      value: choice(Object.keys(chordWeightings) as ChordWeighting[], 'weighting'),
      fallback: 'number',
    },
    out: { summary: 'JSON file to write', group: groups.output, value: fileNamed('.json') },
    report: { summary: 'HTML report to write', group: groups.output, value: fileNamed('.html', '.htm') },
    figures: figuresOption,
  },
  examples: ['excursa describe slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um --json'],
  run: async ({ words: paths, options, console, threads, memory, signal, invocation }) => {
    const { maps: read, sources, assumptions } = await readInputs(paths, options, { console });
    const volumes = read.filter((map) => map.grid.rank === 3);
    if (volumes.length > 0 && read.length > 1) {
      throw new ExcursaError({
        kind: 'usage',
        what: 'describe',
        expected: 'one volume or several sections',
        got: `${read.length} files with a volume among them`,
        remedy: '--as sections, or one volume at a time',
      });
    }
    const maps = withoutSmallSections(read, paths, console);
    for (const caveat of new Set(paths.flatMap((path) => caveatOfFile(path) ?? []))) console.note(caveat);
    const warnings = [...warnOfLayers(maps, console), ...warnOfDirections(maps, console)];
    const how = { threads, signal, detail: options.basic ? 'basic' : 'full' } as const;
    const [largest] = maps.map(({ grid }) => grid.shape).sort((a, b) => b[0] * b[1] * b[2] - a[0] * a[1] * a[2]);
    budgetMemory(console, `describe ${largest.join(' x ')}`, descriptionBytes(maps, how) + base, memory);
    const description = await describe(maps, {
      ...how,
      sectionDistance: options.sectionDistance,
      onProgress: ({ what, done, total }) => {
        console.progress({ task: `measuring ${what}`, done, total });
        return console.pause();
      },
    });
    const outputs = [options.out, options.report, options.figures].filter((f) => f !== undefined);
    const manifest = makeManifest(invocation, null, sources, outputs);
    const json = { ...descriptionJson(description), assumptions: [...assumptions, ...warnings] };
    if (options.out) {
      await writeFileAtomic(options.out, `${JSON.stringify(json, null, 1)}\n`);
      await writeManifest(`${options.out}.manifest.json`, manifest);
    }
    const provenance = provenanceOf(manifest);
    await writeReportFiles(
      () => openReport(descriptionReport({ maps, description, provenance, nameSetting: flagOf })),
      options,
    );
    const tables = descriptionTables(description, { chords: options.chords });
    return { json, tables };
  },
});
