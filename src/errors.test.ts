import { describe, expect, it } from 'vitest';
import { ExcursaError, type Failure, sentenceOf, textOf } from './errors.ts';

const failure: Failure = {
  kind: 'usage',
  what: ['calibrate ', { setting: 'resume', value: true }],
  expected: ['a ', { setting: 'maxLag' }, ' below the window'],
  got: '64',
  remedy: [{ setting: 'maxLag', value: 40 }, ' or another ', { setting: 'seed' }],
};

describe('an error', () => {
  it('is one sentence that spells settings as the library does', () => {
    const sentence = 'calibrate resume: expected a maxLag below the window, got 64; try maxLag: 40 or another seed';
    expect(new ExcursaError(failure).message).toBe(sentence);
    expect(new ExcursaError(failure)).toMatchObject({ kind: 'usage', failure, exitCode: 2 });
  });

  it('spells settings as its reader does', () => {
    const sentence = sentenceOf(failure, ({ setting, value = '' }) => `<${setting}${value}>`);
    expect(sentence).toBe(
      'calibrate <resumetrue>: expected a <maxLag> below the window, got 64; try <maxLag40> or another <seed>',
    );
    expect(textOf({ setting: 'starts', value: 12 })).toBe('starts: 12');
  });

  it('may be an event, without a remedy, with a cause', () => {
    const cause = new Error('disk');
    const error = new ExcursaError(
      { kind: 'interrupted', what: 'calibrate', event: 'stopped after step 3' },
      { cause },
    );
    expect(error.message).toBe('calibrate: stopped after step 3');
    expect(error.cause).toBe(cause);
  });

  it('keeps the error that caused it', () => {
    const cause = new Error('disk');
    const error = new ExcursaError({ kind: 'resource', what: 'run', expected: 'room', got: 'none' }, { cause });
    expect(error).toMatchObject({ kind: 'resource', message: 'run: expected room, got none', cause, exitCode: 1 });
  });
});
