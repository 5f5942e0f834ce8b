// Tables of docs/results/discriminator.md from bench/studies/ablation/results.json: node bench/studies/ablation-docs.mjs
// [FOLDER of an ablation, whose results.json is taken first]. Needs the modules that `npm run bench` builds.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderStore } from '../../build/node/index.js';
import { cellText } from '../../build/report/index.js';
import { ablationTables, readStudies } from '../../build/study/index.js';

const root = new URL('../..', import.meta.url).pathname;
const own = join(root, 'bench/studies/ablation');
const [from] = process.argv.slice(2);
if (from) copyFileSync(join(from, 'results.json'), join(own, 'results.json'));
const studies = await readStudies(folderStore(own), own);

const line = (cells) => `| ${cells.join(' | ')} |`;
const heading = ({ name, unit }) => (unit ? `${name} [${unit}]` : name);
/** One seed has no interval, and nothing percolates in sections. */
const left = ['seeds', 'percolating'];
const tables = ablationTables(studies)
  .filter(({ title }) => !title.startsWith('Difference to'))
  .map(({ title, columns, rows }) => {
    const shown = columns.flatMap(({ name }, k) => (left.includes(name) ? [] : [k]));
    const pick = (list) => shown.map((k) => list[k]);
    const lines = [line(pick(columns).map(heading)), line(shown.map(() => '---'))];
    return [`### ${title}`, '', ...lines, ...rows.map((cells) => line(pick(cells).map(cellText)))].join('\n');
  });
const page = join(root, 'docs/results/discriminator.md');
const [begin, end] = ['<!-- tables: begin -->', '<!-- tables: end -->'];
const text = readFileSync(page, 'utf8');
const [before, after] = [text.slice(0, text.indexOf(begin) + begin.length), text.slice(text.indexOf(end))];
writeFileSync(page, `${before}\n${tables.join('\n\n')}\n${after}`);
