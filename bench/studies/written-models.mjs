/** Records written as text, for studies of classes that the program does not name. */

/** A term written as 'a b X^3*P': scalars a and b, Hermite polynomial of degree 3 of the field X, times P. */
const term = (text) => {
  const words = text.split(' ');
  const [polynomial, times] = words.at(-1).split('*');
  const [field, power = '1'] = polynomial.split('^');
  const kind = times ? 'product' : 'field';
  return { kind, field, power: Number(power), ...(times && { times }), coefficient: words.slice(0, -1) };
};

/** A record of latents written as sums of terms, cut at t1, t2, ...; without `cells` every cell is a phase. */
export function written(name, sums, scalars, cells) {
  const latents = sums.map((sum, l) => ({
    name: String.fromCharCode(65 + l),
    terms: sum.split(' + ').map(term),
    threshold: `t${l + 1}`,
  }));
  const terms = latents.flatMap((latent) => latent.terms);
  const fields = [...new Set(terms.flatMap((t) => [t.field, ...(t.times ? [t.times] : [])]))];
  return { name, summary: name, fields, scalars, latents, ...(cells && { cells }) };
}

const scalar = (name, bound, start, spread = 0.08) => ({
  name,
  meaning: name,
  role: 'weight',
  dimension: 'number',
  transform: { kind: 'interval', lower: -bound, upper: bound },
  start,
  spread,
});
const threshold = (name, start = 0) => ({
  ...scalar(name, 1, start, 0.15),
  role: 'threshold',
  transform: { kind: 'identity' },
});
const share = {
  ...scalar('beta', 20, 1, 0.15),
  role: 'ratio',
  transform: { kind: 'interval', lower: 0.01, upper: 20, logarithmic: true },
};
const five = ['X + alpha1 Xt^2 + alpha1 beta Zt^2', 'Y + alpha2 Yt^2 + alpha2 beta Zt^2'];
const fiveScalars = [scalar('alpha1', 4, 0.3), scalar('alpha2', 4, 0.3), share];
const thresholds = [threshold('t1'), threshold('t2')];
const cross = [scalar('gamma1', 4, 0.3), scalar('gamma2', 4, 0.3)];
const cubic = [scalar('gamma1', 1.5, 0.15), scalar('gamma2', 1.5, 0.15)];

const weight = (name, start) => scalar(name, 4, start, 0.15);
const kappa1 = {
  ...scalar('kappa1', 5, 1.5, 0.15),
  transform: { kind: 'interval', lower: 0.1, upper: 5, logarithmic: true },
};
const links = [kappa1, weight('kappa2', 0.3), weight('kappa3', -0.2)];
/** The second latent of plurigaussian-correlated. */
const linked = 'Y + kappa2 Z + kappa3 Z^2';

