import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { weighCommand } from '../../test/cli/fixtures/weigh-command.ts';
import { families } from '../correlation/index.ts';
import { studyKinds } from '../study/index.ts';
import { commands } from './commands/index.ts';
import { completionScript, type Shell, shells } from './completion.ts';

const folder = mkdtempSync(join(tmpdir(), 'excursa-completion-'));
const registry = { ...commands, weigh: { summary: "weigh images: what's [left]", load: async () => weighCommand } };
const script = (shell: Shell): string => join(folder, `excursa.${shell}`);
const has = (shell: Shell): boolean => spawnSync(shell, ['--version']).status === 0;

/** What a shell prints. */
function run(shell: Shell, program: string): string {
  const { status, stdout, stderr } = spawnSync(shell, [...(shell === 'bash' ? ['--norc'] : []), '-c', program], {
    cwd: join(folder, 'work'),
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, HOME: folder, TERM: 'dumb' },
  });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

/** Words of a command line, the last one unfinished, and what completes it. */
const cases: [string[], string[]][] = [
  [['cal'], ['calibrate']],
  [['wei'], ['weigh']],
  [['help', 'gen'], ['generate']],
  [['calibrate', '--family', ''], Object.keys(families)],
  [
    ['weigh', '--scale', ''],
    ['spring', 'beam'],
  ],
  [['weigh', '--sc'], ['--scale']],
  [['weigh', '--tare'], ['--tare-weight']],
  [['weigh', '--thr'], ['--threads']],
  [['weigh', '--out', ''], ['images']],
  [
    ['study', ''],
    [...Object.keys(studyKinds), 'pool'],
  ],
  [
    ['completion', ''],
    ['bash', 'zsh', 'fish'],
  ],
  [['weigh', 'sl'], ['slice one.tif']],
];

beforeAll(async () => {
  mkdirSync(join(folder, 'work', 'images'), { recursive: true });
  writeFileSync(join(folder, 'work', 'slice one.tif'), '');
  for (const shell of shells) writeFileSync(script(shell), await completionScript(shell, registry));
});

describe.skipIf(!has('bash'))('bash', () => {
  it('has a completion of excursa', () => {
    expect(run('bash', `source ${script('bash')}; complete -p excursa`)).toBe('complete -F _excursa excursa\n');
  });

  it.each(cases)('completes excursa %j', (words, expected) => {
    const quoted = ['excursa', ...words].map((word) => `'${word}'`).join(' ');
    const found = run(
      'bash',
      `source ${script('bash')}; COMP_WORDS=(${quoted}); COMP_CWORD=${words.length}; _excursa; printf '%s\\n' "\${COMPREPLY[@]}"`,
    );
    const names = found.trimEnd().split('\n');
    // Where files may stand too, they follow the names.
    expect(names).toEqual(expected);
  });

  it('completes --option=value, and offers nothing for a number', () => {
    const reply = (...words: string[]): string =>
      run(
        'bash',
        `source ${script('bash')}; COMP_WORDS=(excursa ${words.map((w) => `'${w}'`).join(' ')}); COMP_CWORD=${words.length}; _excursa; echo "\${COMPREPLY[*]}"`,
      );
    expect(reply('calibrate', '--family', '=', 'ke')).toBe('kernel\n');
    expect(reply('calibrate', '--family', '=')).toBe(`${Object.keys(families).join(' ')}\n`);
    expect(reply('calibrate', '--seed', '')).toBe('\n');
  });
});

describe.skipIf(!has('fish'))('fish', () => {
  it.each(cases)('completes excursa %j', (words, expected) => {
    const line = `excursa ${words.join(' ')}`;
    const found = run('fish', `source ${script('fish')}; complete -C '${line}'`)
      .trimEnd()
      .split('\n')
      .map((text) => text.split('\t')[0].replace(/\/$/, ''));
    // fish offers files beside names of a first word.
    expect(found.filter((name) => name !== '')).toEqual(expect.arrayContaining(expected));
    if (words.length > 1 && words.at(-2)!.startsWith('--')) expect(found).toHaveLength(expected.length);
  });
});

describe.skipIf(!has('zsh'))('zsh', () => {
  /** Types a line and a tab on a terminal and waits until it is completed as expected. */
  const typed = (line: string, expected: string): string => `
zmodload zsh/zpty
zpty z zsh -f
zpty -w z 'autoload -U compinit; compinit -u -D; source ${script('zsh')}; print re""ady'
zpty -r z shown '*ready*'
zpty -w -n z '${line}'$'\\t'
zpty -r z shown '*${expected}*' && print completed
zpty -d z`;

  it('accepts the script', () => {
    expect(spawnSync('zsh', ['-n', script('zsh')]).status).toBe(0);
  });

  it.each([
    ['excursa cal', 'excursa calibrate '],
    ['excursa calibrate --family k', '--family kernel '],
    ['excursa weigh --tar', 'weigh --tare-weight '],
    ['excursa study ab', 'study ablation '],
    ['excursa weigh sl', 'weigh slice one.tif '],
  ])('completes %s', (line, expected) => {
    // zsh puts a backslash before a space.
    const pattern = expected.replace('slice one', 'slice*one').replaceAll(' ', '?');
    expect(run('zsh', typed(line, pattern))).toContain('completed');
  });
});
