import { describe, expect, it } from 'vitest';
import { nearestName } from '../errors.ts';
import { choice, file, number, text, type ValueKind, whole, wholes } from './values.ts';

const parse = (kind: ValueKind, word: string): unknown => kind.parse(word, 'maxLag');

describe('values of options', () => {
  it('are numbers within limits', () => {
    expect(parse(number({ example: 1 }), '-1.5e-3')).toBe(-1.5e-3);
    for (const word of ['', ' ', 'x', 'Infinity', 'NaN', '1,2']) {
      expect(() => parse(number({ example: 1 }), word)).toThrow(/^maxLag: expected a number, got .*; try maxLag: 1$/);
    }
    const open = number({ above: 0, below: 1, example: 0.5 });
    for (const word of ['0', '1', '-1']) expect(() => parse(open, word)).toThrow(/a number above 0 below 1, got/);
    expect(parse(open, '0.999')).toBe(0.999);
    expect(open.schema).toEqual({ type: 'number', exclusiveMinimum: 0, exclusiveMaximum: 1 });
  });

  it('are whole numbers within limits', () => {
    expect(parse(whole({ example: 8 }), '0')).toBe(0);
    for (const word of ['-1', '1.5', '1e3', '', '0x10', '9'.repeat(20)]) {
      expect(() => parse(whole({ example: 8 }), word)).toThrow(
        /^maxLag: expected a whole number from 0, got .+; try maxLag: 8$/,
      );
    }
    const steps = whole({ low: 16, high: 256, multiple: 8, example: 16 });
    expect(parse(steps, '24')).toBe(24);
    for (const word of ['4', '20', '264']) expect(() => parse(steps, word)).toThrow(/a multiple of 8 from 16 to 256/);
  });

  it('are lists, names and paths', () => {
    expect(parse(wholes('z,y,x', '1,2,3'), '4, -5,6')).toEqual([4, -5, 6]);
    for (const word of ['4,,5', '1.5', ''])
      expect(() => parse(wholes('z,y,x', '1,2,3'), word)).toThrow(/; try maxLag: 1,2,3$/);
    const kind = choice(['low', 'high', 'kernel']);
    expect(parse(kind, 'high')).toBe('high');
    expect(() => parse(kind, 'kernal')).toThrow(
      'maxLag: expected one of low, high, kernel, got kernal; try maxLag: kernel',
    );
    expect(parse(text('text'), ' a ')).toBe(' a ');
    expect(() => parse(file, '')).toThrow(/expected the name of a file, got nothing/);
  });
});

describe('the nearest name', () => {
  it.each([
    ['spacng', 'spacing'],
    ['SPACING', 'spacing'],
    ['thread', 'threads'],
    ['quantum chromodynamics', undefined],
  ])('of %s is %s', (name, nearest) => {
    expect(nearestName(name, ['labels', 'spacing', 'threads', 'quiet'])).toBe(nearest);
  });
});
