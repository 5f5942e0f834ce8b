// Writes the table of results.json into docs/results/benchmarks.md, between its marks.
import { readFileSync, writeFileSync } from 'node:fs';
import { rows } from './rows.mjs';

const page = new URL('../../docs/results/benchmarks.md', import.meta.url);
const [begin, end] = ['<!-- versus: begin -->', '<!-- versus: end -->'];

const time = (s) => (s < 1 ? `${(1e3 * s).toPrecision(3)} ms` : `${s.toPrecision(3)} s`);
const memory = (bytes) => `${(bytes / 2 ** 30).toFixed(2)} GiB`;

export function writeTables({ machine, rows: results }) {
  const lines = rows
    .filter(({ name }) => results[name])
    .map(({ name, what, peer, threads, target }) => {
      const r = results[name];
      const verdict = target === null ? '' : r.ratio >= target ? `≥ ${target} met` : `≥ ${target} missed`;
      const cells = [
        `\`${name}\``,
        what,
        peer,
        threads,
        time(r.ours),
        time(r.theirs),
        `**${r.ratio.toFixed(2)}**`,
        verdict,
      ];
      return `| ${[...cells, `${memory(r.oursPeak)} / ${memory(r.theirsPeak)}`, r.repeats, r.load.toFixed(1)].join(' | ')} |`;
    });
  const head =
    '| row | work | peer | threads | ours | peer | peer / ours | target | peak memory, ours / peer | runs | load |';
  const table = [`Machine: ${machine}.`, '', head, `|${'---|'.repeat(11)}`, ...lines].join('\n');
  const text = readFileSync(page, 'utf8');
  const [before, rest] = text.split(begin);
  writeFileSync(page, `${before}${begin}\n${table}\n${end}${rest.split(end)[1]}`);
}
