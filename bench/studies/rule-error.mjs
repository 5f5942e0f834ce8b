// Error of the rule that integrates exact two-point functions, by points, for the truths of optima.mjs:
// node bench/studies/rule-error.mjs [points...] > table. Root mean square relative error of all pairs at lags of 1 to 32
// pixels, over eight scramblings, against the mean of sixteen with 32768 points. Needs the modules of `npm run bench`.
import { familyOf, prepareTapered } from '../../build/correlation/index.js';
import { createTwoPointLaw } from '../../build/exact/index.js';
import { fieldValues } from '../../build/phase/index.js';
import { truths } from './truths-of-optima.mjs';

const given = process.argv.slice(2).map(Number);
const points = given.length > 0 ? given : [256, 1024, 4096, 16384];
const lags = Float64Array.of(1, Math.SQRT2, 2, 4, 8, 16, 32);

console.log(`| truth | ${points.join(' | ')} |\n|---|${points.map(() => '---|').join('')}`);
for (const { name, model } of truths) {
  const { record, values, family, taper } = model;
  const correlation = prepareTapered(familyOf(family), { lags, taper });
  const rho = record.fields.map((_, k) => correlation(fieldValues(record, family, values, k)).rho);
  const scalars = Array.from(values).slice(0, record.scalars.length);
  const pairs = (count, seed) =>
    createTwoPointLaw(record, { points: count, seed })(scalars, rho, false).values.flatMap((own) => Array.from(own));
  const many = Array.from({ length: 16 }, (_, s) => pairs(32768, 100 + s));
  const mean = many[0].map((_, i) => many.reduce((sum, own) => sum + own[i] / many.length, 0));
  const errors = points.map((count) => {
    const squares = Array.from({ length: 8 }, (_, s) =>
      pairs(count, 1 + s).map((v, i) => (v / mean[i] - 1) ** 2),
    ).flat();
    return `${(100 * Math.sqrt(squares.reduce((a, b) => a + b) / squares.length)).toFixed(2)} %`;
  });
  console.log(`| ${name} | ${errors.join(' | ')} |`);
}
