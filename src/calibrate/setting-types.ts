import { z } from 'zod';

/** A whole number in bounds. */
export const whole = (low: number, high: number) => z.number().int().min(low).max(high);
/** A number above 0. */
export const positive = (high: number) => z.number().gt(0).max(high);
