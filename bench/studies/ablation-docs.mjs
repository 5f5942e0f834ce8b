// Tables and figure of docs/results/discriminator-tables.md from bench/studies/ablation/results.json: node
// bench/studies/ablation-docs.mjs The figure needs Chromium at /usr/bin/chromium. Needs `npm run build` first.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { folderStore } from '../../build/node/index.js';
import { cellText, openStudyReport } from '../../build/report/index.js';
import { ablationReport, ablationTables, readStudies } from '../../build/study/index.js';

const root = new URL('../..', import.meta.url).pathname;
const folderOfStudies = join(root, 'bench/studies/ablation');
const studies = await readStudies(folderStore(folderOfStudies), folderOfStudies);

const line = (cells) => `| ${cells.join(' | ')} |`;
const heading = ({ name, unit }) => (unit ? `${name} [${unit}]` : name);
const definitionOf = ({ name, definition }) =>
  definition ? [`${name[0].toUpperCase()}${name.slice(1)}: ${definition}.`] : [];
/** Lines of at most 120 letters. */
const wrapped = (text) =>
  text.split(' ').reduce((lines, word) => {
    const last = lines.split('\n').at(-1);
    return lines === '' ? word : `${lines}${last.length + 1 + word.length <= 120 ? ' ' : '\n'}${word}`;
  }, '');
// Of each material there is a table in results.json's report; the page has those over all of them.
const overall = ablationTables(studies).filter(({ title }) => title.startsWith('Difference to'));
const tables = overall.map(({ title, columns, rows, notes }) =>
  [
    `## ${title}`,
    '',
    line(columns.map(heading)),
    line(columns.map(() => '---')),
    ...rows.map((cells) => line(cells.map(cellText))),
    '',
    wrapped([...notes, ...columns.flatMap(definitionOf)].join(' ')),
  ].join('\n'),
);
const page = join(root, 'docs/results/discriminator-tables.md');
const [begin, end] = ['<!-- tables: begin -->', '<!-- tables: end -->'];
const text = readFileSync(page, 'utf8');
writeFileSync(
  page,
  `${text.slice(0, text.indexOf(begin) + begin.length)}\n${tables.join('\n\n')}\n${text.slice(text.indexOf(end))}`,
);

/** Titles of the figures that the page shows, in its order. */
const shown = [
  'S_V %, against exact',
  'chord std %, against exact',
  'chord std %, against source',
  'accuracy %, against source',
];
const provenance = { command: '', version: '', seed: 1, inputs: [] };
const folder = mkdtempSync(join(tmpdir(), 'excursa-ablation-'));
writeFileSync(join(folder, 'report.html'), (await openStudyReport(ablationReport(studies, provenance))).html());
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const tab = await browser.newPage({ viewport: { width: 860, height: 900 }, deviceScaleFactor: 1.5 });
await tab.goto(`file://${join(folder, 'report.html')}`);
await tab.evaluate((titles) => {
  const row = document.querySelector('#differences .row');
  const figures = [...row.querySelectorAll('figure')];
  row.replaceChildren(
    ...titles.map((t) => figures.find((f) => f.querySelector('svg').getAttribute('aria-label') === t)),
  );
}, shown);
await tab.locator('#differences .row').screenshot({ path: join(root, 'docs/images/ablation.png') });
await browser.close();
rmSync(folder, { recursive: true, force: true });
