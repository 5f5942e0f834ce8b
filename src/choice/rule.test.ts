import { describe, expect, it } from 'vitest';
import { memoryStore, settingsSchema, writeJson } from '../calibrate/index.ts';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { phaseCount, presets } from '../phase/index.ts';
import type { ClassEvaluation } from './choice.ts';
import { chooseClass } from './choose.ts';
import {
  blockShape,
  canChoose,
  candidatesOf,
  cutIntoBlocks,
  divide,
  furtherClasses,
  suitedClasses,
} from './held-out.ts';
import { decide, probabilityAsFar, quickRuleText, ruleText } from './rule.ts';
import { choosesUnasked, classBeforeChoice } from './unasked.ts';
import { inQuickOrder, isWorthTrying, worthAnotherFit } from './worth.ts';

const distances = (blocks: readonly number[], modelError = 0) => ({
  blocks,
  mean: blocks.reduce((sum, v) => sum + v, 0) / blocks.length,
  modelError,
  dataAgainstData: 1,
});

/**
 * An evaluation of given numbers: blocks scatter around what is asked for, alike in all classes but for a tenth of it.
 */
function evaluation(
  model: ClassEvaluation['model'],
  parameters: number,
  { accuracy, chord = 1, twoPoint = 1, error = 0, look = 100 }: Record<string, number>,
): ClassEvaluation {
  const blocks = (mean: number) => distances([0.8, 0.9, 1, 1.1, 1.2].map((v, k) => mean - 1 + v + 0.01 * (k % 2)));
  return {
    ...{ model, parameters, summary: '', order: [0, 1] },
    values: [
      {
        quantity: 'volume fraction',
        phase: 'a',
        model: 0.5 * (1 + error),
        heldOut: 0.5,
        fitted: 0.5,
        error,
        allowed: 0.03,
      },
    ],
    chords: blocks(chord),
    twoPoint: blocks(twoPoint),
    realism: accuracy === undefined ? null : { accuracy, ci95: [accuracy - 0.05, accuracy + 0.05], windows: [50, 50] },
    dataAgainstData: null,
    look: { value: look, expected: 50 },
    giveaways: ['too few triple points'],
  };
}

