import { CommanderError } from 'commander';
import { ExcursaError } from '../errors.ts';
import { errorLine } from './console.ts';
import { terminalSentence } from './flags.ts';
import { createProgram } from './program.ts';

/** Turns whatever ended a command into one sentence and an exit code. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ExcursaError) {
    process.stderr.write(errorLine(terminalSentence(error)));
    return error.exitCode;
  }
  if (
    error instanceof RangeError &&
    /Array buffer allocation|Invalid typed array length|Invalid array length/.test(error.message)
  ) {
    process.stderr.write(errorLine('memory: expected room for the request, got none; try a smaller image or --shape'));
    return 1;
  }
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(
    errorLine(`unexpected: ${text.split('\n')[0]}; this is a defect of excursa, EXCURSA_DEBUG=1 shows where`),
  );
  if (process.env.EXCURSA_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return 1;
}

/**
 * Runs a command line without ending the process.
 * @param args - words after `excursa`. @returns the exit code: 0, 1 failed, 2 wrong usage or input, 130 interrupted;
 * messages went to stderr.
 */
export async function runCommand(args: readonly string[]): Promise<number> {
  try {
    await (await createProgram(args)).parseAsync([...args], { from: 'user' });
    return 0;
  } catch (error) {
    return report(error);
  }
}
