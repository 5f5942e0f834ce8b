// node scripts/references.mjs: writes docs/references.md from docs/references.bib; --check compares them instead.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

const accents = { '"': '\u0308', "'": '\u0301', '`': '\u0300', '^': '\u0302', '~': '\u0303', c: '\u0327', v: '\u030c' };

/** Text of a BibTeX value: accents as letters, no braces. */
function plain(value) {
  return value
    .replace(/\{?\\(["'`^~cv])\s*\{?([a-zA-Z])\}?\}?/g, (_, accent, letter) =>
      (letter + accents[accent]).normalize('NFC'),
    )
    .replaceAll('{\\ss}', 'ß')
    .replaceAll('\\&', '&')
    .replaceAll('--', '-')
    .replace(/[{}]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Entries of a bibliography: key and fields. */
function entriesOf(bibliography) {
  return bibliography
    .split(/^(?=@)/m)
    .filter((text) => text.startsWith('@'))
    .map((text) => {
      const fields = {};
      for (const [, name, value] of text.matchAll(/^\s*(\w+)\s*=\s*\{(.*)\},?\s*$/gm)) fields[name] = plain(value);
      return { key: /^@\w+\{([^,]+),/.exec(text)[1], ...fields };
    });
}

/** Names in the order of reading: "Family, Given and Family, Given" becomes "Given Family, Given Family". */
function authors(text) {
  const names = text
    .split(' and ')
    .map((name) => (name === 'others' ? 'et al.' : name.split(', ').reverse().join(' ')));
  return names.join(', ').replace(', et al.', ' et al.');
}

/** Breaks a paragraph of a list at 120 columns. */
function wrapped(text) {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== '' && line.length + word.length + 1 > 118) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return `* ${lines.join('\n  ')}`;
}

/** The page in Markdown; each entry has its key for an anchor. */
function referencesPage(bibliography) {
  const items = entriesOf(bibliography)
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((entry) => {
      const place = entry.journal ?? entry.booktitle ?? entry.publisher ?? entry.institution ?? entry.howpublished;
      const where = [place, entry.volume, entry.pages].filter(Boolean).join(' ');
      const doi =
        entry.doi && `[doi:${entry.doi}](https://doi.org/${entry.doi.replaceAll('(', '%28').replaceAll(')', '%29')})`;
      const rest = [where, entry.year, entry.note, doi].filter(Boolean).join(', ');
      return wrapped(`<a id="${entry.key}"></a>\`${entry.key}\`: ${authors(entry.author)}, *${entry.title}*, ${rest}`);
    });
  return `# References

Docstrings and pages cite these works by key. [references.bib](references.bib) holds the entries in BibTeX.
\`excursa cite\` prints those that a model rests on.

${items.join('\n')}
`;
}

const path = join(root, 'docs', 'references.md');
const page = referencesPage(readFileSync(join(root, 'docs', 'references.bib'), 'utf8'));
if (!process.argv.includes('--check')) writeFileSync(path, page);
else if (readFileSync(path, 'utf8') !== page) {
  console.error('docs/references.md: expected what docs/references.bib gives; try node scripts/references.mjs');
  process.exit(1);
}