describe('the rule', () => {
  const choose = (...list: ClassEvaluation[]) => {
    const { model, candidates } = decide(list, []);
    return [model, ...candidates.map(({ verdict }) => verdict)];
  };

  it('takes the fewest parameters of classes that cannot be told apart', () => {
    const list = [evaluation('assb', 70, { accuracy: 0.6 }), evaluation('plurigaussian', 28, { accuracy: 0.66 })];
    // Intervals of 0.05 on either side make one of 0.07 for the difference.
    expect(choose(...list)).toEqual(['plurigaussian', 'equivalent', 'chosen']);
  });

  it('lets realism decide first, then chords, then two-point functions', () => {
    const simple = { accuracy: 0.6, chord: 1, twoPoint: 1 };
    for (const worse of [{ accuracy: 0.68 }, { chord: 2 }, { twoPoint: 2 }]) {
      const list = [evaluation('assb', 70, simple), evaluation('plurigaussian', 28, { ...simple, ...worse })];
      expect(choose(...list)).toEqual(['assb', 'chosen', 'worse']);
    }
    // A class that is easier to tell from the data is out, however near its two-point functions are.
    const near = evaluation('plurigaussian', 28, { accuracy: 0.8, twoPoint: 0.5 });
    expect(choose(evaluation('assb', 70, simple), near)).toEqual(['assb', 'chosen', 'worse']);
    // The reason states what gives it away.
    const [, { reason }] = decide([evaluation('assb', 70, simple), near], []).candidates;
    expect(reason).toMatch(/assigns 80\.0 % .* and 60\.0 % with assb, .*: too few triple points$/);
  });

  it('finds no worse what is further by less than a tenth of the distance between the halves', () => {
    const list = [evaluation('assb', 70, { chord: 1 }), evaluation('plurigaussian', 28, { chord: 1.09 })];
    expect(choose(...list)[0]).toBe('plurigaussian');
    expect(choose(list[0], evaluation('plurigaussian', 28, { chord: 1.2 }))[0]).toBe('assb');
  });

  it('takes a class that is fitted by simulation after a short fit only where it is better', () => {
    const [exact, grains] = [
      evaluation('assb', 70, { accuracy: 0.7, look: 120 }),
      evaluation('grains', 39, { accuracy: 0.68, look: 90 }),
    ];
    expect(decide([exact, grains], []).model).toBe('grains');
    const quick = decide([exact, grains], [], 'quick');
    expect(quick.model).toBe('assb');
    expect(quick.candidates.map(({ reason }) => reason)).toEqual([
      'of 2 equally good classes it has the fewest parameters among those with an exact fit',
      'not better, and fitted by simulation',
    ]);
    // 1.25 times 70 and two standard deviations of chi-square with 50 degrees of freedom are 107.5.
    const better = evaluation('grains', 39, { accuracy: 0.6, look: 70 });
    const { model, sentence, candidates } = decide([exact, better], [], 'quick');
    expect(model).toBe('grains');
    expect(candidates[0].reason).toMatch(/squared distance 120 against 70\.0; one material has 50\): too few triple/);
    expect(sentence).toMatch(/recognises 60\.0 % of its windows, where 50 % is a guess\.$/);
  });

  it('takes a simulated class that looks nearer than an exact one that is recognised, though by chance perhaps', () => {
    const nearer = (accuracy: number, look: number) =>
      decide(
        [
          evaluation('plurigaussian-correlated', 44, { accuracy, look: 210 }),
          evaluation('cracked-grains', 56, { accuracy: 0.8, look }),
        ],
        [],
        'quick',
      );
    // 1.25 times 180 and two standard deviations are 245: neither is out.
    expect(nearer(0.9, 180).candidates.map(({ verdict, reason }) => [verdict, reason])).toEqual([
      ['equivalent', 'not worse beyond chance, but it looks further away'],
      ['chosen', 'its short fit looks nearer than plurigaussian-correlated, which a linear discriminant recognises'],
    ]);
    expect([nearer(0.7, 180).model, nearer(0.9, 220).model]).toEqual(Array(2).fill('plurigaussian-correlated'));
  });

  it('names a slower class whose short fit came near, where the chosen one is recognised', () => {
    const decided = (accuracy: number, look: number) =>
      decide(
        [
          evaluation('plurigaussian-correlated', 44, { accuracy, look: 500 }),
          evaluation('grains', 40, { accuracy: 0.95, look }),
        ],
        [],
        'quick',
      );
    const { model, slower, sentence } = decided(0.9, 900);
    expect([model, slower]).toEqual(['plurigaussian-correlated', 'grains']);
    expect(sentence).toMatch(/A full fit of grains takes .* minutes and may look more like the images\.$/);
    expect(decided(0.9, 1100)).not.toHaveProperty('slower');
    expect(decided(0.7, 900)).not.toHaveProperty('slower');
    // A class that is much nearer is chosen, and nothing is left to try.
    expect(decided(0.9, 200)).not.toHaveProperty('slower');
    // A class that contains the chosen one is worth its time without a short fit.
    const lined = decide([evaluation('lined-grains', 57, { accuracy: 0.9 })], [], 'quick');
    expect(lined.slower).toBe('clotted-grains');
  });

  it('leaves out classes that miss volume fractions, unless all do, and says which', () => {
    const [good, bad] = [evaluation('assb', 70, { error: 0.02 }), evaluation('plurigaussian', 28, { error: -0.05 })];
    expect(choose(good, bad)).toEqual(['assb', 'chosen', 'worse']);
    expect(decide([good, bad], []).candidates[1].reason).toMatch(
      /volume fraction of a is 5\.0 % off .* 3\.0 % are allowed/,
    );
    const { model, sentence } = decide([bad], [{ model: 'grains', reason: 'too few pixels' }]);
    expect(model).toBe('plurigaussian');
    expect(sentence).toMatch(/No class meets the held-out part/);
  });

  it('tests by Student, with the scatter of realisations in the error', () => {
    // Differences 1, 2, 3, 4: t = 3.873 of 3 degrees of freedom, whose one-sided tail is 0.01523.
    const [a, b] = [distances([1, 2, 3, 4]), distances([0, 0, 0, 0])];
    expect(probabilityAsFar(a, b)).toBeCloseTo(0.01523, 4);
    expect(probabilityAsFar(b, a)).toBe(1);
    // An error of the model as large as that of the mean makes t smaller by sqrt 2: 2.739, whose tail is 0.0357.
    expect(probabilityAsFar(distances([1, 2, 3, 4], Math.sqrt(5 / 12)), b)).toBeCloseTo(0.0357, 3);
    expect(probabilityAsFar(distances([1, 1]), distances([0, 0]))).toBe(0);
  });
});

