import { ExcursaError } from '../../errors.ts';
import { readableFormats } from '../../io/index.ts';
import { ensureOutputFolder } from '../../node/index.ts';
import { studyKinds } from '../../study/index.ts';
import { type Call, defineCommand, groups, type OptionRecords } from '../command.ts';
import { inputOptions } from '../inputs.ts';
import { figuresOption } from '../manifest.ts';
import { modelStudyOptions, studyModel } from '../model-study.ts';
import { pool, writePool } from '../pooled-ablations.ts';
import { folder, type ValueKind, wrongValue } from '../values.ts';

/** A share of a study: the k-th of n. */
const share: ValueKind<{ readonly index: number; readonly count: number }> = {
  placeholder: 'k/n',
  parse: (word, name) => {
    const [k, n] = (/^(\d+)\/(\d+)$/.exec(word) ?? []).slice(1).map(Number);
    if (k >= 1 && k <= n) return { index: k - 1, count: n };
    throw wrongValue(name, 'a number and how many there are', word, '1/16');
  },
  schema: { type: 'string', examples: ['1/16'] },
};

const outputOptions = {
  out: {
    summary: 'folder of the study; the same command with the same folder goes on where it stopped',
    group: groups.output,
    value: folder,
    required: true,
  },
  figures: figuresOption,
  part: {
    summary: 'the k-th of n shares of the tasks alone, for several runs in one folder, as an array of jobs makes them',
    otherwise: 'all tasks, and then the report',
    group: groups.output,
    value: share,
  },
} as const satisfies OptionRecords;

const options = { ...inputOptions, ...modelStudyOptions, ...outputOptions };

/** Refuses options that a kind does not take, so that none is ignored. */
function checkOptions(kind: string, given: Readonly<Record<string, unknown>>): void {
  const refuse = (name: string): never => {
    throw new ExcursaError({
      kind: 'usage',
      what: `study ${kind}`,
      expected: ['a study without ', { setting: name }],
      got: 'one with it',
      remedy: `excursa study --help`,
    });
  };
  const ofImages = studyKinds[kind]?.images === undefined ? [] : Object.keys(inputOptions);
  // A pool has no settings, no images and no tasks.
  const known = kind in studyKinds ? [...Object.keys(studyKinds[kind].settings.shape), ...ofImages, 'part'] : [];
  for (const name of [...Object.keys(inputOptions), ...Object.keys(modelStudyOptions), 'part']) {
    if (known.includes(name) || given[name] === undefined || given[name] === false || name === 'seed') continue;
    refuse(name);
  }
}

/** `excursa study`: many runs, one table, one report. */
export const studyCommand = defineCommand({
  description: [
    ...Object.values(studyKinds).map(({ name, question }) => `${name}: ${question}.`),
    'pool: puts ablations of several materials into one table and one report.',
    'A study that was stopped goes on where it was.',
  ].join(' '),
  arguments: [
    { name: 'kind', summary: 'what to do', choices: [...Object.keys(studyKinds), 'pool'] },
    {
      name: 'input',
      summary: `model.json, followed by images where the kind takes some; families, particle-sizes, ablation: ${readableFormats} files of one material alone; pool: folders of ablations`,
      several: true,
      path: 'file',
    },
  ],
  options,
  examples: [
    'excursa study sweep run/model.json --vary pore=0.15:0.3 --points 16 --out sweep',
    'excursa study ablation slice.tif --labels 0=pore,1=am,2=se --variants exact,refined --out ablation',
    'excursa study pool ablation/one ablation/other --out ablation/all',
  ],
  afterStop: 'the same command again, which goes on where it stopped',
  run: async (call: Call<OptionRecords>) => {
    const [kind, ...paths] = call.words;
    checkOptions(kind, call.options);
    if (kind in studyKinds) return studyModel(studyKinds[kind], call);
    const studies = await pool(paths);
    await ensureOutputFolder(String(call.options.out));
    return { json: studies, tables: await writePool(studies, call) };
  },
} as never);
