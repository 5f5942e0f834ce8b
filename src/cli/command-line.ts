let words: readonly string[] = [];

/** Keeps the words of the command line for manifests. */
export function recordCommandLine(given: readonly string[]): void {
  words = [...given];
}

/** The command line as it was typed. */
export const commandLine = (): string => ['excursa', ...words].join(' ');