describe('classes that take longer', () => {
  const phases = [0, 1, 2].map((label) => ({ name: `p${label}`, label }));
  const data = Uint8Array.from({ length: 96 * 96 }, (_, i) => (i >> 4) % 3);
  const settings = settingsSchema.parse({});
  const request = { images: [createPhaseMap(createGrid([96, 96]), data, phases)], sources: [], settings, threads: 1 };

  /** A choice between classes that were evaluated before. */
  const chosen = async (first: number) => {
    const store = memoryStore();
    const { model: _, ...shared } = settings;
    const identity = JSON.stringify({ shared, inputs: [], version: '0', rule: ruleText });
    const keep = (name: string, parameters: number, accuracy: number) =>
      writeJson(store, `classes/${name}/evaluation.json`, {
        ...{ identity, evaluation: evaluation(name, parameters, { accuracy }) },
      });
    await keep('plurigaussian', 28, first);
    await keep('cracked-grains', 56, 0.6);
    const further = ['cracked-grains'];
    return chooseClass({ ...request, store, version: '0', candidates: ['plurigaussian'], further });
  };

  it('are compared where the one chosen so far is recognised', async () => {
    // Stripes of 16 pixels are short, those of 64 pixels may be of bodies larger than usual simulated images.
    expect(furtherClasses(request.images)).toEqual([]);
    const wide = Uint8Array.from({ length: 384 * 384 }, (_, i) => ((i % 384) >> 6) % 3);
    expect(furtherClasses([createPhaseMap(createGrid([384, 384]), wide, phases)])).toEqual(['cracked-grains']);
    const recognised = await chosen(0.9);
    expect(recognised.candidates.map(({ model, verdict }) => [model, verdict])).toEqual([
      ['plurigaussian', 'worse'],
      ['cracked-grains', 'chosen'],
    ]);
    expect((await chosen(0.7)).candidates.map(({ model }) => model)).toEqual(['plurigaussian']);
  });

  it('are fitted again with another seed where the first short fit was nearly as near', async () => {
    /** A quick choice in which the second fit of grains is better than the first. */
    const decided = async (accuracy: number, first: number) => {
      const store = memoryStore();
      const keep = (folder: string, seed: number, one: ClassEvaluation) => {
        const { model: _, ...shared } = { ...settingsSchema.parse({ seed, effort: 'quick', starts: 1, points: 512 }) };
        const identity = JSON.stringify({ shared, inputs: [], version: '0', rule: ruleText });
        return writeJson(store, `${folder}classes/${one.model}/evaluation.json`, { identity, evaluation: one });
      };
      await keep('', 1, evaluation('plurigaussian', 28, { accuracy, look: 400 }));
      await keep('', 1, evaluation('grains', 40, { accuracy: 0.8, look: first }));
      await keep('again/', 1001, evaluation('grains', 40, { accuracy: 0.6, look: 100 }));
      const quick = { settings: settingsSchema.parse({ seed: 1 }), effort: 'quick' } as const;
      return chooseClass({ ...request, ...quick, store, version: '0', candidates: ['plurigaussian', 'grains'] });
    };
    const lookOf = ({ candidates }: Awaited<ReturnType<typeof decided>>) => candidates[1].evaluation?.look?.value;
    const twice = await decided(0.9, 500);
    expect([twice.model, lookOf(twice), twice.rule]).toEqual(['grains', 100, quickRuleText]);
    // Not where it was much further, nor where nobody recognises the exact class.
    const far = await decided(0.9, 700);
    expect([far.model, lookOf(far)]).toEqual(['plurigaussian', 700]);
    const unrecognised = await decided(0.7, 500);
    expect([unrecognised.model, lookOf(unrecognised)]).toEqual(['plurigaussian', 500]);
  });
});

