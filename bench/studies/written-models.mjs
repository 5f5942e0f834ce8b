/** Records written as text, for studies of classes that the program does not name. */

/** A term written as 'a b X^3*P': scalars a and b, Hermite polynomial of degree 3 of the field X, times P. */
const term = (text) => {
  const words = text.split(' ');
  const [polynomial, times] = words.at(-1).split('*');
  const [field, power = '1'] = polynomial.split('^');
  return { field, power: Number(power), ...(times && { times }), coefficient: words.slice(0, -1) };
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
  dimension: 'number',
  transform: { kind: 'interval', lower: -bound, upper: bound },
  start,
  spread,
});
const threshold = (name, start = 0) => ({ ...scalar(name, 1, start, 0.15), transform: { kind: 'identity' } });
const share = {
  ...scalar('beta', 20, 1, 0.15),
  transform: { kind: 'interval', lower: 0.01, upper: 20, logarithmic: true },
};
const five = ['X + alpha1 Xt^2 + alpha1 beta Zt^2', 'Y + alpha2 Yt^2 + alpha2 beta Zt^2'];
const fiveScalars = [scalar('alpha1', 4, 0.3), scalar('alpha2', 4, 0.3), share];
const thresholds = [threshold('t1'), threshold('t2')];
const cross = [scalar('gamma1', 4, 0.3), scalar('gamma2', 4, 0.3)];
const cubic = [scalar('gamma1', 1.5, 0.15), scalar('gamma2', 1.5, 0.15)];

/** Classes that were tried and are not among the program's (docs/results/classes.md). */
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
};
