import { textOf } from '../errors.ts';
import { citationsSection, provenanceSection } from './closing.ts';
import { exactFitSections } from './exact-fit/sections.ts';
import { chordLengthFigures } from './figures/chord-length.ts';
import { correlationFigure } from './figures/correlation.ts';
import { distanceFigures } from './figures/distances.ts';
import { historyFigures } from './figures/history.ts';

import { describedLinealPathFigures, linealPathFigures } from './figures/lineal-path.ts';
import { sizeDistributionFigures } from './figures/size-distribution.ts';
import { axesTwoPointFigure, describedTwoPointFigure, twoPointFigures } from './figures/two-point.ts';
import { escapeHtml, note, row } from './html-text.ts';
import { volumeSection } from './pictures/blocks.ts';
import { sliceSection } from './pictures/slices.ts';
import type { ReportData, Section } from './report-data.ts';
import { style } from './style.ts';
import { anisotropyTable } from './tables/anisotropy.ts';
import { choiceTables } from './tables/choice.ts';
import { comparisonTable } from './tables/comparison.ts';
import { descriptionTable } from './tables/description.ts';
import { distanceTable, similarityTable } from './tables/distances.ts';
import { parameterTables } from './tables/parameters.ts';
import { realismTable } from './tables/realism.ts';
import { structureTables } from './tables/structure.ts';

/** The sections that the data have something for, in reading order. */
function sections(data: ReportData): Section[] {
  const out: Section[] = [];
  const add = (id: string, title: string, body: string | false | undefined): void => {
    if (body) out.push({ id, title, body });
  };
  const { comparisons = [], chords = [], history = [], correlations = [], parameters = [], slices = [] } = data;
  add('slices', 'Slices', slices.length > 0 && sliceSection(slices));
  add('volume', 'Volume', (data.twin ?? data.truth) && volumeSection(data.twin, data.truth));
  add('choice', 'Choice of the model class', data.choice && choiceTables(data.choice));
  if (data.exactFit) out.push(...exactFitSections(data.exactFit, slices[0]?.data.phases));
  add('anisotropy', 'Anisotropy', data.anisotropy && anisotropyTable(data.anisotropy));
  comparisons.forEach(({ title, comparison }, i) => {
    add(`errors-${i}`, `Errors: ${title}`, comparisonTable(comparison));
    const about =
      note(`C<sub>ij</sub>(h): probability that a point lies in phase i and another at distance h in phase j, averaged over rings one voxel edge wide;
only pairs inside the window count (periodic axes wrap). Dotted: the product of the data's volume fractions, which uncorrelated points would have.`);
    add(`two-point-${i}`, `Two-point functions: ${title}`, about + row(twoPointFigures(comparison)));
  });
  add(
    'description',
    'Measured quantities',
    data.description &&
      descriptionTable(data.description) +
        describedTwoPointFigure(data.description) +
        axesTwoPointFigure(data.description) +
        row(describedLinealPathFigures(data.description)),
  );
  const described = data.description;
  add(
    'structure',
    'Topology, paths and sizes',
    described && structureTables(described) + row(sizeDistributionFigures(described)),
  );
  const aboutChords =
    note(`How long the unbroken stretches of a phase along a grid axis are: share of the chords per unit of length, every chord with the same weight, those
cut by the border left out. The longest half percent lies beyond the right end.`);
  comparisons.forEach(({ title, comparison }, i) => {
    const figures = distanceFigures(comparison);
    add(
      `distances-${i}`,
      `Distances of distributions: ${title}`,
      figures.length > 0 && row(figures) + distanceTable(comparison),
    );
  });
  add('realism', 'Realism', data.realism && realismTable(data.realism));
  add('similarity', 'Structural similarity', data.similarity && similarityTable(data.similarity));
  add('chords', 'Chord-length distributions', chords.length > 0 && aboutChords + row(chordLengthFigures(chords)));
  comparisons.forEach(({ title, comparison }, i) => {
    const figures = linealPathFigures(comparison);
    const about =
      note(`L(r): probability that a straight segment of length r along a grid axis lies wholly in the phase, every axis with the same weight. Only segments
inside the window count (periodic axes wrap), those in chords that the border cuts too, so that unlike chord lengths L(r) has no bias from the border. Straight lines
in this logarithmic plot are exponential tails: chords that end as if by chance.`);
    add(`lineal-path-${i}`, `Lineal-path functions: ${title}`, figures.length > 0 && about + row(figures));
  });
  const course = historyFigures(history);
  add('history', 'Course of the calibration', course.length > 0 && row(course));
  add('parameters', 'Parameters', parameters.length > 0 && parameterTables(parameters));
  add('correlations', 'Correlations', correlations.length > 0 && correlationFigure(correlations));
  add('citing', 'How to cite', data.citations.length > 0 && citationsSection(data));
  add('provenance', 'Provenance', provenanceSection(data));
  return out;
}

/** All numbers of a report, without its images and volumes; `<` is written so that no text can end the script element. */
function embeddedNumbers(data: ReportData): string {
  const { slices: _slices, twin: _twin, truth: _truth, ...numbers } = data;
  return JSON.stringify(numbers).replace(/</g, '\\u003c');
}

/** Verdict and failure signatures, which a reader sees before anything else. */
function summary({ verdict = [], warnings, history = [] }: ReportData): string {
  const sentences = verdict.map((sentence) => `<p>${escapeHtml(sentence)}</p>`);
  // Signatures are found in the history: without one nothing was looked at.
  if (warnings?.length === 0 && history.length > 0)
    sentences.push('<p>No known failure signature was found in the calibration.</p>');
  const boxes = (warnings ?? []).map(
    ({ name, sentence, cure }) =>
      `<div class="warning"><strong>${escapeHtml(name)}.</strong> ${escapeHtml(sentence)} ${escapeHtml(textOf(cure))}</div>`,
  );
  return [sentences.length > 0 ? `<div class="verdict">${sentences.join('')}</div>` : '', ...boxes].join('\n');
}

/**
 * The whole report as one HTML page: pictures and figures inside, no request to anywhere, readable from a file. The numbers stand in it once
 * more as JSON in the element `excursa-data`, without images and volumes. Equal data give equal bytes.
 * @throws ExcursaError (usage) for slices, volumes or correlations in different units, and for a twin or truth that is an image.
 */
export function renderReport(data: ReportData): string {
  const list = sections(data);
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
${data.subtitle ? `<p class="subtitle">${escapeHtml(data.subtitle)}</p>` : ''}
<nav>${list.map(({ id, title }) => `<a href="#${id}">${escapeHtml(title)}</a>`).join('\n')}</nav>
${summary(data)}
${list.map(({ id, title, body }) => `<section id="${id}"><h2>${escapeHtml(title)}</h2>\n${body}\n</section>`).join('\n')}
<script type="application/json" id="excursa-data">${embeddedNumbers(data)}</script>
</body>
</html>
`;
}
