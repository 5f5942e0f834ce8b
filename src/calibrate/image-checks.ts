import { shownValue } from '../arguments.ts';
import { ExcursaError, type Phrase } from '../errors.ts';
import { countVoxels, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { classes, type ModelRecord, phaseCount } from '../phase/index.ts';
import { maxLagOf, type Settings, taperOf } from './settings.ts';

const fail = (expected: Phrase, got: string, remedy: Phrase): never => {
  throw new ExcursaError({ kind: 'input', what: 'calibrate', expected, got, remedy });
};

const listed = ({ phases }: PhaseMap): string => phases.map(({ label, name }) => `${label}=${name}`).join(', ');

/**
 * Checks that images are phase maps of the same phases: a script may give one map, arrays, or maps that do not fit.
 * @throws ExcursaError (input) when they are not, or hold no voxel of a phase.
 */
export function checkMaps(images: readonly PhaseMap[]): void {
  if (!Array.isArray(images)) fail('a list of phase maps', shownValue(images), '[map]');
  const [first] = images;
  if (!first) fail('at least one image', 'none', 'an image of the material');
  for (const image of images) {
    if (!image?.grid || !image.phases) fail('phase maps', 'something else in the list', 'createPhaseMap');
    createPhaseMap(image.grid, image.data, image.phases);
    if (listed(image) !== listed(first)) {
      fail(`the phases ${listed(first)} in every image`, listed(image), ['the same ', { setting: 'labels' }]);
    }
  }
  const counts = images.map(countVoxels);
  const empty = first.phases.filter((_, phase) => counts.every((voxels) => voxels[phase] === 0));
  if (empty.length === first.phases.length)
    fail('voxels that belong to a phase', 'masked voxels only', 'another image');
  if (empty.length > 0)
    fail('every phase in the images', `none of ${empty[0].name}`, ['other ', { setting: 'labels' }]);
}

/**
 * Checks that a model can be calibrated to these images at all.
 * @throws ExcursaError (input) when the number of phases or the spacing does not fit.
 */
export function checkImages(images: readonly PhaseMap[], record: ModelRecord): void {
  const phases = phaseCount(record);
  const [first] = images;
  if (first.phases.length !== phases) {
    const names = first.phases.map((phase) => `${phase.label}=${phase.name}`).join(', ');
    const suited = Object.values(classes).find((own) => phaseCount(own.record) === first.phases.length);
    const taken = Object.values(classes).map((own) => `${own.record.name} takes ${phaseCount(own.record)}`);
    const fewest = Math.min(...Object.values(classes).map((own) => phaseCount(own.record)));
    // Phases beyond what a class takes are merged with the first one, for example.
    const most = Math.max(...Object.values(classes).map((own) => phaseCount(own.record)));
    const count = first.phases.length;
    const surplus = first.phases.slice(0, count - most + 1);
    const merged = [
      `${surplus.map(({ label }) => label).join('+')}=${surplus[0]?.name}`,
      ...first.phases.slice(surplus.length).map(({ label, name }) => `${label}=${name}`),
    ].join(',');
    const remedy: Phrase = suited
      ? [{ setting: 'model', value: suited.record.name }, ' or other ', { setting: 'labels' }]
      : count > most
        ? ['merging phases, for example ', { setting: 'labels', value: merged }, ` (${taken.join(', ')})`]
        : [`labels of at least ${fewest} phases (${taken.join(', ')})`];
    fail(`${phases} phases for the model ${record.name}`, `${count} (${names})`, remedy);
  }
  for (const { grid } of images) {
    if (grid.rank !== 2) fail('2D sections', 'a volume', { setting: 'as', value: 'sections' });
    const [, dy, dx] = grid.spacing;
    if (Math.abs(dy / dx - 1) > 1e-6) fail('square pixels', `${dy} x ${dx} ${grid.unit}`, 'resampling the image');
    if (Math.abs(dx / first.grid.spacing[2] - 1) > 1e-6)
      fail('one pixel size for all images', 'several', { setting: 'spacing' });
  }
}

/** Checks that images hold the lags to be compared. @throws ExcursaError (input) for smaller ones. */
export function checkLagsFit(images: readonly PhaseMap[], { maxLag }: Settings): void {
  const least = Math.max(24, 2 * (maxLag ?? 0));
  for (const { grid } of images) {
    const [, ny, nx] = grid.shape;
    if (Math.min(ny, nx) >= least) continue;
    const reason = maxLag ? 'twice the largest lag' : 'enough for a two-point function';
    const larger = 'a larger field of view';
    fail(
      `images of at least ${least} pixels, ${reason}`,
      `${ny} x ${nx}`,
      maxLag ? [larger, ' or a smaller ', { setting: 'maxLag' }] : larger,
    );
  }
}

/**
 * Checks that training images can be cut from the images, and that lags and taper fit them.
 * @throws ExcursaError (input) for images smaller than the window, (usage) for a window that is too small.
 */
export function checkWindow(images: readonly PhaseMap[], settings: Settings): void {
  const { window } = settings;
  for (const { grid } of images) {
    const [, ny, nx] = grid.shape;
    const smallest = Math.min(ny, nx);
    if (smallest >= window) continue;
    fail(`images of at least the window's ${window} x ${window} pixels`, `${ny} x ${nx}`, {
      setting: 'window',
      value: Math.max(16, Math.floor(smallest / 16) * 16),
    });
  }
  const reach = Math.floor(window / 2);
  if (taperOf(settings) <= reach && maxLagOf(settings) < reach) return;
  throw new ExcursaError({
    kind: 'usage',
    what: 'calibrate',
    expected: [{ setting: 'taper' }, ' and ', { setting: 'maxLag' }, ` within half the window of ${window} pixels`],
    got: `${taperOf(settings)} and ${maxLagOf(settings)}`,
    remedy: ['a larger ', { setting: 'window' }],
  });
}

const anisotropy = { setting: 'anisotropy' };

/**
 * Checks sections across the plane, or a volume, against the sections in the plane.
 * @throws ExcursaError (input) when phases or pixel width differ, or a phase is missing.
 */
export function checkAcross(across: readonly PhaseMap[], first: PhaseMap): void {
  const names = (map: PhaseMap): string => map.phases.map((phase) => `${phase.label}=${phase.name}`).join(', ');
  for (const map of across) {
    if (names(map) !== names(first)) {
      fail([`the phases ${names(first)} in the sections for `, anisotropy], names(map), [
        'other ',
        { setting: 'labels' },
      ]);
    }
    const [dx, expected] = [map.grid.spacing[2], first.grid.spacing[2]];
    if (map.grid.unit !== first.grid.unit || Math.abs(dx / expected - 1) > 1e-3) {
      fail([`pixels ${expected} ${first.grid.unit} wide in the sections for `, anisotropy], `${dx} ${map.grid.unit}`, [
        { setting: 'anisotropySpacing', value: 'z,x' },
        ' with the width of the calibrated images, or resampling',
      ]);
    }
    const smallest = Math.min(...map.grid.shape.slice(3 - map.grid.rank));
    if (smallest < 24) {
      fail(['sections of at least 24 pixels for ', anisotropy], `${smallest}`, 'a larger field of view');
    }
  }
  first.phases.forEach((phase, i) => {
    if (across.every(({ data }) => !data.includes(i))) {
      fail(['every phase in the sections for ', anisotropy], `none of ${phase.name}`, 'another section');
    }
  });
}

/**
 * Checks that the two-point functions have decayed within the image: a phase whose correlation length is a good part of
 * the image shows too few independent places for any statistics.
 * @param covariance - C_ii(h) - p^2 of each phase - [phase] of shape [lag] - float64. @param lags - voxels. @param
 * smallest - shortest edge, voxels.
 * @throws ExcursaError (input) when the image is smaller than six correlation lengths (lag at which the covariance
 * falls to 1/e).
 */
export function checkCorrelationLength(
  names: readonly string[],
  covariance: readonly ArrayLike<number>[],
  lags: ArrayLike<number>,
  smallest: number,
): void {
  covariance.forEach((values, phase) => {
    const range = Array.from(values).findIndex((c) => c < values[0] / Math.E);
    const length = range < 0 ? lags[lags.length - 1] : lags[range];
    if (smallest < 6 * length) {
      const reach = `${range < 0 ? 'beyond ' : ''}${length.toFixed(0)}`;
      fail(
        'an image of at least 6 correlation lengths',
        `${smallest} pixels where the correlation of ${names[phase]} reaches ${reach}`,
        'a larger field of view or coarser pixels',
      );
    }
  });
}
