import type { CommandRecord, CommandRegistry, OptionRecord } from './command.ts';
import { flagName, generalOptions } from './flags.ts';

/** Shells that commands can be completed in. */
export const shells = ['bash', 'zsh', 'fish'] as const;

/** A shell that commands can be completed in. */
export type Shell = (typeof shells)[number];

/** What a shell may offer behind a flag or as a word: names, files, folders, or nothing that it could know. */
type Offer = readonly string[] | 'file' | 'folder' | 'nothing';

interface Flag {
  readonly flag: string;
  readonly summary: string;
  readonly several: boolean;
  /** What follows the flag; undefined for a switch. */
  readonly offer: Offer | undefined;
}

interface Completed {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly Flag[];
  /** What the words that are no flags are, in order; the last one may be repeated. */
  readonly words: readonly { readonly name: string; readonly offer: Offer; readonly several: boolean }[];
}

function flagOf([name, { summary, value, several }]: [string, OptionRecord]): Flag {
  const offer = value && (value.choices ?? value.path ?? 'nothing');
  return { flag: flagName(name), summary, several: several === true, offer };
}

function completed(name: string, summary: string, record: CommandRecord): Completed {
  const help = ['help', 'helpAll'].map((key): [string, OptionRecord] => [key, { summary: 'show the help', group: '' }]);
  return {
    name,
    summary,
    flags: [...Object.entries({ ...record.options, ...generalOptions }), ...help].map(flagOf),
    words: record.arguments.map(({ name: word, choices, path, several }) => ({
      name: word,
      offer: choices ?? path ?? 'nothing',
      several: several === true,
    })),
  };
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Commands of bash that put an offer into COMPREPLY. */
function bashReply(offer: Offer): string {
  if (offer === 'nothing') return 'return';
  if (offer === 'file') return '_excursa_paths -f; return';
  if (offer === 'folder') return '_excursa_paths -d; return';
  return `_excursa_names ${quoted(offer.join(' '))}; return`;
}

function bashScript(commands: readonly Completed[]): string {
  const cases = commands.flatMap(({ name, flags, words }) => [
    ...flags.flatMap(({ flag, offer }) =>
      offer === undefined ? [] : [`    ${quoted(`${name} ${flag}`)}) ${bashReply(offer)} ;;`],
    ),
    ...(words.length > 0 && typeof words[0].offer !== 'string'
      ? [`    ${quoted(`${name} ${name}`)}) [[ $word == -* ]] || { ${bashReply(words[0].offer)}; } ;;`]
      : []),
  ]);
  const flagCases = commands.map(
    ({ name, flags }) => `    ${name}) _excursa_names ${quoted(flags.map(({ flag }) => flag).join(' '))} ;;`,
  );
  const names = commands.map(({ name }) => name).join(' ');
  return `# Completion of excursa in bash: source <(excursa completion bash)
_excursa_names() {
  COMPREPLY=($(compgen -W "$1" -- "$word"))
}
_excursa_paths() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$1" -- "$word"))
}
_excursa() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  COMPREPLY=()
  if [[ $word == = ]]; then word=''; elif [[ $before == = ]]; then before="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  if (( COMP_CWORD == 1 )); then _excursa_names ${quoted(`${names} help --help --version`)}; return; fi
  if [[ $command == help ]]; then _excursa_names ${quoted(names)}; return; fi
  case "$command $before" in
${cases.join('\n')}
  esac
  if [[ $word == -* ]]; then
    case "$command" in
${flagCases.join('\n')}
    esac
    return
  fi
  _excursa_paths -f
}
complete -F _excursa excursa`;
}

/** The action of zsh's _arguments for an offer. */
function zshAction(offer: Offer): string {
  if (offer === 'file') return '_files';
  if (offer === 'folder') return '_files -/';
  return offer === 'nothing' ? ' ' : `(${offer.join(' ')})`;
}

const zshText = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');

function zshScript(commands: readonly Completed[]): string {
  const cases = commands.map(({ name, flags, words }) => {
    const specs = [
      ...flags.map(({ flag, summary, offer, several }) => {
        const value = offer === undefined ? '' : `:value:${zshAction(offer)}`;
        return quoted(`${several ? '*' : ''}${flag}[${zshText(summary)}]${value}`);
      }),
      ...words.map(({ name: word, offer, several }, i) =>
        quoted(`${several ? '*' : i + 1}:${zshText(word)}:${zshAction(offer)}`),
      ),
    ];
    return `    ${name})\n      _arguments \\\n${specs.map((spec) => `        ${spec}`).join(' \\\n')} ;;`;
  });
  const listed = commands.map(({ name, summary }) => `    ${quoted(`${name}:${zshText(summary)}`)}`).join('\n');
  return `#compdef excursa
# Completion of excursa in zsh: source <(excursa completion zsh)
_excursa() {
  local -a commands
  commands=(
${listed}
    'help:show the help of a command'
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
    help)
      _describe -t commands command commands ;;
${cases.join('\n')}
  esac
}
if [[ \${funcstack[1]-} == _excursa ]]; then _excursa "$@"; else compdef _excursa excursa; fi`;
}

/** Arguments of fish's complete for an offer. */
function fishOffer(offer: Offer | undefined): string {
  if (offer === undefined) return '';
  if (offer === 'file') return ' -r -F';
  if (offer === 'folder') return " -x -a '(__fish_complete_directories)'";
  return offer === 'nothing' ? ' -x' : ` -x -a ${fishQuoted(offer.join(' '))}`;
}

const fishQuoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`;

function fishScript(commands: readonly Completed[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const lines = commands.flatMap(({ name, summary, flags, words }) => {
    const inside = `-n ${fishQuoted(`__fish_seen_subcommand_from ${name}`)}`;
    const names = words.flatMap(({ offer }) => (typeof offer === 'string' ? [] : offer));
    return [
      `complete -c excursa -n __fish_use_subcommand -a ${name} -d ${fishQuoted(summary)}`,
      ...flags.map(
        ({ flag, summary: text, offer }) =>
          `complete -c excursa ${inside} -l ${flag.slice(2)}${fishOffer(offer)} -d ${fishQuoted(text)}`,
      ),
      ...(words.some(({ offer }) => offer === 'file' || offer === 'folder')
        ? [`complete -c excursa ${inside} -F`]
        : []),
      ...(names.length > 0 ? [`complete -c excursa ${inside} -a ${fishQuoted(names.join(' '))}`] : []),
    ];
  });
  return `# Completion of excursa in fish: excursa completion fish | source
complete -c excursa -f
complete -c excursa -n __fish_use_subcommand -a help -d 'show the help of a command'
complete -c excursa -n '__fish_seen_subcommand_from help' -a ${fishQuoted(names)}
${lines.join('\n')}`;
}

/**
 * The script that completes commands, flags, their values and file names in a shell.
 * @param registry - commands; all are loaded.
 */
export async function completionScript(shell: Shell, registry: CommandRegistry): Promise<string> {
  const commands: Completed[] = [];
  for (const [name, { summary, load }] of Object.entries(registry)) {
    commands.push(completed(name, summary, await load()));
  }
  const write = { bash: bashScript, zsh: zshScript, fish: fishScript };
  return write[shell](commands);
}
