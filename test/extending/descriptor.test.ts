import { expect, it, describe as suite } from 'vitest';
import { compare, findCompared } from '../../src/compare/index.ts';
import { type DescribedPhase, describe, descriptionJson, descriptors } from '../../src/descriptor/index.ts';
import { createGrid, createPhaseMap, type PhaseMap } from '../../src/grid/index.ts';
import { keyOf, uniforms } from '../../src/random/index.ts';
import {
  comparisonTables,
  descriptionTables,
  descriptorsTable,
  distanceTables,
  renderCsv,
  renderHtml,
  renderText,
  type Table,
  tableJson,
} from '../../src/report/index.ts';
import { studyQuantities } from '../../src/study/index.ts';
import { boundaryShare } from './boundary-share.ts';

/** Independent squares of 4 x 4 pixels, two phases. */
function squares(stream: number): PhaseMap {
  const [edge, cells] = [128, 32];
  const u = uniforms(cells * cells, keyOf(3, 'parts'), stream);
  const data = Uint8Array.from({ length: edge * edge }, (_, i) =>
    u[Math.floor(Math.floor(i / edge) / 4) * cells + Math.floor((i % edge) / 4)] < 0.4 ? 1 : 0,
  );
  const phases = ['a', 'b'].map((name, label) => ({ name, label }));
  return createPhaseMap(createGrid([edge, edge], { spacing: 0.5, unit: 'um' }), data, phases);
}

/** What the four renderers make of some tables. */
const rendered = (tables: readonly Table[]): string[] =>
  [renderText, renderHtml, renderCsv, (table: Table) => JSON.stringify(tableJson(table))].map((render) =>
    tables.map((table) => render(table)).join('\n'),
  );

suite("a descriptor of one's own, one record in one file and one entry in a list", async () => {
  const list = [...descriptors, boundaryShare] as const;
  const how = { descriptors: list, detail: 'basic', maxLag: 10 } as const;
  const [data, ...models] = await Promise.all([0, 1, 2, 3].map((k) => describe(squares(k), how)));
  const own = (phase: DescribedPhase<typeof list>) => phase.boundaryShare;

  it('is measured, and stands in the description under its name with its type', () => {
    const [a] = data.phases.map(own);
    if ('reason' in a) throw new Error(a.reason);
    // Neighbours are in different squares every fourth time, and then the other is of phase b with probability 0.4:
    // 0.1, of 1024 squares known to four standard errors of 0.02.
    expect(Math.abs(a.shares.x! - 0.1)).toBeLessThan(0.02);
    expect(JSON.stringify(descriptionJson(data, list))).toContain(JSON.stringify(a));
  });

  it('has standard errors from windows', () => {
    const { boundaryShare: byAxis, boundaryLength, parts } = data.phases[0].standardErrors;
    expect(parts).toBe(16);
    expect(Object.keys(byAxis as object)).toEqual(['y', 'x', 'mean']);
    expect(boundaryLength).toBeGreaterThan(0);
  });

  it('appears in every table of the description', () => {
    for (const text of rendered(descriptionTables(data, { descriptors: list }))) {
      for (const words of ['boundary share x', 'boundary share y', 'length between boundaries']) {
        expect(text).toContain(words);
      }
    }
    const [text, html, , json] = rendered(descriptionTables(data, { descriptors: list }));
    expect(text).toMatch(/boundary share x +0\.\d+ ± 0\.\d+/);
    expect(text).toContain('length between boundaries [um]');
    for (const definition of [html, json])
      expect(definition).toContain('Edge of a voxel over the mean boundary share.');
  });

  it('is compared, by axis and pooled, with error, standard error, scatter and verdict', () => {
    const comparison = compare(models, data, { descriptors: list });
    for (const phase of comparison.phases) {
      const share = findCompared(phase, 'boundaryShare')!;
      expect(share).toMatchObject({ axis: 'mean', title: 'boundary share', unit: '', verdict: expect.any(String) });
      expect(findCompared(phase, 'boundaryShare', 'x')).toMatchObject({ axis: 'x', error: expect.any(Number) });
      expect(findCompared(phase, 'boundaryLength')).toMatchObject({ unit: 'um', standardError: expect.any(Number) });
      expect(phase.distributions.map(({ name }) => name)).toContain('way to the boundary');
    }
    for (const text of rendered(comparisonTables(comparison, list))) {
      expect(text).toContain('boundary share');
      expect(text).toContain('length between boundaries');
    }
    for (const text of rendered(distanceTables(comparison, list))) expect(text).toContain('way to the boundary');
    expect(rendered(distanceTables(comparison, list))[1]).toContain('were voxels independent');
  });

  it('is left out where it was not asked for, and the only one where it alone was', async () => {
    expect(data.phases[0]).toHaveProperty('volumeFraction');
    const { phases } = await describe(squares(0), { descriptors: [boundaryShare], maxLag: 0 });
    expect(Object.keys(phases[0])).toEqual(['name', 'label', 'boundaryShare', 'standardErrors']);
    expect(phases.map(({ boundaryShare: value }) => value)).toEqual(data.phases.map(own));
    // Descriptions of different lists are compared by what all sides have.
    const [phase] = compare(models, data).phases;
    expect(findCompared(phase, 'boundaryShare')).toBeUndefined();
    expect(findCompared(phase, 'volumeFraction')).toBeDefined();
  });

  it('is among the quantities of a study', () => {
    expect(studyQuantities(list).map(({ label }) => label)).toEqual(
      expect.arrayContaining(['boundary share %', 'length between boundaries %']),
    );
  });

  it('appears in the list of descriptors that the guide has', () => {
    expect(descriptorsTable(list).rows.at(-1)).toEqual([
      ...['boundaryShare', boundaryShare.summary, boundaryShare.estimator, ''],
    ]);
  });
});
