import type { ByAxis, Phase } from '../grid/index.ts';

/** A value that could not be measured, and why. */
export interface Unmeasured {
  readonly value: null;
  readonly reason: string;
}

/** Volume fraction with its 95 % confidence interval, Var = (1/N) sum_h (C(h) - p^2). */
export interface VolumeFraction {
  readonly value: number;
  readonly ci95: readonly [number, number] | null;
}

/**
 * Specific surface area of the boundary of a phase, per volume of the whole material. Volumes give `crofton` (13 directions), images give
 * `stereological`, (4/pi) L_A with L_A the boundary length per area by 4 directions; both give `faces`, voxel faces per volume.
 */
export interface SpecificSurfaceArea {
  readonly crofton?: number;
  readonly stereological?: number;
  readonly faces: number;
  /** Inverse of the grid's unit, '1/um' for instance. */
  readonly unit: string;
  readonly estimator: string;
}

/** Number-weighted chord lengths along one axis; chords cut by the border of the window or by a mask are left out (minus-sampling). */
export interface ChordLength {
  readonly mean: number;
  readonly std: number;
  /** Complete chords measured. */
  readonly count: number;
  readonly unit: string;
  /** Each chord with its length for weight. */
  readonly lengthWeighted: { readonly mean: number; readonly std: number };
  /** Corrected for chords that the border cuts; `remaining` is the share of chords longer than any seen whole, whose rest is not counted. */
  readonly kaplanMeier: { readonly mean: number; readonly std: number; readonly remaining: number };
  /** Number of chords of each length - [length in voxels - 1] - chords. For histograms; not part of the printed JSON. */
  readonly histogram: readonly number[];
}

/** Lineal-path function along one axis: probability that a segment of each length lies wholly in the phase; segments inside the window count. */
export interface LinealPath {
  /** Mean lineal length: integral of `values` over `lags` by the value at 0. */
  readonly mean: number;
  /** Lengths of segments between the centres of their end voxels - [lag] - `unit`; 0 first. */
  readonly lags: readonly number[];
  /** L(r) - [lag] - probability; the first is the volume fraction. */
  readonly values: readonly number[];
  readonly unit: string;
}

/** Connected components by faces; shares are of the phase's voxels. Windows do not wrap. */
export interface Connectivity {
  /** Number of components, those cut by the border included. */
  readonly components: number;
  /** Share in the largest component. */
  readonly largest: number;
  /** Share in components that touch no border of the window. */
  readonly isolated: number;
  /** Share in components that touch both faces across an axis. */
  readonly percolating: ByAxis<number>;
}

/** Euler number density: `value` with 26 (in an image 8) neighbours, `faceConnected` with 6 (4). */
export interface EulerNumber {
  readonly value: number;
  readonly faceConnected: number;
  /** '1/um^3' or '1/um^2', for instance. */
  readonly unit: string;
}

/** Lines along which three phases meet, of those that a phase takes part in. */
export interface TripleLines {
  /** Length per volume, L_V = 2 P_A - `unit`. */
  readonly value: number;
  /** Triple points per area of sections, P_A - `unit`. */
  readonly pointsPerArea: number;
  /** '1/um^2', for instance. */
  readonly unit: string;
}

/** Length of shortest paths inside a phase from face to face over the distance of the faces; over the far voxels that are reached. */
export interface GeodesicTortuosity {
  readonly mean: number;
  readonly std: number;
  /** Share of the phase's voxels on the far face that a path reaches. */
  readonly reached: number;
  /** Standard error of the mean, from parts of the far face; null where some are not reached. */
  readonly error: number | null;
}

/**
 * How much of a phase is covered by balls of a radius: of balls that fit into it (continuous phase size distribution), or that also can be pushed
 * in from the face of the axis' lowest coordinate (simulated intrusion of mercury).
 */
