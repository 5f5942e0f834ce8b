import { describe, expect, it } from 'vitest';
import { createProgressReporter, spanText } from './console.ts';

/** A reporter with a clock that the test sets. */
function reporterAt(isTTY: boolean, columns = 80) {
  const state = { now: 0, written: '' };
  const output = {
    isTTY,
    columns,
    write: (text: string) => {
      state.written += text;
    },
  };
  return { state, reporter: createProgressReporter(output, () => state.now) };
}

describe('progress', () => {
  it('estimates the remaining time from what was done, each task by itself', () => {
    const { state, reporter } = reporterAt(true);
    const last = (): string => state.written.split('\r\x1b[K').at(-1)!;
    reporter.report({ task: 'validating', done: 0, total: 8, unit: 'realisations' });
    expect(last()).toBe('validating: 0 of 8 realisations');
    state.now = 20;
    reporter.report({ task: 'validating', done: 2, total: 8, unit: 'realisations', detail: 'error 1 %' });
    // 20 s for two leaves 60 s for six.
    expect(last()).toBe('validating: 2 of 8 realisations, about 1 min left, error 1 %');
    // A task that goes on from a checkpoint is judged by what it did itself.
    reporter.report({ task: 'training', done: 900, total: 1000 });
    state.now = 40;
    reporter.report({ task: 'training', done: 910, total: 1000 });
    expect(last()).toBe('training: 910 of 1000, about 3 min left');
    reporter.report({ task: 'training', done: 1000, total: 1000 });
    expect(last()).toBe('training: 1000 of 1000');
    reporter.report({ task: 'measuring' });
    expect(last()).toBe('measuring ...');
  });

  it('does not count steps that were found on disk as quick ones', () => {
    const { state, reporter } = reporterAt(true);
    for (let done = 0; done <= 60; done++) {
      state.now = done / 100;
      reporter.report({ task: 'choosing a class', done, total: 80 });
    }
    state.now = 20.6;
    reporter.report({ task: 'choosing a class', done: 62, total: 80 });
    // 20 s for two steps leave 180 s for eighteen; 6 s, were the other sixty counted.
    expect(state.written.split('\r\x1b[K').at(-1)).toBe('choosing a class: 62 of 80, about 3 min left');
  });

  it('overwrites one line of a terminal, no wider than it, and removes it', () => {
    const { state, reporter } = reporterAt(true, 20);
    reporter.report({ task: 'a task with a long name', done: 1, total: 2 });
    expect(state.written).toBe('\r\x1b[Ka task with a long ');
    reporter.clear();
    expect(state.written.endsWith('\r\x1b[K')).toBe(true);
    const before = state.written;
    reporter.clear();
    expect(state.written).toBe(before);
  });

  it('is plain lines elsewhere, one every 15 s at most', () => {
    const { state, reporter } = reporterAt(false);
    for (state.now = 0; state.now <= 31; state.now++) reporter.report({ task: 'fit', done: state.now, total: 100 });
    reporter.clear();
    expect(state.written).toBe('fit: 0 of 100\nfit: 15 of 100, about 1 min left\nfit: 30 of 100, about 1 min left\n');
  });

  it.each([
    [0.2, '1 s'],
    [59, '59 s'],
    [61, '1 min'],
    [3599, '60 min'],
    [3700, '1 h 2 min'],
    [50 * 3600, '2 days'],
  ])('%d s is %s', (seconds, text) => {
    expect(spanText(seconds)).toBe(text);
  });
});
