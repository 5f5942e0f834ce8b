import type { Verdict } from '../../compare/index.ts';
import { escapeHtml, lengthText, phaseName, textAddress, unitText } from '../notation.ts';
import { middleOf, packedVolume } from '../pictures/packed-volume.ts';
import { blockFigure } from '../pictures/picture-blocks.ts';
import { sliceSection } from '../pictures/slices.ts';
import type { Answer, ReportData, StripNumber, StripPhase } from '../report-data.ts';
import { numberText, renderCsv } from '../tables/table.ts';
import { typeset } from '../tables/table-html.ts';
import { stripTable } from './strip.ts';

/** What the colours of an answer mean, in words and with a sign, for readers who do not see the colours. */
const tones: Readonly<Record<Answer['tone'], readonly [sign: string, meaning: string]>> = {
  good: ['✓', 'no difference found'],
  mixed: ['◐', 'usable in part'],
  bad: ['✗', 'not usable'],
  neutral: ['●', 'measured'],
};

/** The answer in a box whose colour is its meaning. */
export function answerHtml({ tone, sentence, reason, next }: Answer): string {
  const [sign, meaning] = tones[tone];
  const command = next
    ? `<div class="next"><span>${escapeHtml(next.why)}</span> <code id="next-command">${escapeHtml(next.command)}</code> <button type="button" data-copy="next-command" hidden>Copy</button></div>`
    : '';
  return `<div class="answer ${tone}"><p class="sentence"><span class="sign" role="img" aria-label="${meaning}:">${sign}</span> ${typeset(sentence)}</p>
${reason ? `<p>${typeset(reason)}</p>` : ''}${command}</div>`;
}

/** Standard errors at the ends of a dot plot, and its size in pixels. */
const [reach, width, height] = [6, 96, 18];

/** Kinds of marks: agreement is filled, what is open is hollow, a difference has corners. */
const kinds = { agrees: 'agrees', differs: 'differs', undecided: 'open', 'not testable': 'open' } as const;

/** The error of the model in standard errors as a mark on a line; the band is ± 2, an arrow stands for far beyond. */
function dotPlot(off: number, kind: (typeof kinds)[Verdict], label: string): string {
  const x = (value: number): string => (width / 2 + (value / reach) * (width / 2 - 8)).toFixed(1);
  const [at, y] = [Math.max(-reach, Math.min(reach, off)), height / 2];
  const way = off > 0 ? 1 : -1;
  const beyond = `<path d="M${x(at)},${y - 5}l${7 * way},5l${-7 * way},5z"/>`;
  const diamond = `<path d="M${x(at)},${y - 5.5}l5.5,5.5l-5.5,5.5l-5.5,-5.5z"/>`;
  const circle = `<circle cx="${x(at)}" cy="${y}" r="4"/>`;
  const mark = Math.abs(off) > reach ? beyond : kind === 'differs' ? diamond : circle;
  const band = `<rect class="band" x="${x(-2)}" y="2" width="${(Number(x(2)) - Number(x(-2))).toFixed(1)}" height="${height - 4}"/>`;
  return `<svg class="dots ${kind}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(label)}">${band}<path class="zero" d="M${x(-reach)},${y}H${x(reach)}M${x(0)},1V${height - 1}"/>${mark}</svg>`;
}

const valueText = (value: number): string => numberText(value, { digits: 3 }).replaceAll('-', '−');

/** One number of the strip. */
function numberHtml({
  title,
  unit,
  model,
  data,
  dataError,
  error,
  off,
  verdict,
  missing,
  same,
  ofTwin,
  interval,
}: StripNumber): string {
  const ownUnit = unit ? ` <span class="unit">[${typeset(unitText(unit))}]</span>` : '';
  const head = `<dt>${typeset(title)}${ownUnit}</dt>`;
  const differs = verdict === 'differs' ? ' differs' : '';
  if (ofTwin && model !== undefined) {
    const open = interval
      ? `models ${valueText(interval[0])} to ${valueText(interval[1])}`
      : 'one volume, error not known';
    const soft = `<span class="soft">${open}</span>`;
    return `<div>${head}<dd><strong>${valueText(model)}</strong> ${soft}</dd></div>`;
  }
  if (data === undefined) {
    const words = `${verdict === 'differs' ? 'differs' : 'not measured'}: ${missing ?? ''}`;
    return `<div>${head}<dd class="none${differs}">${escapeHtml(words)}</dd></div>`;
  }
  if (model === undefined) {
    const own = dataError === undefined ? ' error not known' : ` ± ${numberText(dataError, { digits: 2 })}`;
    return `<div>${head}<dd>${valueText(data)}<span class="soft">${own}</span></dd></div>`;
  }
  const values = `<strong>${valueText(model)}</strong> <span class="soft">data ${valueText(data)}</span>`;
  if (same)
    return `<div>${head}<dd><strong>${valueText(model)}</strong> <span class="soft">in model and data</span></dd></div>`;
  if (error === undefined || off === undefined || verdict === undefined) {
    return `<div>${head}<dd>${values}<span class="off${differs}">${verdict ?? ''}</span></dd></div>`;
  }
  const percent = Math.abs(100 * error);
  const relative = `${error > 0 ? '+' : '−'}${percent.toFixed(percent < 9.95 ? 1 : 0)} %`;
  const label = `${title}: error ${relative}, ${Math.abs(off).toFixed(1)} standard errors, ${verdict}`;
  return `<div>${head}<dd>${values}
<span class="off${differs}">${dotPlot(off, kinds[verdict], label)} ${relative}</span></dd></div>`;
}