export interface SizeDistribution {
  /** Radii of balls, rising: half a voxel edge less than the distance of their centre to the nearest voxel centre of another phase - `unit`. */
  readonly radii: readonly number[];
  /** Share of the phase's voxels covered by balls of that radius or larger - [radius]. */
  readonly values: readonly number[];
  /** Radius at which the share is one half (r50); null if it is less everywhere. */
  readonly median: number | null;
  /** Mean over the phase's volume of the largest radius that covers it; what no ball covers counts 0. */
  readonly mean: number;
  /** Standard errors, from the distributions in parts of the window; null where one has no such value. */
  readonly errors: { readonly median: number | null; readonly mean: number | null };
  readonly unit: string;
}

/** (neck / bulge)^2: of the medians of the intruded and of the continuous size distribution. */
export interface Constrictivity {
  readonly value: number;
  /** r50 of the intrusion - `unit`. */
  readonly neck: number;
  /** r50 of the continuous size distribution - `unit`. */
  readonly bulge: number;
  /** Standard error of the value, from parts of the window. */
  readonly error: number | null;
  readonly unit: string;
}

/** The window whose volume fraction would have a standard error of 1 % of it. */
export interface Representativity {
  /** Edge of a square, or cube - `unit`. */
  readonly edge: number;
  /** Integral range A of the phase, Var = p (1 - p) A / V - unit^rank. */
  readonly integralRange: number;
  readonly unit: string;
}

/** Standard errors in the units of their quantities, from parts of the window; null where parts cannot tell. */
export interface StandardErrors {
  /** Number of parts. */
  readonly parts: number;
  readonly specificSurfaceArea: number | null;
  readonly eulerNumber: number | null;
  readonly tripleLines: number | null;
  readonly chordLength: ByAxis<number | null>;
  readonly chordLengthStd: ByAxis<number | null>;
  readonly linealPath: ByAxis<number | null>;
}

/** What is measured of one phase. Axis names follow [z, y, x]; an image has no z. */
export interface PhaseDescription extends Phase {
  readonly volumeFraction: VolumeFraction;
  readonly specificSurfaceArea: SpecificSurfaceArea | Unmeasured;
  readonly chordLength: ByAxis<ChordLength | Unmeasured>;
  readonly linealPath: ByAxis<LinealPath | Unmeasured>;
  readonly connectivity: Connectivity | Unmeasured;
  readonly eulerNumber: EulerNumber | Unmeasured;
  readonly tripleLines: TripleLines | Unmeasured;
  readonly representativity: Representativity | Unmeasured;
  readonly standardErrors: StandardErrors;
  /** Those below are missing from a basic description. */
  readonly geodesicTortuosity?: ByAxis<GeodesicTortuosity | Unmeasured>;
  readonly sizeDistribution?: SizeDistribution | Unmeasured;
  readonly intrusion?: ByAxis<SizeDistribution | Unmeasured>;
  readonly constrictivity?: ByAxis<Constrictivity | Unmeasured>;
}

/** Two-point coverage probabilities C_ij(h) over lags, by 'name-name'; first all pairs of a phase with itself, then the mixed ones in order. */
export interface TwoPointPairs {
  /** Lags in the unit of the whole; lag 0 first. */
  readonly lags: readonly number[];
  readonly pairs: { readonly [pair: string]: readonly number[] };
}

/** C_ij(h) = P(o in phase i, h in phase j), averaged over rings of nearest-integer lag (`lags` are the means of each), and along each axis. */
export interface TwoPoint extends TwoPointPairs {
  readonly unit: string;
  readonly byAxis: ByAxis<TwoPointPairs>;
}

/** Everything `excursa describe` measures of one image or volume. */
export interface Description {
  readonly grid: { readonly shape: readonly number[]; readonly spacing: readonly number[]; readonly unit: string };
  readonly phases: readonly PhaseDescription[];
  readonly twoPoint: TwoPoint;
}

/** A quantity that is compared by its name. */
export interface FurtherComparison {
  readonly name: string;
  /** What the number is: a length, a number per volume (in an image, per area), a length per volume, or none of these. */
  readonly unit: 'length' | 'perVolume' | 'lengthPerVolume' | 'none';
  readonly compared: Compared | Unmeasured;
}

