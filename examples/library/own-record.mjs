// Calibrates a model of one's own, written as a record: node examples/library/own-record.mjs
import { calibrate, createModel, parseRecord, realise } from 'excursa';

/** A scalar of the record: where its search begins, and what it may be. */
const scalar = (name, role, start, transform, meaning) => ({ name, role, start, spread: 0.1, transform, meaning });

// One phase where X + w (Y^2 - 1) exceeds a level: the squared field makes bright spots of one sign.
const record = parseRecord(
  {
    name: 'spots',
    summary: 'two phases by truncating a Gaussian field and a centred square of another',
    fields: ['X', 'Y'],
    scalars: [
      scalar('w', 'square-weight', 0.3, { kind: 'interval', lower: -2, upper: 2 }, 'weight of the centred square'),
      scalar('level', 'threshold', 0.2, { kind: 'identity' }, 'level at which the latent is cut'),
    ],
    latents: [
      {
        name: 'A',
        terms: [
          { kind: 'field', field: 'X' },
          { kind: 'field', field: 'Y', power: 2, coefficient: ['w'] },
        ],
        threshold: 'level',
      },
    ],
  },
  'own-record.mjs',
);

// An image of the record itself, so that the result can be judged.
const truth = createModel(record, { parameters: { scalars: { w: 0.5, level: 0.4 } }, spacing: 0.1, unit: 'um' });
const { map: image } = await realise(truth, { shape: [192, 192], seed: 5 });

const { model } = await calibrate([image], { order: '0,1', starts: 2, wideStarts: 0, points: 256 }, { record });
console.log(`record: ${model.record.name}, parameters: ${model.values.length}`);
console.log(`level: ${model.values[1].toFixed(2)} (truth 0.40)`);
