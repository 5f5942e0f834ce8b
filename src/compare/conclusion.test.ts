import { describe, expect, it } from 'vitest';
import type { PhaseComparison } from './comparison.ts';
import { conclude } from './conclusion.ts';

it('large percentages are whole numbers of two digits, without a power of ten', () => {
  const row = {
    name: 'own',
    title: 'own',
    value: 1,
    model: 1,
    reference: 1,
    error: 0.1,
    standardError: 1,
    scatter: 2,
    realisations: 8,
  };
  const quantities = [0.0812, 8.57].map((detectable) => ({ ...row, verdict: 'undecided', detectable, delta: 0.05 }));
  const phases = [{ name: 'pore', quantities }] as unknown as PhaseComparison[];
  expect(conclude(phases, 8).reason).toBe(
    'In undecided quantities only differences above 8.1 % to 860 % would have been seen.',
  );
});

it('calls fitted rows that are undecided what their rows call them', () => {
  const row = (title: string, verdict: 'agrees' | 'undecided', fitted: boolean) => ({
    ...{ name: title, title, unit: '', shows: title, model: 1, reference: 1, error: 0, scatter: 0.1 },
    ...{ standardError: 0.1, degreesOfFreedom: 7, realisations: 8, pValue: 0.5, detectable: 0.3 },
    ...{ ranked: false, delta: 0.05, verdict, fitted },
  });
  const quantities = [row('a', 'agrees', true), row('b', 'undecided', true), row('c', 'undecided', false)];
  const found = conclude([{ name: 'pore', quantities }] as unknown as Parameters<typeof conclude>[0], 64);
  expect(found.sentence).toBe('Usable, as far as the fit tells, for a; fitted but undecided for b; undecided for c.');
  expect(found).toMatchObject({ usable: ['a'], undecided: ['b', 'c'] });
});

describe('what differs first', () => {
  const row = (name: string, error: number, more: object = {}) => ({
    ...{ name, title: name, unit: '', shows: name, model: 1 + error, reference: 1, error, scatter: 0.02 },
    ...{ standardError: 0.03, degreesOfFreedom: 7, realisations: 8, pValue: 1e-9, detectable: 0.1 },
    ...{ ranked: false, delta: 0.05, verdict: Math.abs(error) > 0.1 ? 'differs' : 'undecided', fitted: false, ...more },
  });
  const roundness = { reads: { above: 'less round', below: 'rounder' }, standardError: 0.005 };
  const of = (...quantities: object[]) => [
    { name: 'am', quantities },
    { name: 'se', quantities },
  ];
  const told = (phases: object[]) =>
    conclude(phases as unknown as PhaseComparison[], 8, { model: 'level-set', images: true });

  it('is a shape where volume fractions and lengths are right', () => {
    const found = told(of(row('chordLength', 0.01), row('sizeMean', 0.3, roundness)));
    expect(found.reason).toBe('sizeMean of am differs by +30 % (standard error 0.50 %): less round.');
    expect(found.next?.settings).toEqual([{ setting: 'model', value: 'auto' }]);
  });

  it('is the factor of all lengths where these are wrong, and a class is chosen for the images as shapes differ', () => {
    const found = told(of(row('chordLength', 0.3), row('sizeMean', 0.3, roundness)));
    expect(found.reason).toBe(
      'Lengths of the model are about 1.30 times those of the data: chordLength of am differs by +30 % (standard error 3.0 %).',
    );
    expect(found.next).toMatchObject({ ofReference: true, settings: [{ setting: 'model', value: 'auto' }] });
  });

  it('is lengths alone, and the same class is fitted to the images', () => {
    const found = told(of(row('chordLength', 0.3), row('sizeMean', 0.01, roundness)));
    expect(found.next).toMatchObject({ ofReference: true, settings: [{ setting: 'model', value: 'level-set' }] });
  });

  it('is a volume fraction that differs, without a word on shapes', () => {
    const found = told(of(row('volumeFraction', -0.4), row('chordLength', 0.02), row('sizeMean', 0.3, roundness)));
    expect(found.reason).toBe('volumeFraction of am differs by −40 % (standard error 3.0 %).');
  });

  it('is the phase that the data do not have, without a percentage of 0', () => {
    const absent = row('volumeFraction', Number.POSITIVE_INFINITY, { model: 0.4123, reference: 0 });
    expect(told(of(absent)).reason).toBe('volumeFraction of am is 0.41 in the model and 0 in the data.');
  });

  it('asks for realisations only where these could decide', () => {
    const byModel = told(of(row('chordLength', 0.01, { scatter: 0.08 })));
    expect(byModel.next?.command).toBe('validate');
    const byData = told(of(row('chordLength', 0.01)));
    expect(byData.next).toBeUndefined();
    expect(byData.reason).toMatch(
      /above 10 % would have been seen\. More or larger images help, more realisations do not\.$/,
    );
  });
});
