import { describe, expect, it } from 'vitest';
import type { Format } from './format.ts';
import { formats } from './index.ts';

const entries = Object.entries<Format>(formats);

describe('formats', () => {
  it.each(entries)('%s says what it is and reads or writes', (_, format) => {
    expect(format.summary).toMatch(/\w{3,}/);
    expect(format.extensions.length).toBeGreaterThan(0);
    for (const extension of format.extensions) expect(extension).toMatch(/^\.[a-z0-9.]+$/);
    expect(Boolean(format.read ?? format.write)).toBe(true);
    // What is read must be recognised by its first bytes: extensions lie.
    expect(Boolean(format.recognises)).toBe(Boolean(format.read));
  });

  it('share no extension', () => {
    const all = entries.flatMap(([, format]) => format.extensions);
    expect(new Set(all).size).toBe(all.length);
  });
});
