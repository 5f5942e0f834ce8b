import { describe, expect, it } from 'vitest';
import { logarithmic, powerText } from './scales.ts';

describe('logarithmic axes', () => {
  const labels = (values: number[]): string[] => {
    const { ticks, tickFormat } = logarithmic(values) as { ticks: number[]; tickFormat: (tick: number) => string };
    return ticks.map(tickFormat);
  };

  it.each([
    [
      [0.0031, 0.0031],
      ['0.002', '0.005'],
    ],
    [
      [0.003, 0.4],
      ['0.005', '0.01', '0.02', '0.05', '0.1', '0.2', '0.5'],
    ],
    [
      [1e-4, 180],
      ['10⁻⁴', '0.001', '0.01', '0.1', '1', '10', '100'],
    ],
  ])('over %j are ticked at %j', (values, texts) => expect(labels(values)).toEqual(texts));

  it('have two to ten ticks over any range', () => {
    for (let decades = 0; decades < 30; decades += 0.37) {
      const { length } = labels([1e-9, 10 ** (decades - 9)]);
      expect(length).toBeGreaterThanOrEqual(2);
      expect(length).toBeLessThanOrEqual(10);
    }
  });

  it.each([
    [0, '0'],
    [0.25, '0.25'],
    [2e-5, '2·10⁻⁵'],
    [1e12, '10¹²'],
  ])('name %f as %s', (value, text) => expect(powerText(value)).toBe(text));
});