/** Classes that were tried and are not among the program's (docs/results/classes.md, docs/results/materials.md). */
export const tried = {
  // The five-field model with the products of its fields.
  'assb-cross': written(
    'assb-cross',
    [`${five[0]} + gamma1 Xt*Zt`, `${five[1]} + gamma2 Yt*Zt`],
    [...fiveScalars, ...cross, ...thresholds],
  ),
  // The five-field model with cubics.
  'assb-cubic': written(
    'assb-cubic',
    [`${five[0]} + gamma1 Xt^3`, `${five[1]} + gamma2 Yt^3`],
    [...fiveScalars, ...cubic, ...thresholds],
  ),
  // Xi1 a union of two excursion sets; all latents share a square. Unequal starts, or two latents of one law would stay
  // equal.
  'assb-union': written(
    'assb-union',
    ['X + alpha1 Zt^2', 'Y + alpha2 Zt^2', 'W + alpha3 Zt^2'],
    [
      ...['alpha1', 'alpha2', 'alpha3'].map((name) => scalar(name, 4, 0.3)),
      threshold('t1', 0.4),
      threshold('t2', 0.8),
      threshold('t3'),
    ],
    [0, 0, 1, 2],
  ),
  // Polynomials of degree 3 of a field that both latents share.
  'plurigaussian-polynomial': written(
    'plurigaussian-polynomial',
    ['X + kappa1 Z + kappa5 Z^2 + kappa6 Z^3', 'Y + kappa2 Z + kappa3 Z^2 + kappa4 Z^3'],
    [
      { ...scalar('kappa1', 5, 1.5, 0.15), transform: { kind: 'interval', lower: 0.1, upper: 5, logarithmic: true } },
      scalar('kappa2', 4, 0.3, 0.15),
      scalar('kappa3', 4, -0.2, 0.15),
      ...thresholds,
      scalar('kappa4', 1.5, 0.05),
      scalar('kappa5', 4, 0.1),
      scalar('kappa6', 1.5, 0.05),
    ],
  ),
  // A first phase that is not Gaussian, and a second one that depends on the distance from its surface.
  'shared-square': written(
    'shared-square',
    ['X + kappa1 Z + kappa4 Z^2', linked],
    [...links, weight('kappa4', 0.1), ...thresholds],
  ),
  'four-fields': written(
    'four-fields',
    ['X + kappa1 Z + alpha1 Xt^2', linked],
    [...links, weight('alpha1', 0.3), ...thresholds],
  ),
  'five-fields-linear': written(
    'five-fields-linear',
    ['X + kappa1 Z + alpha1 Xt^2', `${linked} + alpha2 Yt^2`],
    [...links, weight('alpha1', 0.3), weight('alpha2', 0.3), ...thresholds],
  ),
  // The first phase where the shared field is small, the sign of that field decides between the others.
  wetting: written(
    'wetting',
    ['X + kappa4 Z^2', 'Y + kappa2 Z'],
    [weight('kappa4', -1), weight('kappa2', 1), ...thresholds],
  ),
  // Three latents that share a field: the third phase's cell is divided again.
  ...Object.fromEntries(
    Object.entries({
      '0102': [0, 1, 0, 2],
      '0120': [0, 1, 2, 0],
      '0121': [0, 1, 2, 1],
      '0112': [0, 1, 1, 2],
      '0012': [0, 0, 1, 2],
    }).map(([name, cells]) => [
      `cells-${name}`,
      written(
        `cells-${name}`,
        ['X + kappa1 Z', linked, 'W + kappa4 Z + kappa5 Z^2'],
        [...links, weight('kappa4', -0.3), weight('kappa5', 0.2), ...thresholds, threshold('t3', 0.5)],
        cells,
      ),
    ]),
  ),
  // Independent latents, the first that is reached decides, as leaves lie on one another.
  ...Object.fromEntries(
    ['0102', '01021', '01201', '01210', '012012', '010212'].map((cells) => {
      const sums = [...cells].slice(1).map((_, l) => 'XYZVW'[l]);
      const levels = sums.map((_, l) => threshold(`t${l + 1}`, 0.3));
      return [`leaves-${cells}`, written(`leaves-${cells}`, sums, levels, [...cells].map(Number))];
    }),
  ),
  // Films: a shared field that three latents follow closely, and bounds that let a film be thin.
  ...Object.fromEntries(
    Object.entries({ '0121': [0, 1, 2, 1], '0112': [0, 1, 1, 2], '0102': [0, 1, 0, 2] }).map(([name, cells]) => [
      `film-${name}`,
      written(
        `film-${name}`,
        ['X + kappa1 Z', linked, 'W + kappa4 Z + kappa5 Z^2'],
        [
          { ...kappa1, transform: { ...kappa1.transform, upper: 30 }, start: 4 },
          ...[
            ['kappa2', 0.3],
            ['kappa3', -2],
            ['kappa4', -0.3],
            ['kappa5', -0.2],
          ].map(([own, start]) => scalar(own, 20, start, 0.15)),
          ...thresholds,
          threshold('t3', 0.5),
        ],
        cells,
      ),
    ]),
  ),
  // Two phases.
  square: written('square', ['X + alpha1 Z^2'], [scalar('alpha1', 4, 0.3), threshold('t1')]),
  // Where two fields vanish together are lines: Xi1 or its complement is a network of channels along them.
  channels: written(
    'channels',
    ['X + alpha1 Z^2 + alpha2 W^2'],
    [scalar('alpha1', 4, 0.5, 0.15), scalar('alpha2', 4, 0.7, 0.15), threshold('t1')],
  ),
  'channels-union': written(
    'channels-union',
    ['X + alpha1 Z^2 + alpha2 W^2', 'Y + alpha3 Z^2 + alpha4 W^2'],
    [
      ...[0.5, 0.7, 0.4, 0.3].map((start, i) => scalar(`alpha${i + 1}`, 4, start, 0.15)),
      threshold('t1', 0.4),
      threshold('t2', 0.8),
    ],
    [0, 0, 1],
  ),
  union: written('union', ['X', 'Y'], [threshold('t1', 0.4), threshold('t2', 0.8)], [0, 0, 1]),
  // Unions richer than level-set-union: a square of its own in each latent, three latents, a shared linear field.
  'union-private': written(
    'union-private',
    ['X + a1 Z^2', 'Y + a2 W^2'],
    [weight('a1', 0.3), weight('a2', 0.2), threshold('t1', 0.4), threshold('t2', 0.8)],
    [0, 0, 1],
  ),
  'union-three': written(
    'union-three',
    ['X + a1 Z^2', 'Y + a2 Z^2', 'W + a3 Z^2'],
    [
      ...[weight('a1', 0.3), weight('a2', 0.2), weight('a3', 0.1)],
      ...[threshold('t1', 0.7), threshold('t2', 1), threshold('t3', 1.3)],
    ],
    [0, 0, 0, 1],
  ),
  'union-linear': written(
    'union-linear',
    ['X + k1 Z + a1 Z^2', 'Y + k2 Z + a2 Z^2'],
    [
      ...[weight('k1', 0.4), weight('a1', 0.3), weight('k2', -0.3), weight('a2', 0.2)],
      ...[threshold('t1', 0.4), threshold('t2', 0.8)],
    ],
    [0, 0, 1],
  ),
  // A third excursion set cut out of the union: cavities that are wider than what the union leaves. Then with the shared
  // square in the cavities too, with a square of their own, and with a square for each latent of the union.
  ...Object.fromEntries(
    Object.entries({
      'union-cavities': ['W', 'X + a1 Z^2', 'Y + a2 Z^2'],
      'cavities-shared': ['W + a3 Z^2', 'X + a1 Z^2', 'Y + a2 Z^2'],
      'cavities-square': ['W + a3 V^2', 'X + a1 Z^2', 'Y + a2 Z^2'],
      'cavities-private': ['W', 'X + a1 Z^2', 'Y + a2 V^2'],
    }).map(([name, sums]) => {
      const inCavities = sums[0].includes('a3') ? [weight('a3', sums[0].includes('Z') ? -0.2 : 0.2)] : [];
      const levels = [threshold('t1', 1.8), threshold('t2', 0.2), threshold('t3', 0.5)];
      return [
        name,
        written(name, sums, [weight('a1', 0.3), weight('a2', 0.2), ...inCavities, ...levels], [0, 1, 1, 0]),
      ];
    }),
  ),
};
