import { describe, expect, it } from 'vitest';
import { nextCommand } from './conclusion.ts';

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

  it('reads layers as a volume where the command before found one', () => {
    const after = { images: [], words, model, given: {}, volume: true, after: 'validate' } as const;
    expect(nextCommand(realisations, after)).toBe(
      'excursa validate run/model.json slice.tif --labels 0=pore,1=solid --as volume --realisations 16',
    );
  });
});
