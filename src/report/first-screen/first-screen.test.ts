import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { type ComparedQuantity, type Comparison, conclude, type Unseen } from '../../compare/index.ts';
import { describe as measure } from '../../descriptor/index.ts';
import { createGrid, createPhaseMap } from '../../grid/index.ts';
import type { Answer } from '../report-data.ts';
import { comparisonTables } from '../tables/comparison.ts';
import { renderCsv } from '../tables/table.ts';
import { answerOf, describedAnswer } from './answer.ts';
import { answerHtml, firstScreenHtml } from './first-screen.ts';
import { comparedStrip, describedStrip, standardErrorsOff, stripTable, stripWithTwin } from './strip.ts';

const errors = { standardError: 0.05, scatter: 0.04, degreesOfFreedom: 20, pValue: 0.5, delta: 0.05, detectable: 0.2 };
const scatter = { ...errors, fitted: false, realisations: 8, ranked: false };
/** What no side measured. */
const lacking = {
  missing: { model: 1, reference: 1 },
  realisations: 8,
  pValue: 1,
  verdict: 'undecided',
  fitted: false,
} as const;

/** A quantity whose error is some standard errors, of which one is 5 %. */
function quantity(name: string, title: string, off: number): ComparedQuantity {
  const error = 0.05 * off;
  const verdict = Math.abs(off) > 3 ? 'differs' : off === 0.5 ? 'undecided' : 'agrees';
  return {
    shows: `${title}s`,
    name,
    title,
    unit: '',
    model: 2 * (1 + error),
    reference: 2,
    error,
    ...scatter,
    verdict,
  };
}

const phases = [
  { name: 'pore', label: 0 },
  { name: 'solid', label: 1 },
];

/** A comparison in which the mean chord of the second phase is some standard errors off. */
const comparisonWith = (off: number, realisations = 8): Comparison => {
  const compared = phasesWith(off);
  const twoPoint = { lags: [], unit: 'um', pairs: {}, rootMeanSquareError: 0 };
  return { conclusion: conclude(compared, realisations), realisations, shape: [1, 40, 60], phases: compared, twoPoint };
};

const phasesWith = (off: number): Comparison['phases'] =>
  phases.map((phase, p) => ({
    ...{ ...phase, curves: [], distributions: [] },
    quantities: [
      quantity('volumeFraction', 'volume fraction', 1),
      { ...quantity('chordLength', 'mean chord', p === 1 ? off : 0), axis: 'mean' },
      {
        name: 'percolatingFraction',
        title: 'percolating fraction',
        unit: '',
        value: null,
        reason: 'no path',
        ...lacking,
      },
    ],
  }));

const grid = createGrid([40, 60], { spacing: 0.1, unit: 'um' });
const map = createPhaseMap(
  grid,
  Uint8Array.from({ length: 2400 }, (_, i) => (i % 60 < 20 ? 0 : 1)),
  phases,
);

const fitWith = (pValue: number) => ({ quantities: [], blocks: 25, goodnessOfFit: { pValue } });

describe('the answer', () => {
  it('names what differs in one phase as not usable, and its numbers as the reason', () => {
    const answer = answerOf(comparisonWith(-6), {});
    expect(answer.tone).toBe('mixed');
    expect(answer.sentence).toBe('Usable for volume fractions; not for mean chords; undecided for further quantities.');
    // 2 (1 - 6 x 5 %) = 1.4.
    expect(answer.reason).toContain(
      'Mean chord of solid differs by −30 % (standard error 5.0 %). It is 1.40 in the model, 2.00 in the data (6.0 standard errors)',
    );
  });

  it('finds no difference where there is none, and does not claim what was not compared', () => {
    const answer = answerOf(comparisonWith(0), { exactFit: fitWith(0.4) });
    expect(answer).toEqual({
      tone: 'good',
      sentence: 'Usable for volume fractions and mean chords; undecided for further quantities.',
      reason: 'No quantity differs.',
    });
  });

  it('is no longer good where the goodness of fit rejects the class', () => {
    const answer = answerOf(comparisonWith(0), { exactFit: fitWith(4.4e-4) });
    expect(answer.tone).toBe('mixed');
    expect(answer.reason).toContain('p = 4.4·10⁻⁴');
    // No p-value is known further out, and the table has none.
    expect(answerOf(comparisonWith(0), { exactFit: fitWith(4.4e-8) }).reason).toContain('p < 10⁻⁶');
  });

  it('has its meaning in words beside its colour', () => {
    for (const tone of ['good', 'mixed', 'bad', 'neutral'] as const) {
      const { document } = parseHTML(`<body>${answerHtml({ tone, sentence: 's' })}</body>`);
      expect(document.querySelector('.answer')!.classList.contains(tone)).toBe(true);
      expect(document.querySelector('[role=img]')!.getAttribute('aria-label')).toMatch(/\w+/);
    }
  });
});

describe('what helps most now', () => {
  const html = (next: Answer['next']) => {
    const { document } = parseHTML(`<body>${answerHtml({ tone: 'good', sentence: 's', next })}</body>`);
    return document.querySelector('.next')!;
  };

  it('is a command that can be copied', () => {
    const next = html({ why: 'To see <more>:', command: "excursa validate 'a b.tif'" });
    expect(next.querySelector('code')!.textContent).toBe("excursa validate 'a b.tif'");
    expect(next.querySelector('button')!.getAttribute('data-copy')).toBe('next-command');
    expect(next.querySelector('span')!.textContent).toBe('To see <more>:');
  });
});

