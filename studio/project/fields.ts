/** What fields take: each rule gives a sentence for a text that is refused, and undefined for one that is taken. */

export type Rule = (text: string) => string | undefined;

/** A decimal number with a point or a comma. */
const decimal = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i;
/** As 1,000, which is a thousand to some and one to others. */
const ambiguous = /^[+-]?[1-9]\d{0,2},\d{3}$/;

/** A number as people write it, also with a comma; NaN for anything else, and for what may be read in two ways. */
export function numberOf(text: string): number {
  const own = text.trim();
  return decimal.test(own) && !ambiguous.test(own) ? Number(own.replace(',', '.')) : Number.NaN;
}

/** A length or another positive number. */
export const positive =
  (what: string): Rule =>
  (text) => {
    const value = numberOf(text);
    return Number.isFinite(value) && value > 0 ? undefined : `${what}: expected a positive number, got "${text}".`;
  };

/** 0 or more; an empty field is 0. */
export const notNegative =
  (what: string): Rule =>
  (text) => {
    const value = text.trim() === '' ? 0 : numberOf(text);
    return Number.isFinite(value) && value >= 0
      ? undefined
      : `${what}: expected 0 or a positive number, got "${text}".`;
  };

/** A whole number from one to another. */
export const whole =
  (what: string, low: number, high = Number.MAX_SAFE_INTEGER): Rule =>
  (text) => {
    const value = numberOf(text);
    const range = high === Number.MAX_SAFE_INTEGER ? `${low} on` : `${low} to ${high}`;
    return Number.isInteger(value) && value >= low && value <= high
      ? undefined
      : `${what}: expected a whole number from ${range}, got "${text}".`;
  };
