import { Command } from 'commander';
import { citations } from '../citations.ts';
import { type CommonOptions, openConsole } from '../console.ts';
import { readModel } from '../models.ts';

/** `excursa cite`: the BibTeX of what a model rests on. */
export function citeCommand(): Command {
  return new Command('cite')
    .description('prints the BibTeX entries of what a model rests on')
    .argument('<model>', 'model.json of a calibration')
    .addHelpText('after', '\nExample:\n  excursa cite run/model.json')
    .action((path: string, options: CommonOptions) => {
      const console = openConsole(options);
      readModel(path);
      console.print(
        console.json ? JSON.stringify(citations, null, 1) : citations.map(({ bibtex }) => bibtex).join('\n\n'),
      );
    });
}
