import {
  byteSource,
  calibrate,
  createModel,
  decodeGrey,
  decodePhaseMaps,
  describe,
  encodePhaseMap,
  joinBytes,
  presets,
  realise,
  type ThreadHost,
} from 'excursa';

/** What is tried in Node, in a page and in its workers. */
export interface Work {
  readonly threads: readonly number[];
  /** Files by name. */
  readonly files: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

/** Classes that are calibrated, each to an image of its own. */
export interface ClassWork {
  /** By exact two-point functions, to the end. */
  readonly exact: readonly string[];
  /** By simulated images, until the first start of the screening is done. */
  readonly simulated: readonly string[];
  readonly threads: number;
}

/** What came out; arrays by their digests. */
export interface Outcome {
  readonly volumes: readonly string[];
  readonly description: unknown;
  readonly losses: readonly number[];
  readonly files: Readonly<Record<string, readonly number[]>>;
  readonly written: Readonly<Record<string, string>>;
}

/** Threads that were started, and the tasks that they answered. */
export interface ThreadCounts {
  kernels: number;
  tasks: number;
  answers: number;
}

/**
 * A host that counts. A kernel thread that was started takes part in every job: a job is over when all have said so.
 */
export function counted({ startKernels, startTasks, ...host }: ThreadHost): {
  readonly host: ThreadHost;
  readonly counts: ThreadCounts;
} {
  const counts: ThreadCounts = { kernels: 0, tasks: 0, answers: 0 };
  const kernels: ThreadHost['startKernels'] = async (...given) => {
    const thread = await startKernels!(...given);
    counts.kernels++;
    return thread;
  };
  const tasks: ThreadHost['startTasks'] = (...given) => {
    const { run, end } = startTasks!(...given);
    counts.tasks++;
    const answered = async (task: unknown): Promise<unknown> => {
      const answer = await run(task);
      counts.answers++;
      return answer;
    };
    return { run: answered, end };
  };
  return {
    host: { ...host, ...(startKernels && { startKernels: kernels }), ...(startTasks && { startTasks: tasks }) },
    counts,
  };
}

async function digest(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', Uint8Array.from(bytes));
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const model = () =>
  createModel(presets.plurigaussian, {
    spacing: 0.1,
    unit: 'um',
    phases: ['pore', 'am', 'se'].map((name, label) => ({ name, label })),
    parameters: { scalars: { lambda1: 0.3, lambda2: -0.2 } },
    taper: 2.4,
  });

/** Generates, describes, calibrates, reads and writes. */
export async function work({ threads, files }: Work): Promise<Outcome> {
  const volumes: string[] = [];
  let map = (await realise(model(), { shape: [80, 72, 96], seed: 17 })).map;
  for (const count of threads) {
    map = (await realise(model(), { shape: [80, 72, 96], seed: 17, threads: count })).map;
    volumes.push(await digest(map.data));
  }
  const description = await describe(map, { detail: 'basic', threads: threads.at(-1)! });
  const { map: section } = await realise(model(), { shape: [128, 128], seed: 3 });
  const losses: number[] = [];
  for (const count of threads) {
    const settings = { model: 'plurigaussian', order: '0,1,2', starts: 2, points: 256 };
    const { orders } = await calibrate([section], settings, { threads: count });
    losses.push(orders[0].loss);
  }
  const read: Record<string, number[]> = {};
  for (const [name, bytes] of Object.entries(files)) {
    const [{ values }] = await decodeGrey([byteSource(new Blob([bytes]), name)], { as: 'volume' });
    read[name] = [values.length, values.reduce((sum, value, i) => (sum * 31 + value * (i % 7)) % 1_000_003, 0)];
  }
  const written: Record<string, string> = {};
  const small = { ...map, grid: { ...map.grid, shape: [2, 72, 96] as const }, data: map.data.slice(0, 2 * 72 * 96) };
  for (const name of ['a.npy', 'a.vti', 'a.tif']) {
    const bytes = await joinBytes(encodePhaseMap(small, name));
    // Compressed bytes are the platform's own; what they hold is not.
    if (name !== 'a.tif') written[name] = await digest(bytes);
    if (name === 'a.vti') continue;
    const [again] = await decodePhaseMaps([byteSource(bytes, name)], { as: 'volume', labels: map.phases });
    written[`voxels of ${name}`] = await digest(again.data);
  }
  return { volumes, description: JSON.parse(JSON.stringify(description)), losses, files: read, written };
}

/** An image of a class at its central parameters, and settings of a small fit of it. */
async function smallFit(name: string) {
  const record = presets[name];
  const count = record.cells ? Math.max(...record.cells) + 1 : record.latents.length + 1;
  const phases = ['a', 'b', 'c'].slice(0, count).map((own, label) => ({ name: own, label }));
  const { map } = await realise(createModel(record, { phases }), { shape: [128, 128], seed: 3 });
  return {
    map,
    settings: { model: name, order: phases.map(({ label }) => label).join(), starts: 1, wideStarts: 0, points: 256 },
  };
}

/** Least losses of small fits, by class. */
export async function calibrateClasses({ exact, simulated, threads }: ClassWork): Promise<Record<string, number>> {
  const losses: Record<string, number> = {};
  for (const name of exact) {
    const { map, settings } = await smallFit(name);
    losses[name] = (await calibrate([map], settings, { threads })).orders[0].loss;
  }
  for (const name of simulated) {
    const { map, settings } = await smallFit(name);
    const stop = new AbortController();
    // The signal is looked at between starts.
    const fit = calibrate([map], settings, {
      ...{ threads, signal: stop.signal },
      onProgress: (progress) => {
        if (progress.kind !== 'simulated' || progress.best === null) return;
        losses[name] ??= progress.best;
        stop.abort();
      },
    });
    await fit.catch((error) => {
      if (error.kind !== 'interrupted') throw error;
    });
  }
  return losses;
}
