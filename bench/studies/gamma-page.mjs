// Writes docs/studies/gamma.md: the weight of the discriminator in the source's loss, from two ablations in
// bench/studies/ablation: gamma.json with the normalised network, earlier.json without. Needs `npm run build` first.
// node bench/studies/gamma-page.mjs [FOLDER of ablation.mjs with the set `gamma`, whose results.json is taken first]
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFigures } from '../../build/node/index.js';
import { chartFigure } from '../../build/report/figures/chart.js';
import { pairedDifference, quantitiesOf } from '../../build/study/index.js';

const root = join(import.meta.dirname, '../..');
const own = (name) => join(import.meta.dirname, 'ablation', name);
const [from] = process.argv.slice(2);
if (from) copyFileSync(join(from, 'results.json'), own('gamma.json'));
const studiesOf = (name) => JSON.parse(readFileSync(own(name), 'utf8'));

const variants = [
  ['0.1', 'source-gamma-0.1'],
  ['1', 'source'],
  ['10', 'source-gamma-10'],
];
/** Columns of a table: a variant against another one. */
const pairs = [
  ['0.1 against 1', 'source-gamma-0.1', 'source'],
  ['10 against 1', 'source-gamma-10', 'source'],
  ...variants.map(([gamma, variant]) => [`${gamma} against exact`, variant, 'exact']),
];

function text({ mean, half, better, count }, decimals) {
  const told = Math.abs(mean) > half ? ' *' : '';
  const words = `${mean > 0 ? '+' : ''}${mean.toFixed(decimals)} ± ${half.toFixed(decimals)} (${better}/${count})${told}`;
  return words.replaceAll('-', '−');
}

/** Differences of errors in Markdown, one row a quantity. */
function tableOf(studies) {
  const made = pairs.filter(([, , base]) => studies[0].results.some(({ variant }) => variant === base));
  const rows = quantitiesOf(studies).map((quantity) => {
    const cells = made.map(([, variant, base]) =>
      text(pairedDifference(studies, variant, base, quantity), quantity.decimals),
    );
    return `| ${[quantity.label, ...cells].join(' | ')} |`;
  });
  return [
    `| quantity | ${made.map(([title]) => title).join(' | ')} |`,
    `|---|${made.map(() => '---|').join('')}`,
    ...rows,
  ].join('\n');
}

/** Mean share of the alternating steps in which the discriminator learned, by weight. */
const learned = (studies) =>
  variants
    .map(([gamma, variant]) => {
      const shares = studies.flatMap(({ results }) => results.filter((one) => one.variant === variant));
      const mean = shares.reduce((sum, one) => sum + one.learned, 0) / shares.length;
      return `${(100 * mean).toFixed(0)} % (gamma = ${gamma})`;
    })
    .join(', ');

/** Draws what matters most of a table beside the pages; returns how Markdown shows it. */
async function figureOf(name, title, studies) {
  const shown = quantitiesOf(studies).filter(({ label }) => /^(V|S_V|chord|accuracy) %$/.test(label));
  const figure = chartFigure({
    ...{ name, title, xLabel: 'weight gamma [1]', yLabel: 'difference of errors [%]', xScale: 'logarithmic' },
    series: shown.map((quantity, k) => ({
      ...{ label: quantity.label.replace(' %', ''), look: 'dots', colour: k + 1 },
      points: variants
        .filter(([gamma]) => gamma !== '1')
        .map(([gamma, variant]) => {
          const { mean, half } = pairedDifference(studies, variant, 'source', quantity);
          return { x: Number(gamma) * 1.1 ** (k - 1.5), y: mean, low: mean - half, high: mean + half };
        }),
    })),
    caption: 'Negative is better. Means over pairs of one material and seed, 95 % intervals.',
  });
  const folder = mkdtempSync(join(tmpdir(), 'excursa-gamma-'));
  const [, png] = await writeFigures(folder, [figure]);
  mkdirSync(join(root, 'docs/images/studies'), { recursive: true });
  copyFileSync(png, join(root, `docs/images/studies/${name}.png`));
  rmSync(folder, { recursive: true, force: true });
  return `![${title}](../images/studies/${name}.png)`;
}

