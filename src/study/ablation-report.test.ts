import { describe, expect, it } from 'vitest';
import { twoSeeds as one, oneSeed as other, result, study } from '../../test/fixtures/ablation-studies.ts';
import { renderCsv, renderTexts } from '../report/index.ts';
import { readingOf } from './ablation-report.ts';
import { ablationTables, calibrationTables, comparedWith, pooledTable } from './ablation-tables.ts';

describe('the variants compared', () => {
  it('leave out what is no variant of the source', () => {
    expect(comparedWith([one, other], 'exact')).toEqual(['source', 'soft']);
    expect(comparedWith([one, other], 'source')).toEqual(['soft']);
    expect(pooledTable([study('bare', [result('tppf', 1, 0.5)])], 'exact')).toBeUndefined();
  });
});

describe('tables and reading', () => {
  it('hold means, intervals, pairs and the control', () => {
    const text = renderTexts(ablationTables([one, other]), Number.POSITIVE_INFINITY);
    // 60 and 70: s = 7.07, half width 12.706 * 7.07 / sqrt(2).
    expect(text).toMatch(/exact +2 +1\.0 ± 0\.0.* 65\.0 ± 63\.5 +- +10 ± 0/);
    expect(text).toContain('data against data 51.0 ± 12.7');
    expect(text).toMatch(/source +3 .*\+6\.0 ± 2\.5 \(0\/3\)/);
  });

  it('are also one tidy table, a calibration a row, without the times that differ from run to run', () => {
    const { tidy, times } = calibrationTables([one, other]);
    const [head, first, ...more] = renderCsv(tidy).split(/\r?\n/);
    expect(head).toMatch(/^material,variant,seed,.*accuracy \[%\],learned \[%\]$/);
    expect(first).toMatch(/^one,exact,1,.*60,$/);
    expect(more.filter((line) => line !== '')).toHaveLength(one.results.length + other.results.length - 1);
    expect(renderCsv(times)).toMatch(/^material,variant,seed,time \[s\]/);
  });

  it('names the variants whose interval leaves out zero', () => {
    const sentence = readingOf([one, other], 'exact').find((s) => s.startsWith('accuracy'));
    expect(sentence).toBe(
      'accuracy % (no loss of two-point functions sees it): better than exact: none; worse: source (+6.0); not told apart: 0 of 1.',
    );
  });
});
