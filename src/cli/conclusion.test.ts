import { describe, expect, it } from 'vitest';
import type { Comparison } from '../compare/index.ts';
import { conclusionText, nextCommand, nextOf } from './conclusion.ts';

const model = {
  phases: [
    { label: 0, name: 'pore' },
    { label: 1, name: 'solid' },
  ],
};
const realisations = {
  command: 'validate',
  purpose: 'see',
  settings: [{ setting: 'realisations', value: 16 }],
} as const;
const auto = { command: 'calibrate', purpose: 'see', settings: [{ setting: 'model', value: 'auto' }] } as const;
const words = ['run/model.json', 'slice.tif'];
const given = { labels: '#141414=pore,1+2=solid', spacing: '0.1um', region: '0:9,0:9', as: 'sections', seed: 1 };

describe('the next command', () => {
  it('reads images as the command before did', () => {
    const after = { images: ['slice.tif'], words, model, given, after: 'calibrate' } as const;
    const reading = `--labels '#141414=pore,1+2=solid' --spacing 0.1um --as sections --region 0:9,0:9`;
    expect(nextCommand(realisations, after)).toBe(
      `excursa validate run/model.json slice.tif ${reading} --realisations 16`,
    );
    expect(nextCommand(auto, after)).toBe(`excursa calibrate slice.tif ${reading} --model auto --out run-next`);
  });

  it('of a validation calibrates without the options of its reference', () => {
    const after = { images: ['images.tif'], words, model, given, after: 'validate' } as const;
    expect(nextCommand(auto, after)).toBe(
      'excursa calibrate images.tif --labels 0=pore,1=solid --model auto --out run-next',
    );
  });

  it('of a validation calibrates to the reference where that is the step, or nothing else is known', () => {
    const after = { images: ['images.tif'], words, model, given, after: 'validate' } as const;
    const reading = `--labels '#141414=pore,1+2=solid' --spacing 0.1um --as sections --region 0:9,0:9`;
    const same = `excursa calibrate slice.tif ${reading} --model auto --out run-next`;
    expect(nextCommand({ ...auto, ofReference: true }, after)).toBe(same);
    expect(nextCommand(auto, { ...after, images: [] })).toBe(same);
    // The same files are read as they were just now.
    expect(nextCommand(auto, { ...after, images: ['slice.tif'] })).toBe(same);
    // Sections along z are no images of the plane.
    expect(nextCommand({ ...auto, ofReference: true }, { ...after, given: { ...given, plane: 'xz' } })).toMatch(
      /calibrate images.tif/,
    );
  });

  it('reads layers as a volume where the command before found one', () => {
    const after = { images: [], words, model, given: {}, volume: true, after: 'validate' } as const;
    expect(nextCommand(realisations, after)).toBe(
      'excursa validate run/model.json slice.tif --labels 0=pore,1=solid --as volume --realisations 16',
    );
  });
});

describe('what helps most now', () => {
  const images = ["it's.tif"];
  const subject = { images, words: ['run/model.json', ...images], model, given: {}, after: 'calibrate' } as const;
  const found = (next?: object, usable: string[] = ['mean chords']) =>
    ({ conclusion: { sentence: 'Sentence.', reason: 'Reason.', usable, unusable: [], next } }) as unknown as Comparison;

  it('is the step that the comparison names, in words that a shell takes', () => {
    const next = nextOf(found(auto), subject);
    expect(next.command).toBe(`excursa calibrate 'it'\\''s.tif' --labels 0=pore,1=solid --model auto --out run-next`);
    expect(conclusionText(found(auto), next)).toBe(`Sentence.\nReason.\nNext, to see: ${next.command}`);
  });

  it('is a volume where nothing else helps, or where the class was already chosen by the data', () => {
    const generate = 'excursa generate run/model.json --shape 256,256,256 --out twin.tif';
    expect(nextOf(found(), subject)).toEqual({
      why: 'To draw a volume for what the model is usable for:',
      command: generate,
    });
    expect(nextOf(found(auto, []), { ...subject, chosen: true })).toEqual({
      why: 'To look at the model in 3D:',
      command: generate,
    });
    expect(nextOf(found(realisations), { ...subject, chosen: true }).command).toMatch(/^excursa validate /);
  });

  it('fits the slower class that may look nearer, where the chosen one is recognised', () => {
    const { command, why } = nextOf(found(auto, []), { ...subject, chosen: true, slower: 'clotted-grains' });
    expect(why).toBe('To fit a class that may look more like the images:');
    expect(command).toMatch(/^excursa calibrate .* --model clotted-grains --out run-next$/);
  });

  it('is a cure in words where only other data help', () => {
    expect(conclusionText(found(auto), 'Take sections across the layers.')).toBe(
      'Sentence.\nReason.\nNext: Take sections across the layers.',
    );
  });
});
