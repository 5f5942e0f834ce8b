import { expect, it } from 'vitest';
import { openConsole } from './console.ts';
import { budgetMemory } from './machine.ts';

/** What a budget says before work of so many bytes. */
function said(bytes: number, limit?: number): string[] {
  const notes: string[] = [];
  const console = { ...openConsole({}), note: (text: string): void => void notes.push(text) };
  budgetMemory(console, 'work', bytes, limit);
  return notes;
}

it('memory that is worth a word is told before the work begins, and little is not', () => {
  // As little as is told, so that any machine has it free.
  expect(said(2 ** 29, 2 ** 30)).toEqual([
    expect.stringMatching(/^work needs about 0\.5\d* GiB of memory; .* available$/),
  ]);
  expect(said(2 ** 20, 2 ** 30)).toEqual([]);
});

it('more than the limit is refused with both sizes', () => {
  expect(() => said(3 * 2 ** 30, 2 ** 30)).toThrow(
    /at most the 1\.\d* GiB of .*, got work that needs about 3\.\d* GiB/,
  );
});

it('a small limit is shown in MiB', () => {
  expect(() => said(2 ** 30, 2 ** 20)).toThrow(/at most the 1\.00 MiB of .*, got work that needs about 1\.00 GiB/);
});
