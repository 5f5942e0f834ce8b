import { describe, expect, it } from 'vitest';
import { differences } from './printed.ts';

describe('output that a page shows', () => {
  it('agrees with what was printed but for durations and last digits', () => {
    expect(differences('a  1.234\nb   5 s', 'a 1.235\nb 17 s\n')).toEqual([]);
  });
  it('may leave out lines', () => {
    expect(differences('a\n...\nd', 'a\nb\nc\nd')).toEqual([]);
    expect(differences('a\n...', 'a\nb\nc\nd')).toEqual([]);
  });
  it.each([
    ['another number', 'V 0.52', 'V 0.57'],
    ['another word', 'V 0.52', 'S 0.52'],
    ['another sign', 'error -3.1 %', 'error +3.1 %'],
    ['a line too few', 'a\nb', 'a'],
    ['a line too many', 'a', 'a\nb'],
    ['lines in another order', 'b\na', 'a\nb'],
    ['what is missing after a gap', 'a\n...\ne', 'a\nb\nc\nd'],
  ])('differs by %s', (_, shown, printed) => {
    expect(differences(shown, printed)).toHaveLength(1);
  });
});