const present = existsSync(own('gamma.json')) ? studiesOf('gamma.json') : undefined;
const earlier = studiesOf('earlier.json');
const count = (studies) => studies.reduce((sum, { controls }) => sum + controls.length, 0);

/** Errors themselves, one row a material and variant: two pairs have no interval that says anything. */
function valuesOf(studies) {
  const quantities = quantitiesOf(studies).filter(({ label }) => label !== 'percolating %');
  const names = [['exact fit', 'exact'], ...variants.map(([gamma, variant]) => [`gamma = ${gamma}`, variant])];
  const rows = studies.flatMap((study) =>
    names.flatMap(([title, variant]) =>
      study.results
        .filter((result) => result.variant === variant)
        .map((result) => {
          const numbers = quantities.map(({ of, scale, decimals }) => {
            const value = of(result);
            return value === undefined ? '' : (scale * value).toFixed(decimals);
          });
          const share = result.learned === null ? '' : (100 * result.learned).toFixed(0);
          return `| ${[study.name, title, ...numbers, share].join(' | ')} |`;
        }),
    ),
  );
  const head = ['material', 'fit', ...quantities.map(({ label }) => label), 'learned %'];
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---|').join('')}`, ...rows].join('\n');
}

/** The part on the normalised network; empty where it was not run. */
async function normalisedPart() {
  if (present === undefined) return '';
  const seeds = count(present) / present.length;
  return `## With the normalised network

${present.map(({ name }) => `\`${name}\``).join(' and ')}, ${seeds === 1 ? 'one seed' : `${seeds} seeds`} of each.
Generator and discriminator train 300 steps each before 200 alternating ones; in 300 steps this network learns what it
can ([discriminator](../results/discriminator.md)).

\`\`\`sh shown
nice -n 10 node bench/studies/ablation.mjs DATA_FOLDER OUT_FOLDER ${seeds} 1 gamma
node bench/studies/gamma-page.mjs OUT_FOLDER/all
\`\`\`

The first runs this for each material:

\`\`\`sh shown
excursa study ablation slice.tif --labels 0=pore,1=nmc,2=binder --order 1,2,0 --seeds ${seeds} \\
  --variants exact,source,source-gamma-0.1,source-gamma-10 --window 64 --batch 16 --starts 2 \\
  --pretraining 300 --iterations 200 --realisations 2 --out gamma
\`\`\`

${
  count(present) < 3
    ? valuesOf(present)
    : `${count(present)} pairs. The discriminator learned in ${learned(present)} of alternating steps.

${tableOf(present)}

${await figureOf('gamma', 'Weight of the normalised discriminator against gamma = 1', present)}`
}

`;
}

const page = `# Weight of the discriminator

The source adds the loss of a discriminator, times gamma, to that of two-point functions. What do gamma = 0.1, 1 and 10
change?

Tables hold differences of errors with 95 % intervals over pairs of one material and seed. Negative is better. In
brackets: in how many pairs the first is better; * leaves out zero. The exact fit is that of least loss.

${await normalisedPart()}## Without normalisation

Four materials, three seeds of each, by an earlier network: 50 steps before 100 alternating ones
([tables](../results/discriminator-tables.md)). Its accuracies are those of an earlier judge.

${count(earlier)} pairs. The discriminator learned in ${learned(earlier)} of alternating steps.

${tableOf(earlier)}

${await figureOf('gamma-earlier', 'Weight of the earlier discriminator against gamma = 1', earlier)}

## What follows

${readFileSync(own('gamma-follows.txt'), 'utf8').trim()}
`;
writeFileSync(join(root, 'docs/studies/gamma.md'), page);
