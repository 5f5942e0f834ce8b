// Writes docs/studies/KIND.md from the folders of model-studies.mjs: command, conclusion, tables and figures.
// node bench/studies/study-pages.mjs OUT_FOLDER [page,...]
// A section whose study OUT_FOLDER does not have stays as its page has it.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [out, only] = process.argv.slice(2);
const docs = join(import.meta.dirname, '../../docs');

const read = (study, name) => readFileSync(join(out, study, name), 'utf8');

/** Cells of a CSV file - [row][column]. */
function rowsOf(text) {
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) =>
      [...line.matchAll(/("([^"]|"")*"|[^,]*)(,|$)/g)]
        .map(([, cell]) => (cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell))
        .slice(0, line.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).length),
    );
}

const short = (cell) =>
  cell !== '' && Number.isFinite(Number(cell)) && /[.e]/.test(cell)
    ? String(Number(Number(cell).toPrecision(3)))
    : cell;

/** A table of a study in Markdown. @param keep - which rows and columns, all unless told. */
function table(study, name, { columns = () => true, rows = () => true } = {}) {
  const [head, ...body] = rowsOf(read(study, `${name}.csv`));
  const chosen = head.flatMap((title, i) => (columns(title) ? [i] : []));
  const line = (cells) => `| ${chosen.map((i) => short(cells[i] ?? '')).join(' | ')} |`;
  return [line(head), `|${chosen.map(() => '---').join('|')}|`, ...body.filter(rows).map(line)].join('\n');
}

/** Copies figures beside the pages. */
function figures(study, names) {
  mkdirSync(join(docs, 'images/studies'), { recursive: true });
  return names
    .map((name) => {
      const file = `${study}-${name}.png`;
      copyFileSync(join(out, study, 'figures', `${name}.png`), join(docs, 'images/studies', file));
      return `![${name.replaceAll('-', ' ')}](../images/studies/${file})`;
    })
    .join('\n\n');
}

/** Lines of at most 120 columns. */
function wrapped(text, indent = '') {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines[lines.length - 1];
    if (last.length + word.length + 1 > 120) lines.push(indent + word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines.join('\n');
}

/** @param input - what stands in place of model.json. */
const commandOf = (study, input = 'model.json') => {
  const { kind, settings } = JSON.parse(read(study, 'study.json'));
  const flag = (name) => `--${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
  const words = Object.entries(settings)
    .filter(([name, value]) => (name !== 'seed' || value !== 1) && value !== false && value !== '')
    .map(([name, value]) => `${flag(name)} ${value}`);
  return [
    '```sh shown',
    `excursa study ${kind} ${input} \\`,
    // A list that is wider than a line goes on at the beginning of the next, as a shell has it.
    ...words.map((w) => `  ${w.length > 110 ? w.replace(/.{1,105},/g, '$&\\\n') : w} \\`),
    `  --out ${kind}`,
    '```',
  ];
};

const conclusion = (study) =>
  read(study, 'conclusion.txt')
    .trim()
    .split('\n')
    .map((sentence) => wrapped(`* ${sentence}`, '  '))
    .join('\n');

/** One study of a page. */
const part = (study, { tables = [], pictures = [], input }) => [
  ...commandOf(study, input),
  '',
  conclusion(study),
  ...tables.flatMap(([name, how, title]) => ['', ...(title ? [`${title}:`, ''] : []), table(study, name, how)]),
  ...(pictures.length > 0 ? ['', figures(study, pictures)] : []),
];

/** A section of a page that stands there already, without its heading; undefined where there is none. */
function sectionOf(page, heading) {
  const path = join(docs, 'studies', `${page}.md`);
  if (!heading || !existsSync(path)) return undefined;
  const [, own] = readFileSync(path, 'utf8').split(`\n## ${heading}\n`);
  return own?.split('\n## ')[0].trim().split('\n');
}

/** A table of a script of its own, where it was run. */
const included = (include) =>
  include && existsSync(join(out, include.file))
    ? ['', wrapped(include.text), '', readFileSync(join(out, include.file), 'utf8').trim()]
    : [];

const pages = JSON.parse(readFileSync(join(import.meta.dirname, 'study-pages.json'), 'utf8'));

for (const [page, { title, intro, parts, follows }] of Object.entries(pages)) {
  if (only && !only.split(',').includes(page)) continue;
  const has = ({ study }) => existsSync(join(out, study, 'conclusion.txt'));
  if (!parts.some(has)) continue;
  const known = parts.filter((own) => has(own) || sectionOf(page, own.heading));
  const lines = [
    `# ${title}`,
    '',
    ...intro.map((text) => wrapped(text)).flatMap((text) => [text, '']),
    ...known.flatMap((own) => {
      const { study, heading, input, tables = [], pictures, include } = own;
      const shown = tables.map(({ name, columns, rows, title: ofTable }) => [
        name,
        {
          ...(columns && { columns: (cell) => new RegExp(columns).test(cell) }),
          ...(rows && { rows: (cells) => new RegExp(rows).test(cells[0]) }),
        },
        ofTable,
      ]);
      const body = has(own)
        ? [...part(study, { pictures, input, tables: shown }), ...included(include)]
        : sectionOf(page, heading);
      return [...(heading ? [`## ${heading}`, ''] : []), ...body, ''];
    }),
    '## What follows',
    '',
    ...follows.map((text) => wrapped(`* ${text}`, '  ')),
    '',
  ];
  writeFileSync(join(docs, 'studies', `${page}.md`), lines.join('\n'));
}