/** The main numbers of every phase. */
function stripHtml(strip: readonly StripPhase[]): string {
  const compared = strip.some(({ numbers }) => numbers.some(({ model }) => model !== undefined));
  const rows = strip.map(
    ({ phase, numbers }, i) =>
      `<div class="phase"><h3>${phaseName(phase, i)}</h3><dl>${numbers.map(numberHtml).join('\n')}</dl></div>`,
  );
  const key = compared
    ? 'Bold: model. Per cent: error of the model. Dots: the same in standard errors (s.e.), from −6 to +6; band: ± 2. Filled: agrees. Hollow: undecided. Red diamond or arrow: differs.'
    : '±: standard error. Values along axes are averaged.';
  const of = (holds: (own: StripNumber) => boolean): boolean => strip.some(({ numbers }) => numbers.some(holds));
  const ofTwin = of((own) => own.ofTwin === true)
    ? ` Relative conductivity: of the one drawn volume, mean over its axes; images have none.${
        of((own) => own.interval !== undefined)
          ? ' Models: its least and largest value over models that fit the images, with two standard errors, in smaller cubes.'
          : ''
      }`
    : '';
  return `<section class="strip" aria-label="main numbers"><h2 class="hidden">Main numbers</h2>${rows.join('\n')}<p class="note">${key}${ofTwin}</p></section>`;
}

/** Links and buttons to what a reader takes away: methods paragraph, numbers, figures, citations. */
function takeAwayHtml({ strip, methods, citations }: Pick<ReportData, 'strip' | 'methods' | 'citations'>): string {
  const link = (name: string, type: string, text: string, label: string): string =>
    `<a class="button" download="${name}" href="${textAddress(text, type)}">${label}</a>`;
  const bibtex = citations.map((own) => own.bibtex).join('\n\n');
  const items = [
    ...(strip && strip.length > 0
      ? [link('main-numbers.csv', 'text/csv', renderCsv(stripTable(strip)), 'Numbers (CSV)')]
      : []),
    '<button type="button" data-figures hidden>Figures (SVG)</button>',
    ...(bibtex ? [link('citations.bib', 'text/plain', `${bibtex}\n`, 'Citations (BibTeX)')] : []),
  ];
  const paragraph = methods
    ? `<details class="methods"><summary>Methods paragraph</summary><p id="methods-text">${escapeHtml(methods)}</p><button type="button" data-copy="methods-text" hidden>Copy</button></details>`
    : '';
  return `<div class="take"><span class="soft">Take away</span> ${items.join(' ')} ${paragraph}</div>`;
}

/** The twin to turn and cut, with a still picture for print and for browsers without WebGL2. */
function twinHtml({ twin, truth, comparisons }: Pick<ReportData, 'twin' | 'truth' | 'comparisons'>): string {
  // Without a comparison the volume is what was measured.
  const own = comparisons ? 'model' : 'data';
  const shown = [
    { map: twin, title: own },
    { map: truth, title: 'data' },
  ].flatMap(({ map, title }) => (map ? [{ map, title }] : []));
  if (shown.length === 0) return '';
  const { map } = shown[0];
  const middle = middleOf(map);
  const sizes = [2, 1, 0].map((a) => lengthText(map.grid.shape[a] * map.grid.spacing[a], map.grid.unit));
  const cut =
    middle === map ? '' : `; shown: the middle ${[2, 1, 0].map((a) => middle.grid.shape[a]).join(' × ')} voxels`;
  const caption = `Volume of ${sizes.join(' × ')}${cut}`;
  return `<div class="twin"><p class="caption"><strong>${shown.map(({ title }) => title).join(' and ')}</strong> ${escapeHtml(caption)}</p><div class="still">${blockFigure(middle, `${shown[0].title}, all phases`)}</div>
${shown.map((one) => packedVolume(middleOf(one.map), one.title)).join('\n')}</div>`;
}

/** What the first screen shows below the answer. */
export type FirstScreen = Pick<
  ReportData,
  'slices' | 'twin' | 'truth' | 'strip' | 'methods' | 'comparisons' | 'citations'
>;

/** What a reader sees first: pictures, main numbers, and what to take away. */
export function firstScreenHtml(data: FirstScreen): string {
  const { slices = [], strip = [] } = data;
  const pictures = [
    ...(slices.length > 0 ? [`<div class="sections">${sliceSection(slices)}</div>`] : []),
    ...(data.twin || data.truth ? [twinHtml(data)] : []),
  ];
  return [
    pictures.length > 0 ? `<div class="pictures many-${pictures.length}">${pictures.join('\n')}</div>` : '',
    strip.length > 0 ? stripHtml(strip) : '',
    takeAwayHtml(data),
  ].join('\n');
}
