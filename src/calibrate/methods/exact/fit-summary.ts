import type { ExactNumber } from '../../../compare/index.ts';

/** A quantity of the fitted model beside the same quantity of the data. */
export interface FittedQuantity extends ExactNumber {
  /** Standard error of the model's value, propagated from the data through the fit, relative. */
  readonly modelStandardError: number;
  /** Whether the loss holds it as a residual of its own. */
  readonly inLoss: boolean;
}

/** An exact two-point function of the fitted model beside the data's, phases in the user's order. */
export interface FittedCurve {
  /** Names of the two phases, 'a-b' or 'a-a'. */
  readonly pair: string;
  /** Phases as positions in the user's order. */
  readonly phases: readonly [number, number];
  /** Probabilities C(h) by lag - [lag]. */
  readonly model: readonly number[];
  readonly data: readonly number[];
  /** Standard error of the data's values from the scatter of the blocks - [lag]. */
  readonly dataStandardError: readonly number[];
  /** Standard error of the model's values, propagated from the data through the fit - [lag]. */
  readonly modelStandardError: readonly number[];
}

/** Is the misfit larger than sampling explains? */
export interface GoodnessOfFit {
  /**
   * Hotelling's T^2: squared misfit in units of the scatter of windows of the model, over all directions; null where
   * there is no test.
   */
  readonly chiSquare: number | null;
  /** What chiSquare would be on average if the model were true. */
  readonly expected: number | null;
  /** Directions tested: those in which the model's windows scatter most, without what the fit follows. */
  readonly components: number;
  /** Windows drawn from the fitted model, which give the scatter. */
  readonly windows: number;
  /** Edge of a window, pixels. */
  readonly windowEdge: number;
  /** Sections of a window: more than one where those of the data are of one volume, at a known distance. */
  readonly sections?: number;
  /** Probability of a misfit as large or larger, if the model were true: uniform between 0 and 1 for true models. */
  readonly pValue: number | null;
  /** `misfit` below p = 0.01, `weak evidence against` below 0.05; `not testable` where windows are too much alike. */
  readonly verdict: 'compatible' | 'weak evidence against' | 'misfit' | 'not testable';
  /** One plain sentence with the descriptor or curve that shows the misfit most. */
  readonly sentence: string;
}

/** A combination of parameters, in standard deviations of the random starts on their unbounded scales. */
export interface Combination {
  /** Singular value of the whitened Jacobian: how many standard errors of the data the combination moves per unit. */
  readonly singularValue: number;
  /** Largest weights of the combination's unit vector, largest first. */
  readonly terms: readonly { readonly group: string; readonly parameter: string; readonly weight: number }[];
}

/** What the data determine. */
export interface Identifiability {
  /** All singular values, falling - [parameter]. */
  readonly singularValues: readonly number[];
  /** Number above 1: combinations that the data know better than the starts did. */
  readonly determined: number;
  readonly parameters: number;
  /** The best determined combinations. */
  readonly combinations: readonly Combination[];
}

/** One random start of one order. */
export interface StartSummary {
  /** Labels that play Xi_1, Xi_2, ... */
  readonly order: readonly number[];
  readonly start: number;
  /** Levenberg-Marquardt steps. */
  readonly iterations: number;
  /** Loss at the parameters at which it was dropped or had converged, with the tolerances of the last round. */
  readonly loss: number;
  /** Round in which it was dropped, 0 first; null for those fitted to the end. */
  readonly droppedInRound: number | null;
}

/** An exact expectation of the fitted model. */
export interface Prediction {
  /**
   * 'specific surface area, continuum' and 'interface area, continuum' (Rice's formula), 'specific surface area, volume
   * images' (Crofton with 13 directions) or 'voxel face area, volume images'.
   */
  readonly quantity: string;
  /** Phase, or 'a-b' for an interface. */
  readonly of: string;
  readonly value: number;
  readonly unit: string;
}

/** An optimum that the two-point functions do not tell from others. */
export interface Optimum {
  /** Labels that play Xi_1, Xi_2, ... */
  readonly order: readonly number[];
  /** Where its fit began: near the centre of the ranges, anywhere in them, or beside the best optima of those. */
  readonly origin: 'narrow' | 'wide' | 'second generation';
  readonly loss: number;
  /** Squared distance of its higher-order statistics from the data's, in units of the data's scatter. */
  readonly score: number;
  /** Optima of one number look alike. */
  readonly look: number;
  /** Parameters, as a model of the class has them - [parameter]. */
  readonly values: readonly number[];
  /** Features that differ most from the data's, with the difference in standard errors. */
  readonly differences: readonly {
    readonly feature: string;
    readonly model: number;
    readonly data: number;
    readonly deviation: number;
  }[];
}

/** The optima of equal loss, and how one of them was chosen. */
export interface Optima {
  /** All that were kept, the nearest to the data first: the first is the one chosen. */
  readonly optima: readonly Optimum[];
  /** Their number, and how many ways of looking there are among them. */
  readonly kept: number;
  readonly looks: number;
  /** Fits tried. */
  readonly tried: number;
  /** Largest loss that the scatter of the data explains. */
  readonly largestLoss: number;
  /** Score that a true model would have on average, or less. */
  readonly expectedScore: number;
  /** Edge of the windows that are compared, pixels, and windows of the data. */
  readonly window: number;
  readonly windows: number;
  /** What the set shows. */
  readonly sentence: string;
}

/** Everything the exact calibration found besides the parameters. */
export interface ExactFitSummary {
  /** Lags of the curves, in `unit` - [lag]. */
  readonly lags: readonly number[];
  readonly unit: string;
  readonly curves: readonly FittedCurve[];
  readonly quantities: readonly FittedQuantity[];
  /** Blocks of the images whose scatter gives the standard errors of the data. */
  readonly blocks: number;
  /** Exact expectations of the model that the images have no counterpart for. */
  readonly predictions: readonly Prediction[];
  readonly goodnessOfFit: GoodnessOfFit;
  readonly identifiability: Identifiability;
  /**
   * Discrepancy that the class had to be granted in every feature, relative to its scale; 0.003, the least, where it
   * can follow the data.
   */
  readonly discrepancy: number;
  readonly starts: readonly StartSummary[];
  /** Optima of equal loss, where the images hold enough windows to tell them apart and the search was wide. */
  readonly optima?: Optima;
  readonly quadrature: {
    /** Sobol points of the last round. */
    readonly points: number;
    /**
     * Standard deviation of the loss at the optimum under independent scramblings with as many points, relative to the
     * loss.
     */
    readonly lossScatter: number;
    /** Times the fit was repeated with more points because its optimum depended on them. */
    readonly repeats: number;
    /** Largest standard deviation of an interface area under such scramblings, relative to the area. */
    readonly areaScatter: number;
    /** Whether that is below 1 %; where it is not, areas and curves of the model are not known better. */
    readonly accurate: boolean;
  };
  /**
   * Weight of the smoothness prior, with the cross-validated loss of every weight tried; only for the high-parametric
   * families.
   */
  readonly smoothness?: {
    readonly weight: number;
    readonly tried: readonly { readonly weight: number; readonly loss: number }[];
  };
}
