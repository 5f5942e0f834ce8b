/** A blur of images, in place; near the border the weights are those of the pixels that exist, divided by their sum. */
export interface Blur {
  /** Blurs planes - shape [plane, size, size] - float32. */
  readonly apply: (planes: Float32Array) => void;
  /** Carries gradients of blurred planes back to the planes. */
  readonly adjoint: (gradients: Float32Array) => void;
}

/** Standard deviations after which the normal weights end. */
const reach = 3;

/**
 * A normal blur that looks at real and generated images alike: with soft phases neither has edges sharper than the
 * other's.
 * @param size - edge of the square planes, pixels. @param deviation - standard deviation, pixels.
 */
export function createBlur(size: number, deviation: number): Blur {
  const radius = Math.ceil(reach * deviation);
  const weights = Float64Array.from({ length: radius + 1 }, (_, d) => Math.exp(-((d / deviation) ** 2) / 2));
  const sums = Float64Array.from({ length: size }, (_, at) => {
    let sum = 0;
    for (let d = -Math.min(radius, at); d <= Math.min(radius, size - 1 - at); d++) sum += weights[Math.abs(d)];
    return sum;
  });
  const line = new Float64Array(size);

  /**
   * Symmetric weights along one line, divided by their sums afterwards, or before: the two are each other's adjoint.
   */
  const along = (values: Float32Array, from: number, stride: number, before: boolean): void => {
    for (let i = 0; i < size; i++) line[i] = values[from + i * stride] / (before ? sums[i] : 1);
    for (let i = 0; i < size; i++) {
      let sum = 0;
      for (let j = Math.max(0, i - radius); j <= Math.min(size - 1, i + radius); j++) {
        sum += weights[Math.abs(j - i)] * line[j];
      }
      values[from + i * stride] = before ? sum : sum / sums[i];
    }
  };
  const both = (planes: Float32Array, before: boolean): void => {
    for (let plane = 0; plane < planes.length; plane += size * size) {
      for (let i = 0; i < size; i++) along(planes, plane + i * size, 1, before);
      for (let i = 0; i < size; i++) along(planes, plane + i, size, before);
    }
  };
  return { apply: (planes) => both(planes, false), adjoint: (gradients) => both(gradients, true) };
}
