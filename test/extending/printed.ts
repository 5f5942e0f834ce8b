import type { Command } from 'commander';
import { vi } from 'vitest';
import { createProgram } from '../../src/cli/program.ts';

/** What a command prints on stdout; it runs in this process, with the registries of the test. */
export async function printed(...words: string[]): Promise<string> {
  let text = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((part) => {
    text += part;
    return true;
  });
  try {
    const program: Command = await createProgram(words);
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    // Help ends a program by an exception.
    if ((error as { code?: string }).code !== 'commander.helpDisplayed') throw error;
  } finally {
    write.mockRestore();
  }
  return text;
}
