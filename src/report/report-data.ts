import type { AnisotropyEstimate, ExactFitSummary, LogEntry, Signature } from '../calibrate/index.ts';
import type { Choice } from '../choice/index.ts';
import type { Comparison, SimilarityComparison, Unseen, Verdict } from '../compare/index.ts';
import type { Description } from '../descriptor/index.ts';
import type { PhaseMap } from '../grid/index.ts';
import type { Realism } from '../realism/index.ts';

/** How a report's numbers came to be. */
export interface Provenance {
  readonly version: string;
  readonly command: string;
  readonly seed: number;
  readonly date?: string;
  readonly machine?: string;
  readonly inputs: readonly { readonly path: string; readonly sha256: string; readonly bytes: number }[];
  readonly seconds?: number;
}

/** Chord-length histograms of one phase along one axis. */
export interface ChordHistogram {
  readonly phase: string;
  readonly axis: string;
  readonly unit: string;
  /** Length of one bin: the voxel spacing along the axis. */
  readonly spacing: number;
  /** Chords by length in voxels, from 1 - [bin] - chords. */
  readonly data: readonly number[];
  readonly model: readonly number[];
}

/** One row of the parameter table. */
export interface ParameterRow {
  readonly group: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Least and largest value that the calibration allowed. */
  readonly bounds?: readonly [number, number];
  readonly meaning: string;
}

/** Correlation function of one field. */
export interface CorrelationCurve {
  readonly field: string;
  /** Distances - [lag] - `unit`. */
  readonly lags: readonly number[];
  /** Correlation at each lag - [lag] - dimensionless. */
  readonly rho: readonly number[];
  readonly unit: string;
}

/** The answer that a report gives before anything else. */
export interface Answer {
  /** What the colour of the answer stands for: usable, usable in part, not usable, or a measurement without a model. */
  readonly tone: 'good' | 'mixed' | 'bad' | 'neutral';
  /** What the model may be used for, and what not, in one sentence. */
  readonly sentence: string;
  readonly reason?: string;
  /** The one command that helps most now, and what for. */
  readonly next?: { readonly why: string; readonly command: string } | undefined;
}

/** A number of the strip below the pictures. */
export interface StripNumber {
  readonly title: string;
  readonly unit: string;
  readonly model?: number;
  readonly data?: number;
  /** Standard error of the data's value, where there is no model. */
  readonly dataError?: number;
  /** (model - data) / |data|, and the same in standard errors; without them where they are not finite. */
  readonly error?: number;
  readonly off?: number;
  /** What can be said of model and data in it. */
  readonly verdict?: Verdict;
  /** Whether model and data have the same value in every realisation, of which no scatter tells more. */
  readonly same?: boolean;
  /** Whether it is of the drawn volume, which is one, and there are no data to compare it with. */
  readonly ofTwin?: boolean;
  /** Its least and largest value in cubes of models that the images do not tell apart, with two standard errors. */
  readonly interval?: readonly [number, number];
  /** Why there is no number. */
  readonly missing?: string;
}

/** The numbers of one phase that a reader looks for first. */
export interface StripPhase {
  readonly phase: string;
  readonly numbers: readonly StripNumber[];
}

/** What a report shows; every section appears only when its data are there. */
export interface ReportData {
  readonly title: string;
  readonly subtitle?: string;
  readonly provenance: Provenance;
  readonly answer?: Answer | undefined;
  readonly strip?: readonly StripPhase[];
  /** How the numbers were made, as a paragraph for the methods section of a paper. */
  readonly methods?: string;
  /** Plain sentences on what fits and what does not. */
  readonly verdict?: readonly string[];
  /** Sections of the data and of the model, shown side by side at one scale. */
  readonly slices?: readonly { readonly data: PhaseMap; readonly model?: PhaseMap }[];
  /** Whether sections of the model can be told from the data. */
  readonly realism?: Realism;
  /** Mean structural similarity of images of model and data. */
  readonly similarity?: readonly SimilarityComparison[];
  /** A drawn volume, and the true one where it is known. */
  readonly twin?: PhaseMap;
  readonly truth?: PhaseMap;
  /** How the model class was chosen, where it was. */
  readonly choice?: Choice;
  /** What the sections leave open in 3D. */
  readonly unseen?: Unseen;
  /** What a calibration of the exact two-point functions found besides the parameters. */
  readonly exactFit?: ExactFitSummary;
  /** The scale of the z axis, where it was estimated. */
  readonly anisotropy?: AnisotropyEstimate;
  readonly comparisons?: readonly { readonly title: string; readonly comparison: Comparison }[];
  readonly chords?: readonly ChordHistogram[];
  readonly description?: Description;
  readonly history?: readonly LogEntry[];
  readonly warnings?: readonly Signature[];
  readonly parameters?: readonly ParameterRow[];
  readonly correlations?: readonly CorrelationCurve[];
  readonly citations: readonly { readonly key: string; readonly text: string; readonly bibtex: string }[];
}
