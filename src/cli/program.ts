import { Argument, Command, Option } from 'commander';
import pc from 'picocolors';
import { version } from '../version.ts';
import {
  type ArgumentRecord,
  type CommandRecord,
  type CommandRegistry,
  exitCodes,
  groups,
  type OptionRecord,
} from './command.ts';
import { commands } from './commands/index.ts';
import { errorLine } from './console.ts';
import { flagName, generalOptions } from './flags.ts';
import { performCommand } from './perform-command.ts';

/** What commander says of a wrong command line, and the sentence that takes its place. */
const sentences: readonly (readonly [RegExp, (found: readonly string[]) => string])[] = [
  [
    /unknown (option|command) '(.+?)'(?:\s+\(Did you mean (?:one of )?([^,?]+))?/,
    ([, kind, got, nearest]) => `expected a known ${kind}, got ${got}; try ${nearest ?? '--help'}`,
  ],
  [/missing required argument '(.+?)'/, ([, name]) => `expected the argument ${name}, got none; try --help`],
  [/option '((?:-\w, )?--\S+).*' argument missing/, ([, flag]) => `expected a value of ${flag}, got none; try --help`],
  [
    /too many arguments.*?Expected (\d+) arguments? but got (\d+)/,
    ([, most, got]) => `expected at most ${most} ${most === '1' ? 'argument' : 'arguments'}, got ${got}; try --help`,
  ],
  [
    /value '(.*?)' is invalid for argument '(.+?)'\. Allowed choices are (([^,.]+).*)\./,
    ([, got, name, all, first]) => `expected ${name} to be one of ${all}, got ${got}; try ${first}`,
  ],
];

/**
 * A wrong command line in one sentence, as all other failures are told.
 * @param command - its name. @param text - what commander says.
 */
function usageSentence(command: string, text: string): string {
  for (const [pattern, sentence] of sentences) {
    const found = pattern.exec(text);
    if (found) return `${command}: ${sentence(found)}`;
  }
  return `${command}: ${text.replace(/^error:\s*/, '').trim()}`;
}

const closing = `
Examples:
  excursa describe slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um
  excursa calibrate slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um --out run
  excursa generate run/model.json --shape 256,256,256 --out twin.tif
  excursa validate run/model.json slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um

Exit codes:
${exitCodes.map(([code, meaning]) => `  ${String(code).padEnd(3)}  ${meaning}`).join('\n')}`;

/** Choices, default and need of an option in brackets, as help shows them behind its summary. */
export function optionNotes({ value, fallback, otherwise, required }: OptionRecord): string {
  const usual = otherwise ?? (fallback === undefined ? undefined : String(fallback));
  const notes = [
    ...(value?.choices ? [`choices: ${value.choices.join(', ')}`] : []),
    ...(usual === undefined ? [] : [`default: ${usual}`]),
    ...(required ? ['required'] : []),
  ];
  return notes.length > 0 ? ` (${notes.join('; ')})` : '';
}

/** An option record as an option of commander, which leaves its words as they are. */
function optionOf(name: string, record: OptionRecord, showExpert: boolean): Option {
  const { value, several, summary, group, expert } = record;
  const word = value ? ` <${value.placeholder}${several ? '...' : ''}>` : '';
  const option = new Option(flagName(name) + word, summary + optionNotes(record)).helpGroup(group);
  return expert && !showExpert ? option.hideHelp() : option;
}

function argumentOf({ name, summary, several, optional, choices }: ArgumentRecord): Argument {
  const word = several ? `${name}...` : name;
  const argument = new Argument(optional ? `[${word}]` : `<${word}>`, summary);
  return choices ? argument.choices([...choices]) : argument;
}

/** A record as a command of commander. */
function commandOf(name: string, record: CommandRecord, words: readonly string[], registry: CommandRegistry): Command {
  const all: [string, OptionRecord][] = [...Object.entries(record.options), ...Object.entries(generalOptions)];
  const hidden = all.filter(([, { expert }]) => expert).length;
  const showExpert = asksForAll(words);
  const command = new Command(name).description(record.description);
  for (const argument of record.arguments) command.addArgument(argumentOf(argument));
  for (const [key, option] of all) command.addOption(optionOf(key, option, showExpert));
  const help = new Option('-h, --help', 'show this help').helpGroup(groups.general);
  const helpAll = new Option('--help-all', 'show this help with the settings for experts').helpGroup(groups.general);
  if (hidden === 0) helpAll.hideHelp();
  const [shown, other] = showExpert ? [helpAll, help] : [help, helpAll];
  const below = [
    ...(hidden > 0 && !showExpert ? [`${hidden} settings for experts are not shown; --help-all shows them.`] : []),
    ...(record.advice ? [record.advice] : []),
    `${record.examples.length > 1 ? 'Examples' : 'Example'}:\n${record.examples.map((line) => `  ${line}`).join('\n')}`,
  ];
  return command
    .addHelpOption(shown)
    .addOption(other)
    .addHelpText('after', below.map((part) => `\n${part}`).join('\n'))
    .action(() => performCommand({ name, record, given: command.opts(), operands: command.args, words, registry }));
}

/** The command that a command line names: its first word, or the second after `help`. */
function namedCommand(words: readonly string[]): string | undefined {
  const [first, second] = words.filter((word) => !word.startsWith('-'));
  return first === 'help' ? second : first;
}

/** Whether all options are to be shown: --help-all before a lone --. */
function asksForAll(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end === -1 ? words.length : end).includes('--help-all');
}

/**
 * The command-line program for one command line; errors are thrown, not turned into exits. Only the command that the
 * line names is loaded; the others are there by name and summary.
 * @param words - what follows `excursa`.
 */
export async function createProgram(words: readonly string[], registry: CommandRegistry = commands): Promise<Command> {
  const program = new Command('excursa')
    .description('Calibrates excursion-set models to segmented 2D images and draws 3D digital twins from them.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help; excursa COMMAND --help shows the options of a command')
    .helpCommand('help [command]', 'show the help of a command')
    .addHelpText('after', closing);
  const named = namedCommand(words);
  for (const [name, entry] of Object.entries(registry)) {
    program.addCommand(
      name === named
        ? commandOf(name, await entry.load(), words, registry).summary(entry.summary)
        : new Command(name).summary(entry.summary),
    );
  }
  for (const command of [program, ...program.commands]) {
    command
      .exitOverride()
      .configureHelp({ styleTitle: pc.bold, showGlobalOptions: false })
      .configureOutput({
        outputError: (text, write) => write(errorLine(usageSentence(command.name(), text))),
      });
  }
  // Commander shows the general help instead.
  if (words[0] === 'help' && named !== undefined && !Object.hasOwn(registry, named) && named !== 'help') {
    program.error(`unknown command '${named}'`);
  }
  return program;
}
