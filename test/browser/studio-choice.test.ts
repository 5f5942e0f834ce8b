/** The choice of the class behind the work, with an answer in place of the comparison, which takes minutes. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeProject } from '../../src/calibrate/index.ts';
import type { Choice, ClassEvaluation } from '../../src/choice/index.ts';
import { type StudioServer, serveStudio } from '../../src/node/index.ts';
import { createModel, presets, realise } from '../../src/phase/index.ts';
import { choiceTables } from '../../src/report/index.ts';
import { shown } from '../../studio/worker/jobs/setting.ts';
import { hasBrowser, openBrowser } from '../report/browser.ts';
import { button, commandsOf, complaints, folder, give, isBuilt, watched } from './studio-page.ts';

const distances = { blocks: [0.1, 0.1], mean: 0.1, modelError: 0.01, dataAgainstData: 0.1 };
const evaluation: ClassEvaluation = {
  ...{ model: 'level-set-union', summary: 'two fields', parameters: 43, order: [0, 1], giveaways: [] },
  values: [
    { quantity: 'volumeFraction', phase: 'pore', model: 0.5, heldOut: 0.5, fitted: 0.5, error: 0, allowed: 0.1 },
  ],
  ...{ chords: distances, twoPoint: distances, realism: null, dataAgainstData: null, look: null },
};

/** What a comparison of two classes found. */
const choice: Choice = {
  model: 'level-set-union',
  candidates: [
    { model: 'level-set', verdict: 'worse', reason: 'worse by two-point functions' },
    {
      model: 'level-set-union',
      verdict: 'chosen',
      reason: 'no other class comes as near to the images',
      evaluation,
    },
  ],
  rule: 'The class with the fewest parameters of those that are not worse.',
  sentence: 'level-set-union (43 parameters) is chosen: no other class comes as near to the images.',
  block: [128, 128],
  blocks: { fitted: 8, heldOut: 8 },
};

describe.skipIf(!hasBrowser || !isBuilt)('the class that the data choose behind the work', () => {
  let browser: Browser;
  let server: StudioServer;
  beforeAll(async () => {
    browser = await openBrowser();
    server = await serveStudio(folder, 0);
  });
  afterAll(async () => {
    await browser?.close();
    await server?.close();
  });

  it('takes the place of the first model by itself, and the command calibrates it unasked', async () => {
    const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
    const model = createModel(presets['level-set'], { phases, spacing: 0.1, unit: 'um' });
    // As many pixels as a choice needs.
    const { map } = await realise(model, { shape: [512, 512], seed: 5 });
    const settings = { order: '0,1', starts: 1, wideStarts: 0, points: 256 };
    const page = await watched(browser);
    const found = { of: choice, tables: choiceTables(choice).map(shown) };
    // The worker would compare for minutes. Checks have tests of their own: here they state what is checked.
    await page.addInitScript(`{
      const answers = {
        compareClasses: () => (${JSON.stringify(found)}),
        check: ({ calibration, choice }) => ({
          answer: { tone: 'good', sentence: 'Checked ' + calibration.model.record.name + ', ' + (choice?.model ?? 'first') },
          methods: '',
          file: {},
          validation: {},
        }),
      };
      globalThis.asked = [];
      const Own = Worker;
      globalThis.Worker = class extends Own {
        postMessage(order, ...rest) {
          if (!answers[order.name]) return super.postMessage(order, ...rest);
          asked.push(order.name);
          setTimeout(() => this.onmessage({ data: { id: order.id, result: answers[order.name](order.input) } }), 500);
        }
      };
    }`);
    await page.goto(server.address);
    await give(page, 'my.json', await encodeProject({ images: [map], settings }));
    await page.getByLabel('Name of phase 2').waitFor();
    await button(page, 'Calibrate a model').click();
    await button(page, 'Calibrate').click();
    await page.getByText('This model has the class level-set, to begin with.').waitFor();
    expect((await commandsOf(page))[0]).toContain(' --model level-set ');
    await page.getByText('Checked level-set, first').waitFor();
    await page.getByText(choice.sentence).first().waitFor();
    // The check is that of the new model; nothing is compared again.
    await page.getByText('Checked level-set-union, level-set-union').waitFor();
    expect((await commandsOf(page))[0]).not.toContain('--model');
    await page.getByText('How the classes compare on data that they were not fitted to').click();
    expect(await page.locator('.table').first().textContent()).toContain('level-set-union');
    expect(await page.evaluate('asked')).toEqual(['check', 'compareClasses', 'check']);
    expect(complaints.get(page)).toEqual([]);
  });
});
