// Tables and figure of docs/results/discriminator-tables.md from bench/studies/ablation/results.json: node bench/studies/ablation-docs.mjs
// The figure needs Chromium at /usr/bin/chromium. Needs `npm run build` first.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { ablationReport } from '../../build/cli/study/ablation-report.js';
import { tablesOf } from '../../build/cli/study/ablation-table.js';
import { readStudies } from '../../build/cli/study/results.js';

const root = new URL('../..', import.meta.url).pathname;
const studies = readStudies(join(root, 'bench/studies/ablation'));

const line = (cells) => `| ${cells.join(' | ')} |`;
const tables = tablesOf(studies).map(({ title, head, rows, note }) =>
  [
    `### ${title}`,
    '',
    line(head),
    line(head.map(() => '---')),
    ...rows.map((cells) => line(cells.map((cell) => cell.replace(' +- ', ' ± ')))),
    '',
    note.replaceAll(' +- ', ' ± '),
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
const manifest = { command: '', version: '', seed: 1, inputs: [], outputs: [], finished: '', seconds: 0, machine: {} };
const folder = mkdtempSync(join(tmpdir(), 'excursa-ablation-'));
writeFileSync(join(folder, 'report.html'), ablationReport(studies, manifest));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const tab = await browser.newPage({ viewport: { width: 860, height: 900 }, deviceScaleFactor: 1.5 });
await tab.goto(`file://${join(folder, 'report.html')}`);
await tab.evaluate((titles) => {
  const row = document.querySelector('#differences .row');
  const figures = [...row.querySelectorAll('figure')];
  row.replaceChildren(...titles.map((t) => figures.find((f) => f.querySelector('.title').textContent === t)));
}, shown);
await tab.locator('#differences .row').screenshot({ path: join(root, 'docs/images/ablation.png') });
await browser.close();
rmSync(folder, { recursive: true, force: true });
