/** What commander says of a wrong command line, and the sentence that takes its place. */
const sentences: readonly (readonly [RegExp, (found: readonly string[]) => string])[] = [
  [
    /unknown (option|command) '(.+?)'(?:\s+\(Did you mean (?:one of )?([^,?]+))?/,
    ([, kind, got, nearest]) => `expected a known ${kind}, got ${got}; try ${nearest ?? '--help'}`,
  ],
  [/missing required argument '(.+?)'/, ([, name]) => `expected the argument ${name}, got none; try --help`],
  [/option '((?:-\w, )?--\S+).*' argument missing/, ([, flag]) => `expected a value of ${flag}, got none; try --help`],
  [
    /too many arguments.*?Expected (\d+) arguments? but got (\d+)/,
    ([, most, got]) => `expected at most ${most} words that are no options, got ${got}; try --help`,
  ],
  [
    /value '(.*?)' is invalid for argument '(.+?)'\. Allowed choices are (([^,.]+).*)\./,
    ([, got, name, all, first]) => `expected ${name} to be one of ${all}, got ${got}; try ${first}`,
  ],
];

/**
 * A wrong command line in one sentence, as all other failures are told.
 * @param command - its name. @param text - what commander says.
 */
export function usageSentence(command: string, text: string): string {
  for (const [pattern, sentence] of sentences) {
    const found = pattern.exec(text);
    if (found) return `${command}: ${sentence(found)}`;
  }
  return `${command}: ${text.replace(/^error:\s*/, '').trim()}`;
}
