import type { CommandRegistry } from '../command.ts';

/** Every command. A new one is a file beside this one and an entry here. */
export const commands = {
  studio: {
    summary: 'do all of it in the browser, without a command line',
    load: async () => (await import('./studio.ts')).studioCommand,
  },
  segment: {
    summary: 'turn grey images into labels by thresholds',
    load: async () => (await import('./segment.ts')).segmentCommand,
  },
  describe: {
    summary: 'measure images or volumes',
    load: async () => (await import('./describe.ts')).describeCommand,
  },
  calibrate: {
    summary: 'calibrate a model to segmented 2D images',
    load: async () => (await import('./calibrate.ts')).calibrateCommand,
  },
  generate: {
    summary: 'draw 3D (or 2D) realisations of a model',
    load: async () => (await import('./generate.ts')).generateCommand,
  },
  validate: {
    summary: 'compare realisations of a model with images or a volume',
    load: async () => (await import('./validate.ts')).validateCommand,
  },
  transport: {
    summary: 'compute the effective conductivity of a volume or a model',
    load: async () => (await import('./transport.ts')).transportCommand,
  },
  study: {
    summary: 'sweep, search or test a model by many realisations; compare ways to calibrate',
    load: async () => (await import('./study.ts')).studyCommand,
  },
  convert: {
    summary: 'write a labelled image or volume in another format',
    load: async () => (await import('./convert.ts')).convertCommand,
  },
  info: {
    summary: 'show what an image, a volume or a model file holds',
    load: async () => (await import('./info.ts')).infoCommand,
  },
  cite: {
    summary: 'print the BibTeX entries that a model rests on',
    load: async () => (await import('./cite.ts')).citeCommand,
  },
  completion: {
    summary: 'print a script that completes commands in bash, zsh or fish',
    load: async () => (await import('./completion.ts')).completionCommand,
  },
} satisfies CommandRegistry;
