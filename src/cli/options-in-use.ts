import { ExcursaError, type Phrase } from '../errors.ts';

/** Options that have an effect only where something else holds. */
export interface Condition {
  /** Names of the options. */
  readonly options: readonly string[];
  readonly holds: boolean;
  /** What they need, and what is there in its place. */
  readonly expected: Phrase;
  readonly got: string;
  readonly remedy?: Phrase;
}

/**
 * Refuses flags that would have no effect: who types one expects one. Settings of a configuration file serve many runs,
 * and are passed over.
 * @param typed - names of the options whose flags were typed.
 * @throws ExcursaError (usage) for the first of them.
 */
export function checkEffect(typed: readonly string[], conditions: readonly Condition[]): void {
  for (const { options, holds, expected, got, remedy = 'without it' } of conditions) {
    const setting = options.find((name) => typed.includes(name));
    if (holds || setting === undefined) continue;
    throw new ExcursaError({ kind: 'usage', what: { setting }, expected, got, remedy });
  }
}
