/** Lines as a page shows them: without trailing blanks and without the progress of a terminal. */
export function tidied(output: string): string {
  return output
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const number = /[-+−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?/g;

/**
 * Whether two lines have the same words, and numbers that differ by at most 2 % or one unit in the last place that is
 * shown.
 */
function agree(shown: string, printed: string): boolean {
  const words = (line: string): string =>
    line
      .replace(number, '#')
      .replace(/[-\s]+/g, ' ')
      .trim();
  if (words(shown) !== words(printed)) return false;
  const numbers = (line: string): string[] => line.match(number) ?? [];
  const [left, right] = [numbers(shown), numbers(printed)];
  return left.every((text, i) => {
    const [a, b] = [text, right[i]].map((t) => Number(t.replace('−', '-')));
    const unit = 10 ** -(/\.(\d+)/.exec(text)?.[1].length ?? 0);
    return Math.abs(a - b) <= Math.max(unit * 1.01, 0.02 * Math.abs(a));
  });
}

/**
 * What a page shows against what was printed. A line `...` stands for any lines. Durations and memory are not compared:
 * a line that holds one is compared by its words.
 * @returns one sentence for each difference, none where both agree.
 */
export function differences(shown: string, output: string): string[] {
  const masked = (line: string): string =>
    line.replace(/\d+(?:\.\d+)? ?(?:ms|s|min|h|MB|GB|MiB|GiB)\b/g, 'SOME').replace(/\d{4}-\d\d-\d\d[T\d:.Z]*/g, 'DATE');
  const lines = tidied(output).split('\n');
  let at = 0;
  let open = false;
  for (const line of tidied(shown).split('\n')) {
    if (line.trim() === '...') {
      open = true;
      continue;
    }
    const next = lines.findIndex((other, i) => i >= at && agree(masked(line), masked(other)));
    if (next < 0 || (!open && next !== at)) return [`expected the line\n${line}\ngot\n${lines[at] ?? '(nothing)'}`];
    at = next + 1;
    open = false;
  }
  return open || at === lines.length ? [] : [`expected the end, got\n${lines[at]}`];
}
