import { chordLengthFigures } from './figures/chord-length.ts';
import { correlationFigure } from './figures/correlation.ts';
import { historyFigures } from './figures/history.ts';
import { describedTwoPointFigure, twoPointFigures } from './figures/two-point.ts';
import { escapeHtml } from './html-text.ts';
import { sliceSection, volumeSection } from './pictures.ts';
import type { ReportData } from './report-data.ts';
import { style } from './style.ts';
import { comparisonTable, descriptionTable, parameterTables } from './tables.ts';

interface Section {
  readonly id: string;
  readonly title: string;
  readonly body: string;
}

const row = (figures: readonly string[]): string => `<div class="row">${figures.join('\n')}</div>`;

function provenance({ provenance: p }: ReportData): string {
  const inputs = p.inputs.map(
    ({ path, sha256, bytes }) =>
      `<li>${escapeHtml(path)}, ${bytes} bytes, SHA-256 <code>${escapeHtml(sha256)}</code></li>`,
  );
  const facts = [
    `Excursa ${escapeHtml(p.version)}`,
    `seed ${p.seed}`,
    ...(p.date ? [escapeHtml(p.date)] : []),
    ...(p.seconds === undefined ? [] : [`${p.seconds.toFixed(0)} s`]),
    ...(p.machine ? [escapeHtml(p.machine)] : []),
  ];
  return `<p>${facts.join(' · ')}</p><pre>${escapeHtml(p.command)}</pre><ul>${inputs.join('')}</ul>`;
}

/** The sections that the data have something for, in reading order. */
function sections(data: ReportData): Section[] {
  const out: Section[] = [];
  const add = (id: string, title: string, body: string | undefined | false): void => {
    if (body) out.push({ id, title, body });
  };
  add('slices', 'Slices', data.slices && sliceSection(data.slices));
  add('volume', 'Volume', (data.twin ?? data.truth) && volumeSection(data.twin, data.truth));
  data.comparisons?.forEach(({ title, comparison }, i) => {
    add(`errors-${i}`, `Errors: ${title}`, comparisonTable(comparison));
    const about = `<p class="note">C<sub>ij</sub>(h): probability that a point lies in phase i and another at distance h in phase j; averaged over directions in rings of nearest-integer lag.</p>`;
    add(`two-point-${i}`, `Two-point functions: ${title}`, about + row(twoPointFigures(comparison)));
  });
  add(
    'description',
    'Measured quantities',
    data.description && descriptionTable(data.description) + describedTwoPointFigure(data.description.twoPoint),
  );
  add(
    'chords',
    'Chord-length distributions',
    data.chords && data.chords.length > 0 && row(chordLengthFigures(data.chords)),
  );
  add(
    'history',
    'Course of the calibration',
    data.history && data.history.length > 0 && historyFigures(data.history).join('\n'),
  );
  add('parameters', 'Parameters', data.parameters && parameterTables(data.parameters));
  add(
    'correlations',
    'Correlations',
    data.correlations && data.correlations.length > 0 && correlationFigure(data.correlations),
  );
  add(
    'citing',
    'How to cite',
    data.citations.map(({ text, bibtex }) => `<p>${escapeHtml(text)}</p><pre>${escapeHtml(bibtex)}</pre>`).join('\n'),
  );
  add('provenance', 'Provenance', provenance(data));
  return out;
}

/** All numbers of a report, without its images and volumes; `<` is written so that no text can end the script element. */
function embeddedNumbers(data: ReportData): string {
  const { slices: _slices, twin: _twin, truth: _truth, ...numbers } = data;
  return JSON.stringify(numbers).replace(/</g, '\\u003c');
}

/**
 * The whole report as one HTML page: pictures and figures inside, no request to anywhere, readable from a file. The numbers stand in it once
 * more as JSON in the element `excursa-data`. Equal data give equal bytes.
 */
export function renderReport(data: ReportData): string {
  const list = sections(data);
  const verdict = data.verdict?.length
    ? `<div class="verdict">${data.verdict.map((s) => `<p>${escapeHtml(s)}</p>`).join('')}</div>`
    : '';
  const warnings = (data.warnings ?? []).map(
    ({ name, sentence, cure }) =>
      `<div class="warning"><strong>${escapeHtml(name)}.</strong> ${escapeHtml(sentence)} ${escapeHtml(cure)}</div>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(data.title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(data.title)}</h1>
<p class="subtitle">${escapeHtml(data.subtitle ?? '')}</p>
<nav>${list.map(({ id, title }) => `<a href="#${id}">${escapeHtml(title)}</a>`).join('')}</nav>
${verdict}
${warnings.join('\n')}
${list.map(({ id, title, body }) => `<section id="${id}"><h2>${escapeHtml(title)}</h2>\n${body}\n</section>`).join('\n')}
<script type="application/json" id="excursa-data">${embeddedNumbers(data)}</script>
</body>
</html>
`;
}
