/**
 * The definition of the discrete Fourier transform, by double loop in float64; every fast version must agree with it.
 * @param shape - lengths of the axes, slowest first.
 * @param re - real part - shape `shape` - float64. @param im - imaginary part, likewise.
 * @returns the forward transform sum_t f(t) exp(-2 pi i k.t / n), same shape.
 */
export function referenceFft(
  shape: readonly number[],
  re: Float64Array,
  im: Float64Array,
): { re: Float64Array; im: Float64Array } {
  const size = re.length;
  const coordinates = (index: number): number[] => {
    const out: number[] = [];
    let rest = index;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      out[axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return out;
  };
  const out = { re: new Float64Array(size), im: new Float64Array(size) };
  for (let k = 0; k < size; k++) {
    const wave = coordinates(k);
    for (let t = 0; t < size; t++) {
      const place = coordinates(t);
      // Reduced modulo one turn axis by axis, which keeps the angle accurate.
      const turns = place.reduce((sum, x, axis) => sum + ((x * wave[axis]) % shape[axis]) / shape[axis], 0);
      const c = Math.cos(2 * Math.PI * turns);
      const s = -Math.sin(2 * Math.PI * turns);
      out.re[k] += re[t] * c - im[t] * s;
      out.im[k] += re[t] * s + im[t] * c;
    }
  }
  return out;
}
