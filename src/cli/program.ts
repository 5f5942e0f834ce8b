import { Command } from 'commander';
import { calibrateCommand } from './commands/calibrate.ts';
import { citeCommand } from './commands/cite.ts';
import { convertCommand } from './commands/convert.ts';
import { describeCommand } from './commands/describe.ts';
import { generateCommand } from './commands/generate.ts';
import { infoCommand } from './commands/info.ts';
import { segmentCommand } from './commands/segment.ts';
import { studyCommand } from './commands/study.ts';
import { validateCommand } from './commands/validate.ts';
import { version } from './context.ts';
import { parseWhole } from './flags.ts';

/** Every command by its name. */
export const commands = {
  segment: segmentCommand,
  describe: describeCommand,
  calibrate: calibrateCommand,
  generate: generateCommand,
  validate: validateCommand,
  study: studyCommand,
  convert: convertCommand,
  info: infoCommand,
  cite: citeCommand,
} satisfies Record<string, () => Command>;

/** The command-line program; errors are thrown, not turned into exits. */
export function createProgram(): Command {
  const program = new Command('excursa')
    .description('Calibrates excursion-set models to segmented 2D images and draws 3D digital twins from them.')
    .version(version)
    .showHelpAfterError('(add --help for the options)')
    .addHelpText(
      'after',
      `
Examples:
  excursa describe slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um
  excursa calibrate slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um --out run
  excursa generate run/model.json --shape 256,256,256 --out twin.tif
  excursa validate run/model.json slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um`,
    )
    .exitOverride();
  for (const make of Object.values(commands)) {
    const command = make()
      .option('--threads <count>', 'threads to use; default: those of the machine', parseWhole)
      .option('--quiet', 'no progress on stderr')
      .option('--json', 'result as JSON on stdout')
      .showHelpAfterError('(add --help for the options)')
      .exitOverride();
    program.addCommand(command);
  }
  return program;
}
