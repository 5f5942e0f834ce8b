import { readModel } from '../../node/index.ts';
import { citations } from '../../report/index.ts';
import { defineCommand } from '../command.ts';

/** `excursa cite`: the BibTeX of what a model rests on. */
export const citeCommand = defineCommand({
  description: 'Prints the BibTeX entries of the methods and the program behind a model.',
  arguments: [{ name: 'model', summary: 'model.json of a calibration', path: 'file' }],
  options: {},
  examples: ['excursa cite run/model.json'],
  run: async ({ words: [path] }) => {
    readModel(path);
    return {
      json: citations,
      tables: [
        {
          name: 'citations',
          title: 'Citations',
          columns: ['key', 'work', 'BibTeX'].map((name) => ({ name })),
          rows: citations.map(({ key, text, bibtex }) => [key, text, bibtex]),
          notes: [],
          folded: true,
        },
      ],
      text: citations.map(({ bibtex }) => bibtex).join('\n\n'),
    };
  },
});