describe('candidates', () => {
  it('that refine a plainer class are tried where that one looks nearest', () => {
    const looking = (name: string, look: number) => evaluation(name, 40, { look });
    const fields = looking('plurigaussian', 90);
    expect(isWorthTrying('bubble-grains', [fields, looking('grains', 80)])).toBe(true);
    expect(isWorthTrying('bubble-grains', [fields, looking('grains', 110)])).toBe(true);
    expect(isWorthTrying('bubble-grains', [fields, looking('grains', 115)])).toBe(false);
    expect(isWorthTrying('bubble-grains', [fields])).toBe(true);
    expect(isWorthTrying('lined-grains', [fields, looking('grains', 100)])).toBe(true);
    expect(isWorthTrying('grains', [fields, looking('lined-grains', 100)])).toBe(false);
    expect(isWorthTrying('bubble-grains', [fields], ['grains'])).toBe(false);
  });

  it('follow those that contain them, and are left out where these are recognised and far', () => {
    const names = ['plurigaussian', 'plurigaussian-correlated', 'grains'];
    expect(inQuickOrder(names)).toEqual(['plurigaussian-correlated', 'plurigaussian', 'grains']);
    expect(inQuickOrder(['plurigaussian', 'grains'])).toEqual(['plurigaussian', 'grains']);
    expect(inQuickOrder(['bubble-grains', 'grains', 'lined-grains'])).toEqual([
      ...['lined-grains', 'grains', 'bubble-grains'],
    ]);
    const tried = (accuracy: number, look: number) =>
      isWorthTrying('plurigaussian', [evaluation('plurigaussian-correlated', 44, { accuracy, look })]);
    expect([tried(0.9, 300), tried(0.7, 300), tried(0.9, 60)]).toEqual([false, true, true]);
  });

  it('that refine the chosen class have a second short fit where the first one is further', () => {
    const looking = (name: string, look: number) => evaluation(name, 40, { accuracy: 0.7, look });
    const among = (...list: ClassEvaluation[]) => worthAnotherFit(decide(list, [], 'quick'));
    expect(among(looking('grains', 60), looking('bubble-grains', 230))).toBe('bubble-grains');
    expect(among(looking('grains', 230), looking('bubble-grains', 60))).toBeUndefined();
    expect(among(looking('grains', 60), looking('lined-grains', 230))).toBeUndefined();
  });

  it('that refine the chosen class take its place unless they look further by more than a quarter', () => {
    const looking = (name: string, look: number) => evaluation(name, 40, { accuracy: 0.7, look });
    const among = (...list: ClassEvaluation[]) => decide(list, [], 'quick').model;
    expect(among(looking('grains', 60), looking('bubble-grains', 74))).toBe('bubble-grains');
    expect(among(looking('grains', 60), looking('bubble-grains', 76))).toBe('grains');
    expect(among(looking('grains', 60), looking('lined-grains', 50))).toBe('grains');
  });

  it('are the classes of the registry with as many phases, the slowest when asked for', () => {
    const slow = ['clotted-grains', 'cracked-grains'];
    for (const phases of new Set(Object.values(presets).map(phaseCount))) {
      const suited = suitedClasses(phases);
      expect(suited.length).toBeGreaterThan(0);
      for (const name of suited) expect(phaseCount(presets[name])).toBe(phases);
      expect(candidatesOf(phases)).toEqual(suited.filter((name) => !slow.includes(name)));
    }
    // Without being asked, the class of most parameters is not tried.
    expect(candidatesOf(3, undefined, 'quick')).toEqual(candidatesOf(3).filter((name) => name !== 'assb'));
    expect(candidatesOf(3, 'grains, assb,grains')).toEqual(['grains', 'assb']);
    expect(candidatesOf(3, 'cracked-grains')).toEqual(['cracked-grains']);
    expect(() => candidatesOf(3, 'assb,level-set')).toThrow(/expected classes of 3 phases .*, got level-set; try/);
    expect(() => candidatesOf(7)).toThrow(/expected images of .* phases, got 7; try/);
  });
});