describe('the strip', () => {
  it('gives errors in standard errors, by signs, and a reason where there is none', () => {
    const [, solid] = comparedStrip(comparisonWith(-6));
    expect(solid.numbers.map(({ title }) => title)).toEqual(['volume fraction', 'mean chord', 'percolating']);
    const [volume, chord, percolating] = solid.numbers;
    expect(standardErrorsOff({ ...scatter, error: 0.05 } as never)).toBeCloseTo(1, 12);
    expect(volume.off).toBeCloseTo(1, 12);
    expect(chord.off).toBeCloseTo(-6, 12);
    expect([volume.verdict, chord.verdict]).toEqual(['agrees', 'differs']);
    expect(percolating).toEqual({ title: 'percolating', unit: '', verdict: 'undecided', missing: 'no path' });
  });

  it('shows what the twin conducts where images have no conductivity, and marks it as such', () => {
    const shown = stripWithTwin(comparedStrip(comparisonWith(0)), { pore: 0.123, solid: null });
    const { document } = parseHTML(`<body>${firstScreenHtml({ strip: shown, citations: [] })}</body>`);
    const last = [...document.querySelectorAll('.phase')].map((own) => own.querySelector('dl > div:last-child')!);
    expect(last.map((own) => own.querySelector('dt')!.textContent)).toEqual(Array(2).fill('relative conductivity'));
    expect(last[0].textContent).toMatch(/0\.123\s+one volume, error not known/);
    expect(last[1].textContent).toContain('not converged');
    expect(document.querySelector('.note')!.textContent).toContain(
      'of the one drawn volume, mean over its axes; images have none',
    );
    const geodesic = [{ phase: 'pore', numbers: [{ title: 'geodesic tortuosity', unit: '', missing: 'no path' }] }];
    expect(stripWithTwin(geodesic, { pore: 0.2 })[0].numbers).toMatchObject([{ model: 0.2, ofTwin: true }]);
  });

  it('has the interval of what images leave open beside the value of the twin', () => {
    const quantity = { phase: 'pore', name: 'relativeConductivity', along: 'x, y, z', interval: [0.1, 0.2] };
    const quantities = [quantity, { ...quantity, phase: 'solid', along: 'z' }] as unknown as Unseen['quantities'];
    const shown = stripWithTwin(comparedStrip(comparisonWith(0)), { pore: 0.123, solid: 0.4 }, { quantities });
    const { document } = parseHTML(`<body>${firstScreenHtml({ strip: shown, citations: [] })}</body>`);
    const last = [...document.querySelectorAll('.phase')].map((own) => own.querySelector('dl > div:last-child')!);
    expect(last[0].textContent).toContain('models 0.100 to 0.200');
    // The value is a mean over all axes, the interval of one of them is not.
    expect(last[1].textContent).toContain('one volume, error not known');
    expect(document.querySelector('.note')!.textContent).toContain('Models: its least and largest value');
    expect(renderCsv(stripTable(shown))).toContain('least of models');
  });

  it('calls a value that data and all realisations have by no verdict, and the table neither', () => {
    const comparison = comparisonWith(0);
    const own = {
      ...{ name: 'percolatingFraction', title: 'percolating fraction', unit: '', model: 0, reference: 0, error: 0 },
      ...{ ...scatter, scatter: 0, standardError: 0, ranked: true, detectable: null },
      verdict: 'undecided' as const,
    };
    const phases = comparison.phases.map((phase) => ({ ...phase, quantities: [own] }));
    const strip = comparedStrip({ ...comparison, phases });
    const { document } = parseHTML(`<body>${firstScreenHtml({ strip, citations: [] })}</body>`);
    expect(document.querySelector('dd')!.textContent).toBe('0 in model and data');
    expect(document.querySelector('.strip dl')!.textContent).not.toContain('undecided');
    const [table] = comparisonTables({ ...comparison, phases });
    expect(table.rows[0].at(-1)).toMatchObject({ text: 'both 0' });
    expect(table.notes.at(-1)).toMatch(/^both: /);
  });

  it('draws what differs as another shape, not in another colour alone', () => {
    const [pore, solid] = comparedStrip(comparisonWith(-4));
    const open = { title: 'size', unit: '', model: 1, data: 1, error: 0, off: 0, verdict: 'undecided' as const };
    const unequal = { title: 'other', unit: '', model: 1, data: 0, verdict: 'differs' as const };
    const strip = [pore, { ...solid, numbers: [...solid.numbers, open, unequal] }];
    const { document } = parseHTML(`<body>${firstScreenHtml({ strip, citations: [] })}</body>`);
    expect(document.querySelectorAll('.dots.agrees circle')).toHaveLength(3);
    expect(document.querySelectorAll('.dots.open circle')).toHaveLength(1);
    expect(document.querySelectorAll('.dots.differs circle')).toHaveLength(0);
    // An error relative to 0 has no place on the line.
    expect([...document.querySelectorAll('.off.differs')].at(-1)!.textContent).toBe('differs');
    expect(document.querySelector('.dots.differs')!.getAttribute('aria-label')).toBe(
      'mean chord: error −20 %, 4.0 standard errors, differs',
    );
  });

  it('of a description has the measured values, and the answer their shares', async () => {
    const description = await measure(map);
    const [pore] = describedStrip(description);
    expect(pore.numbers[0]).toMatchObject({ title: 'volume fraction', data: 1 / 3 });
    const { tone, sentence } = describedAnswer(description, [map], ['a.tif']);
    expect(tone).toBe('neutral');
    expect(sentence).toMatch(/^pore fills 33\.3( ± [\d.]+)? % and solid fills 66\.7/);
  });

  it('is taken away as a table with a row a number', () => {
    const table = stripTable(comparedStrip(comparisonWith(-6)));
    expect(table.rows).toHaveLength(6);
    for (const row of table.rows) expect(row).toHaveLength(table.columns.length);
  });
});
