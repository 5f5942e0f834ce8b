/** Arrays that an optimiser moves. */
export type ParameterArray = Float32Array | Float64Array;

/** Moments of Adam, one array for each parameter array. */
export interface AdamState<T extends ParameterArray> {
  /** Updates made so far. */
  step: number;
  /** Running means of the gradients. */
  readonly first: T[];
  /** Running means of their squares. */
  readonly second: T[];
}

/** Constants of Adam. */
export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** Moments of zero for parameters of these shapes. */
export function createAdamState<T extends ParameterArray>(parameters: readonly T[]): AdamState<T> {
  const zeros = (): T[] => parameters.map((p) => p.slice().fill(0) as T);
  return { step: 0, first: zeros(), second: zeros() };
}

/**
 * One update of Adam, in place.
 * @param parameters - arrays to move. @param gradients - of the same shapes. @param state - moments, updated too.
 * @source kingma2015: Kingma and Ba, Adam: a method for stochastic optimization, ICLR 2015, arXiv 1412.6980
 */
export function adamStep<T extends ParameterArray>(
  parameters: readonly T[],
  gradients: readonly ParameterArray[],
  state: AdamState<T>,
  { learningRate, beta1, beta2, epsilon }: AdamOptions,
): void {
  state.step++;
  const scale1 = 1 / (1 - beta1 ** state.step);
  const scale2 = 1 / (1 - beta2 ** state.step);
  parameters.forEach((values, a) => {
    const gradient = gradients[a];
    const first = state.first[a];
    const second = state.second[a];
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i];
      first[i] = beta1 * first[i] + (1 - beta1) * g;
      second[i] = beta2 * second[i] + (1 - beta2) * g * g;
      values[i] -= (learningRate * first[i] * scale1) / (Math.sqrt(second[i] * scale2) + epsilon);
    }
  });
}
