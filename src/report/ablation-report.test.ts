import { describe, expect, it } from 'vitest';
import type { AblationResult, Budget, Study, VariantName } from '../study/index.ts';
import { readingOf } from './ablation-report.ts';
import { ablationTables, comparedWith, pooledTable } from './tables/ablation.ts';
import { renderTexts } from './tables/table.ts';

const zero = {
  errors: { volumeFraction: 0.01, specificSurfaceArea: 0, chordLength: 0, chordLengthStd: 0, linealPath: 0 },
  ...{ twoPoint: 0, learned: null, seconds: 10 },
};
const result = (variant: VariantName, seed: number, accuracy: number): AblationResult => ({
  ...zero,
  ...{ variant, seed, accuracy },
});
const study = (name: string, results: readonly AblationResult[]): Study => ({
  ...{ name, budget: {} as Budget, order: '0,1', controls: [0.5, 0.52], results },
});
const one = study('one', [
  ...[0.6, 0.7].map((a, k) => result('exact', k + 1, a)),
  ...[0.65, 0.76].map((a, k) => result('source', k + 1, a)),
]);
const other = study('other', [result('exact', 1, 0.8), result('source', 1, 0.87), result('soft', 1, 0.9)]);
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

  it('names the variants whose interval leaves out zero', () => {
    const sentence = readingOf([one, other], 'exact').find((s) => s.startsWith('accuracy'));
    expect(sentence).toBe(
      'accuracy % (no loss of two-point functions sees it): better than exact: none; worse: source (+6.0); not told apart: 0 of 1.',
    );
  });
});
