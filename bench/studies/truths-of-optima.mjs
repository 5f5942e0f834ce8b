// In-class truths whose optima of equal two-point loss look different: images of the class assb with large weights of
// the squared fields.
import { createModel, presets, realise } from '../../build/phase/index.js';

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

/** The truths. */
export const truths = Object.entries(scalars).map(([name, own]) => ({
  name,
  model: createModel(presets.assb, {
    unit: 'px',
    phases: ['a', 'b', 'c'].map((phase, label) => ({ name: phase, label })),
    taper: 48,
    parameters: { scalars: own, ...fields },
  }),
}));

/** Images of a truth: four to fit to, and 24 that no fit sees. */
export async function imagesOf(model, seed = 1) {
  const draw = async (realisation) => (await realise(model, { shape: [256, 256], seed, realisation })).map;
  const images = [];
  for (let r = 0; r < 28; r++) images.push(await draw(r));
  return { given: images.slice(0, 4), unseen: images.slice(4) };
}