describe('held-out data', () => {
  const phases = [{ name: 'a', label: 0 }];
  const map = (ny: number, nx: number): PhaseMap =>
    createPhaseMap(createGrid([ny, nx]), new Uint8Array(ny * nx), phases);

  it('share no pixel with those that are fitted: opposite quadrants, or every other section', () => {
    const labels = [0, 1, 2, 3].map((label) => ({ name: `q${label}`, label }));
    const data = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 0 : 1) + (i < 32 ? 0 : 2));
    const numbered = createPhaseMap(createGrid([8, 8]), data, labels);
    const { fitted, heldOut } = divide([numbered]);
    expect(fitted.map((one) => [...new Set(one.data)])).toEqual([[0], [3]]);
    expect(heldOut.map((one) => [...new Set(one.data)])).toEqual([[1], [2]]);
    const many = [0, 1, 2, 3, 4].map(() => map(8, 8));
    expect(divide(many)).toEqual({ fitted: [many[0], many[2], many[4]], heldOut: [many[1], many[3]] });
  });

  it('are enough to choose unasked from 512 x 512 pixels of two or three phases on', () => {
    const named = (ny: number, phases: number): PhaseMap =>
      createPhaseMap(
        createGrid([ny, 512]),
        new Uint8Array(ny * 512),
        Array.from({ length: phases }, (_, label) => ({ name: `${label}`, label })),
      );
    expect(
      [named(512, 3), named(511, 3), named(512, 2), named(512, 1), named(512, 5)].map((one) => canChoose([one])),
    ).toEqual([true, false, true, false, false]);
    expect(canChoose([named(256, 2), named(256, 2)])).toBe(true);
    const large = [named(512, 3)];
    expect(choosesUnasked(large, { wideStarts: 0 })).toBe(true);
    const told = [
      { model: 'assb' },
      { method: 'training' },
      { refinement: 'discriminator' },
      { family: 'high' },
    ] as const;
    expect(told.map((settings) => choosesUnasked(large, settings))).toEqual([false, false, false, false]);
  });

  it('begin with the usual class, or with the exact one of most fields where that is not compared unasked', () => {
    expect([2, 3].map(classBeforeChoice)).toEqual(['level-set', 'plurigaussian-correlated']);
  });

  it('are cut into eight blocks of one shape, fewer where these would be small', () => {
    const large = divide([map(1024, 1100)]);
    expect(blockShape(large)).toEqual([1, 256, 275]);
    expect(cutIntoBlocks(large.heldOut, blockShape(large))).toHaveLength(8);
    const small = divide([map(128, 128)]);
    expect(blockShape(small)).toEqual([1, 64, 64]);
    expect(cutIntoBlocks(small.heldOut, blockShape(small))).toHaveLength(2);
  });
});
