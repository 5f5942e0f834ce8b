/** How well a rule tells two samples of images apart, on windows that it has not learned from. */
export interface Separation {
  /** Balanced accuracy: mean of the shares of both samples' windows that are assigned rightly; 0.5 is a guess. */
  readonly accuracy: number;
  /** 95 % interval of the accuracy, windows taken for independent. */
  readonly ci95: readonly [number, number];
  /** Windows scored of both samples. */
  readonly windows: readonly [number, number];
}

/** Rightly assigned windows of one sample. */
export interface Score {
  readonly right: number;
  readonly count: number;
}

/**
 * Accuracy of all folds together; the interval by the normal approximation with two successes and two failures added
 * (Agresti and Coull).
 */
export function separation(folds: readonly (readonly [Score, Score])[]): Separation {
  const sides = [0, 1].map((side) => ({
    right: folds.reduce((sum, fold) => sum + fold[side].right, 0),
    count: folds.reduce((sum, fold) => sum + fold[side].count, 0),
  }));
  const accuracy = sides.reduce((sum, { right, count }) => sum + right / count / 2, 0);
  const smooth = sides.map(({ right, count }) => ({ p: (right + 2) / (count + 4), n: count + 4 }));
  const centre = (smooth[0].p + smooth[1].p) / 2;
  const error = Math.sqrt(smooth.reduce((sum, { p, n }) => sum + (p * (1 - p)) / n / 4, 0));
  return {
    accuracy,
    // At a share of 1 or 0 what is added moves the interval past the share itself.
    ci95: [
      Math.max(0, Math.min(accuracy, centre - 1.96 * error)),
      Math.min(1, Math.max(accuracy, centre + 1.96 * error)),
    ],
    windows: [sides[0].count, sides[1].count],
  };
}