/** One quantity of the model against the reference. Relative numbers: 0.01 is 1 %. */
export interface Compared {
  readonly model: number;
  readonly reference: number;
  /** (model - reference) / |reference|. */
  readonly error: number;
  /** Standard error of `error` from the scatter of the model's realisations: s / sqrt(n) / |reference|. */
  readonly uncertainty: number;
  /** Scatter of a single realisation, s / |reference|: the sampling error to be expected of the reference itself. */
  readonly scatter: number;
}

/** A distance between the model's and the data's distribution, with what chance alone makes of it. */
export interface DistanceValues {
  /** Mean over the realisations of the distance between one of them and the data. */
  readonly value: number;
  /** Scatter over the realisations. */
  readonly std: number;
  /** The same with another realisation in the data's place: mean, and scatter from one to the next, which two realisations cannot tell. */
  readonly modelAgainstModel: { readonly mean: number; readonly std: number | null };
  /** Distance between two halves of the data, where they were measured. */
  readonly dataAgainstData: number | null;
}

/** How far the model's distribution of a length is from the data's. */
export interface DistributionComparison {
  /** 'chord length', 'lineal path' or 'radius of sizes'. */
  readonly name: string;
  /** Axis, or 'all' for what has no direction. */
  readonly direction: 'x' | 'y' | 'z' | 'all';
  readonly unit: string;
  readonly compared:
    | {
        /** Mean of the data's distribution - `unit`. */
        readonly scale: number;
        /** Wasserstein distance of order 1 - `unit`. */
        readonly wasserstein: DistanceValues;
        /** Largest difference of the shares that are longer - dimensionless. */
        readonly kolmogorovSmirnov: DistanceValues;
      }
    | Unmeasured;
}

/** Mean structural similarity (MSSIM) of one phase, between images that are not aligned: see `structuralSimilarity` for what it can say. */
export interface SimilarityComparison {
  readonly phase: string;
  readonly compared:
    | {
        /** Mean over the realisations. */
        readonly modelAgainstData: number;
        /** Scatter over the realisations. */
        readonly scatter: number;
        /** Between realisations, each with the next. */
        readonly modelAgainstModel: number;
        /** Between two halves of the data, where there are any. */
        readonly dataAgainstData: number | null;
      }
    | Unmeasured;
}

/** A curve of the model against the reference, over the lags that all sides have. */
export interface ComparedCurve {
  /** Lags - [lag] - `unit`; 0 first. */
  readonly lags: readonly number[];
  readonly unit: string;
  readonly model: readonly number[];
  readonly reference: readonly number[];
  /** Scatter of one realisation. */
  readonly std: readonly number[];
}

/**
 * The comparison of one phase. `chordLength`, `chordLengthStd` and `linealPath` (the mean lineal length) are by axis, and `mean` pools the
 * axes that both sides have; so does `linealPathCurve`.
 */
export interface PhaseComparison extends Phase {
  readonly volumeFraction: Compared;
  readonly specificSurfaceArea: Compared | Unmeasured;
  readonly chordLength: { readonly [axis in 'x' | 'y' | 'z' | 'mean']?: Compared | Unmeasured };
  readonly chordLengthStd: { readonly [axis in 'x' | 'y' | 'z' | 'mean']?: Compared | Unmeasured };
  readonly linealPath: { readonly [axis in 'x' | 'y' | 'z' | 'mean']?: Compared | Unmeasured };
  readonly linealPathCurve: ComparedCurve | Unmeasured;
  /** Topology, paths and sizes, as far as both sides have them. */
  readonly further: readonly FurtherComparison[];
  /** Distances between distributions, by quantity and direction. */
  readonly distributions: readonly DistributionComparison[];
}

/** Everything `excursa validate` compares. */
export interface Comparison {
  readonly realisations: number;
  /** Shape [z, y, x] of each realisation, voxels. */
  readonly shape: readonly number[];
  readonly phases: readonly PhaseComparison[];
  readonly twoPoint: {
    readonly lags: readonly number[];
    readonly unit: string;
    /** By pair: curves over the lags; `std` is the scatter of one realisation. */
    readonly pairs: {
      readonly [pair: string]: { model: readonly number[]; reference: readonly number[]; std: readonly number[] };
    };
    /** Root mean square difference over pairs and lags, a probability. */
    readonly rootMeanSquareError: number;
  };
}
