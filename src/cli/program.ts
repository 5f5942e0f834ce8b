import { Command } from 'commander';
import { version } from '../version.ts';
import { type CommandRegistry, commands } from './commands/index.ts';
import { parseWhole } from './flags.ts';

const examples = `
Examples:
  excursa describe slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um
  excursa calibrate slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um --out run
  excursa generate run/model.json --shape 256,256,256 --out twin.tif
  excursa validate run/model.json slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um`;

/** Loads a command and adds the options that all have. */
async function loadCommand({ load }: CommandRegistry[string]): Promise<Command> {
  return (await load())
    .option('--threads <count>', 'threads to use; default: those of the machine', parseWhole)
    .option('--quiet', 'no progress on stderr')
    .option('--json', 'result as JSON on stdout')
    .showHelpAfterError('(add --help for the options)')
    .exitOverride();
}

/** The command that a command line names: its first word, or the second after `help`. */
function commandOf(words: readonly string[]): string | undefined {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  return first === 'help' ? second : first;
}

/**
 * The command-line program for one command line; errors are thrown, not turned into exits. Only the command that the line names is loaded;
 * the others are there by name and summary.
 * @param words - what follows `excursa`.
 */
export async function createProgram(words: readonly string[], registry: CommandRegistry = commands): Promise<Command> {
  const program = new Command('excursa')
    .description('Calibrates excursion-set models to segmented 2D images and draws 3D digital twins from them.')
    .version(version)
    .showHelpAfterError('(add --help for the options)')
    .addHelpText('after', examples)
    .exitOverride();
  const asked = commandOf(words);
  for (const [name, entry] of Object.entries(registry)) {
    const command = name === asked ? await loadCommand(entry) : new Command(name);
    program.addCommand(command.summary(entry.summary));
  }
  return program;
}
