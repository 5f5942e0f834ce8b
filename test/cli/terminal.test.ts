import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { writePhaseMap } from '../../src/node/index.ts';
import { toModelFile } from '../../src/phase/index.ts';
import { excursa, excursaInterrupted, program, scratchFolder, smallMap, smallModel } from './command.ts';

const folder = scratchFolder();
const at = (name: string): string => join(folder, name);
const command = `"${process.execPath}" "${program}"`;

/** What a shell prints; pipes included. */
const shell = (line: string) => spawnSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' });

beforeAll(async () => {
  writeFileSync(at('model.json'), JSON.stringify(toModelFile(smallModel(), '0')));
  await writePhaseMap(at('image.tif'), await smallMap([120, 100]));
});

describe('a command line', () => {
  it.skipIf(!existsSync('/dev/full'))('says in one sentence that its output has no room', () => {
    for (const words of ['info image.tif', '--help']) {
      const { status, stderr } = shell(`${command} ${words} > /dev/full`);
      expect([words, status, stderr]).toEqual([
        words,
        1,
        'error stdout: expected to be able to write it, got a full disk; try freeing space or another place\n',
      ]);
    }
  });

  it('without a command shows the help on stderr and exits with 2; help and version go to stdout', () => {
    const bare = excursa([], folder);
    expect([bare.code, bare.stdout]).toEqual([2, '']);
    expect(bare.stderr).toContain('Usage: excursa');
    for (const words of [['--help'], ['help'], ['help', 'info'], ['info', '--help'], ['info', '--help-all']]) {
      const { code, stdout, stderr } = excursa(words, folder);
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toContain('Usage: excursa');
    }
    expect(excursa(['--help'], folder).stdout).toMatch(/130 +interrupted/);
    expect(excursa(['--version'], folder).stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
  });

  it('suggests the nearest command and option', () => {
    expect(excursa(['descibe', 'image.tif'], folder)).toMatchObject({
      code: 2,
      stderr: 'error excursa: expected a known command, got descibe; try describe\n',
    });
    expect(excursa(['describe', 'image.tif', '--spcing', '1um'], folder)).toMatchObject({
      code: 2,
      stderr: 'error describe: expected a known option, got --spcing; try --spacing\n',
    });
  });

  it('ends with a plain line where no terminal is, also where CI is set', () => {
    const { stderr } = shell(`CI=true FORCE_COLOR= ${command} info missing.tif 2>&1 >/dev/null | cat >&2`);
    expect(stderr).toMatch(/^error missing\.tif: expected .*\n$/);
  });

  it('takes settings of the project and records them in the manifest', () => {
    writeFileSync(at('project.json'), JSON.stringify({ seed: 5, generate: { shape: [8, 9, 10], out: 'c.npy' } }));
    const { code, stderr } = excursa(['generate', 'model.json', '--config', 'project.json'], folder);
    expect(code, stderr).toBe(0);
    const manifest = JSON.parse(readFileSync(at('c.npy.manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({
      config: 'project.json',
      seed: 5,
      settings: { shape: '8,9,10', seed: 5, realisations: 1 },
    });
    excursa(['generate', 'model.json', '--shape', '8,9,10', '--seed', '5', '--out', 'd.npy'], folder);
    expect(readFileSync(at('d.npy')).equals(readFileSync(at('c.npy')))).toBe(true);
  });

  it('ends quietly when its reader has seen enough', () => {
    for (const words of ['info image.tif', '--help', 'calibrate --help-all', 'completion bash', 'describe image.tif']) {
      const { status, stderr } = shell(
        `${command} ${words} --quiet 2>err | head -c 1 >/dev/null; echo "\${PIPESTATUS[0]}"; cat err >&2`,
      );
      expect([words, status, stderr]).toEqual([words, 0, '']);
    }
    const closed = shell(`${command} calibrate --help-all | true; echo "\${PIPESTATUS[0]}"`);
    expect([closed.stdout, closed.stderr]).toEqual(['0\n', '']);
  });

  it.skipIf(spawnSync('script', ['--version']).status !== 0)(
    'on a terminal overwrites one line of progress',
    { tags: ['long'] },
    () => {
      const line = `${command} validate model.json image.tif --realisations 3 --csv tables`;
      const { stdout } = spawnSync('script', ['-qec', line, '/dev/null'], { cwd: folder, encoding: 'utf8' });
      expect(stdout).toContain('\r\x1b[Kvalidating: 2 of 3 realisations');
      // The last line of progress is gone when the tables come.
      const [last] = stdout.slice(stdout.lastIndexOf('validating: 3 of 3')).split('\n');
      expect(last).toContain('\r\x1b[K');
      expect(readdirSync(at('tables'))).not.toEqual([]);
      const piped = excursa(['validate', 'model.json', 'image.tif', '--realisations', '2'], folder);
      expect(piped.stderr).not.toContain('\r');
      expect(excursa(['validate', 'model.json', 'image.tif', '--realisations', '2', '--quiet'], folder).stderr).toBe(
        '',
      );
    },
  );
});

describe('an interruption', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s keeps what is finished, leaves nothing half written and exits with 130',
    async (signal) => {
      const out = `${signal}.npy`;
      const args = ['generate', 'model.json', '--shape', '40,40,40', '--realisations', '100000', '--out', out];
      const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
      let stderr = '';
      child.stderr.on('data', (part) => {
        stderr += part;
      });
      const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
      const first = at(`${signal}-001.npy`);
      while (!existsSync(first) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
      child.kill(signal);
      expect(await closed, stderr).toBe(130);
      expect(stderr).toMatch(
        /error generate: interrupted, finished files are kept and none is half written; try the same command again, which writes the same bytes\n$/,
      );
      expect(stderr).not.toMatch(/\n\s+at /);
      const left = readdirSync(folder).filter((name) => name.startsWith(signal));
      expect(left.filter((name) => !/\.npy(\.json)?$/.test(name))).toEqual([]);
      const arrays = left.filter((name) => name.endsWith('.npy'));
      const sizes = new Set(arrays.map((name) => readFileSync(at(name)).length));
      expect(sizes.size).toBe(1);
    },
  );

  it('early in calibrate leaves no empty folder, so that the same command can be typed again', async () => {
    const args = ['calibrate', 'image.tif', '--model', 'plurigaussian', '--starts', '1000', '--out', 'early'];
    const moment = (): boolean => existsSync(at('early'));
    const { code } = await excursaInterrupted(args, folder, moment, 'SIGINT');
    expect(code).toBe(130);
    expect(existsSync(at('early'))).toBe(false);
  });

  it('after the fit of calibrate keeps the model, and --resume goes on from it', { tags: ['long'] }, async () => {
    const calibrate = ['calibrate', 'image.tif', '--model', 'plurigaussian', '--order', '0,1,2', '--starts', '1'];
    const common = [...calibrate, '--points', '256', '--twin', '0', '--out', 'run'];
    const args = [...common, '--realisations', '60000'];
    const child = spawn(process.execPath, [program, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (part) => {
      stderr += part;
    });
    const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
    const model = at('run/model.json');
    while (!existsSync(model) && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 20));
    const before = readFileSync(model);
    child.kill('SIGINT');
    expect(await closed, stderr).toBe(130);
    expect(stderr).toMatch(
      /error calibrate: interrupted after the fit, the model is kept in run.model\.json; try the same command with --resume for the validation and the report\n$/,
    );
    expect(readdirSync(at('run')).filter((name) => /part$|report|validation/.test(name))).toEqual([]);
    const resumed = excursa([...common, '--realisations', '2', '--resume'], folder);
    expect(resumed.code, resumed.stderr).toBe(0);
    const { calibration: _, evidence: __, ...content } = JSON.parse(before.toString());
    expect(JSON.parse(readFileSync(model, 'utf8'))).toMatchObject(content);
    expect(existsSync(at('run/report.html'))).toBe(true);
  });
});
