// In-class truths whose optima of equal two-point loss look different: images of the class assb with large weights of
// the squared fields.
import { createMarginals, structureOf } from '../../build/exact/index.js';
import { createModel, presets, realise } from '../../build/phase/index.js';
import { keyOf, uniforms } from '../../build/random/index.js';

const field = (range, wavenumber, mollifier) =>
  Object.fromEntries([
    ...[1, 2, 3].flatMap((c) => [
      [`weight${c}`, 1],
      [`range${c}`, range],
      [`shape${c}`, 1.69],
      [`wavenumber${c}`, wavenumber],
    ]),
    ['mollifier', mollifier],
  ]);

const fields = {
  X: field(6, 0.1, 0.5615),
  Y: field(5, 0.1, 0.5615),
  Xt: field(12, 0.05, 0.6214),
  Yt: field(9, 0.05, 0.6214),
  Zt: field(14, 0.05, 0.6214),
};

/** Scalars of the truths by name. */
const scalars = {
  'alpha -3, 2.5': { alpha1: -3, alpha2: 2.54, beta: 0.1416, lambda1: 1.7, lambda2: -1.4 },
  'alpha -1.5, -3': { alpha1: -1.52, alpha2: -3, beta: 0.1416, lambda1: 1, lambda2: 1.5 },
};

const truthOf = (name, own) => ({
  name,
  model: createModel(presets.assb, {
    unit: 'px',
    phases: ['a', 'b', 'c'].map((phase, label) => ({ name: phase, label })),
    // That of the fits: with another one the truth would not be of the class.
    taper: 64,
    parameters: { scalars: own, ...fields },
  }),
});

/**
 * A truth anywhere within the bounds of the squares' weights (but 5 % at each end), as wide starts are, with volume
 * fractions of 0.2 to 0.5 of the first phase and of 0.3 to 0.7 of the rest.
 */
function randomTruth(number) {
  const [a, b, c, d, e] = uniforms(5, keyOf(17, 'truths'), number);
  const own = { alpha1: 7.2 * a - 3.6, alpha2: 7.2 * b - 3.6, beta: 0.0146 * 936 ** c, lambda1: 0, lambda2: 0 };
  const { volumeFractions } = createMarginals(structureOf(presets.assb));
  const first = 0.2 + 0.3 * d;
  const wanted = [first, (1 - first) * (0.3 + 0.4 * e)];
  for (const [phase, name] of ['lambda1', 'lambda2'].entries()) {
    let [low, high] = [-400, 400];
    for (let step = 0; step < 50; step++) {
      own[name] = (low + high) / 2;
      // A phase shrinks as its threshold rises.
      if (volumeFractions(Object.values(own))[phase] > wanted[phase]) low = own[name];
      else high = own[name];
    }
  }
  return truthOf(`random ${number}`, own);
}

/** The truths: two by hand, and ten at random. */
export const truths = [
  ...Object.entries(scalars).map(([name, own]) => truthOf(name, own)),
  ...Array.from({ length: 10 }, (_, n) => randomTruth(n + 1)),
];

/** Images of a truth: some to fit to, and 24 that no fit sees, which are the same for any number of the others. */
export async function imagesOf(model, count = 4, seed = 1) {
  const draw = async (realisation) => (await realise(model, { shape: [256, 256], seed, realisation })).map;
  const images = [];
  for (let r = 0; r < 24 + count; r++) images.push(await draw(r));
  return { given: [...images.slice(0, 4), ...images.slice(28)], unseen: images.slice(4, 28) };
}
