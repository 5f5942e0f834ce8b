// Calibrates with a correlation family of one's own: node examples/library/own-family.mjs
import { calibrate, createModel, presets, realise } from 'excursa';

/** rho(h) = (1 + (h / range)^2)^-exponent, Cauchy's family: long tails. */
const cauchy = {
  name: 'cauchy',
  summary: 'a power law of the lag, 2 parameters a field',
  source: 'doi:10.1137/S0036144501394387',
  parameters: [
    {
      ...{ name: 'range', meaning: 'range', role: 'range', dimension: 'length', start: 5, spread: 0.5 },
      transform: { kind: 'interval', lower: 0.5, upper: 50 },
    },
    {
      ...{ name: 'exponent', meaning: 'exponent', role: 'shape', dimension: 'number', start: 1.5, spread: 0.3 },
      transform: { kind: 'interval', lower: 0.6, upper: 8 },
    },
  ],
  isCurve: false,
  prepare:
    ({ lags }) =>
    ([range, exponent]) => {
      const base = lags.map((h) => 1 + (h / range) ** 2);
      const rho = base.map((x) => x ** -exponent);
      // A row for each parameter: derivatives of rho at all lags.
      const jacobian = () => [
        rho.map((value, i) => (value * 2 * exponent * (1 - 1 / base[i])) / range),
        rho.map((value, i) => -value * Math.log(base[i])),
      ];
      const pullback = (gradient) =>
        Float64Array.from(jacobian(), (row) => row.reduce((sum, value, i) => sum + value * gradient[i], 0));
      return { rho, curvature: (2 * exponent) / range ** 2, jacobian, pullback };
    },
};

const record = presets['level-set'];
const truth = createModel(record, { family: cauchy, spacing: 0.1, unit: 'um' });
const { map } = await realise(truth, { shape: [256, 256], seed: 3 });
const settings = { model: 'level-set', order: '0,1', starts: 1, points: 256 };
const { model, exactFit, warnings } = await calibrate([map], settings, { family: cauchy, threads: 2 });
console.log(`family: ${model.family.name}, parameters: ${model.values.length}`);
console.log(`goodness of fit: ${exactFit.goodnessOfFit.verdict}`);
for (const { sentence } of warnings) console.log(sentence);
