import { type CorrelationEvaluator, type FamilyChoice, familyOf, prepareTapered } from '../../correlation/index.ts';
import { type Amplitude, amplitudeAdjoint, amplitudePair, createLagTable } from '../../field/index.ts';
import { fieldValues, type ModelRecord, parametersOf, toRawGradient, toValues } from '../../phase/index.ts';
import type { ChunkGradient } from './chunk.ts';

/** The generator's amplitude spectra and scalars at one set of parameters, and the way back to the parameters. */
export interface Spectra {
  /** [field] of shape [window, window] - float64. */
  readonly amplitudes: readonly Float64Array[];
  readonly scalars: Float64Array;
  /** By field: clipped share of the spectrum. */
  readonly clippedShares: readonly number[];
  /** Gradient of amplitudes and scalars to that of the unbounded parameters - shape [parameter] - float64. */
  readonly pullback: (gradient: ChunkGradient) => Float64Array;
}

/** Prepares the map from unbounded parameters to spectra for one model class and window. */
export function createSpectra(
  record: ModelRecord,
  family: FamilyChoice,
  window: number,
  taper: number,
): (raw: Float64Array) => Spectra {
  const shape = [1, window, window] as const;
  const size = window * window;
  const parameters = parametersOf(record, family);
  const table = createLagTable(shape, taper);
  const evaluate: CorrelationEvaluator = prepareTapered(familyOf(family), { lags: table.lags, taper });
  const fieldCount = record.fields.length;
  return (raw) => {
    const values = toValues(parameters, raw);
    const correlations = record.fields.map((_, k) => evaluate(fieldValues(record, family, values, k)));
    const tori = Array.from({ length: fieldCount + (fieldCount % 2) }, () => new Float64Array(size));
    correlations.forEach(({ rho }, k) => {
      table.spread(rho, tori[k]);
    });
    const amplitudes: Amplitude[] = [];
    for (let k = 0; k < tori.length; k += 2) amplitudes.push(...amplitudePair(shape, tori[k], tori[k + 1]));
    amplitudes.length = fieldCount;
    const scalars = values.subarray(0, record.scalars.length);
    const pullback = (gradient: ChunkGradient): Float64Array => {
      const byValue = new Float64Array(parameters.length);
      byValue.set(gradient.scalars);
      for (let k = 0; k < fieldCount; k += 2) {
        // The last of an odd number of fields travels with itself.
        const other = Math.min(k + 1, fieldCount - 1);
        const both = [gradient.amplitudes[k], gradient.amplitudes[other]] as const;
        const byRho = amplitudeAdjoint(shape, [amplitudes[k], amplitudes[other]], both);
        for (let field = k; field <= other; field++) {
          const values = fieldValues(record, family, byValue, field);
          values.set(correlations[field].pullback(table.collect(byRho[field - k])));
        }
      }
      return toRawGradient(parameters, raw, byValue);
    };
    return {
      amplitudes: amplitudes.map((a) => a.values as Float64Array),
      scalars,
      clippedShares: amplitudes.map((a) => a.clippedShare),
      pullback,
    };
  };
}
