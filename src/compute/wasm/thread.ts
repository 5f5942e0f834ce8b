/**
 * Control words of a team - int32 - at the start of its memory: number of the job, kernel, tasks, tasks taken at once,
 * next task, threads that finished, failures, arguments; the arguments follow at byte 64 - float64 - room for 24.
 */
export const control = {
  job: 0,
  kernel: 1,
  tasks: 2,
  grain: 3,
  next: 4,
  finished: 5,
  failures: 6,
  args: 7,
  words: 8,
  argumentBytes: 64,
  mostArguments: 24,
} as const;

/**
 * The program of a thread, as text, because a worker made from text starts alike from sources, from a bundle and in a
 * browser. It waits for the number of the job to change, takes tasks until none is left, and counts itself as finished.
 */
export const kernelProgram = `
function serve({ module, memory, kernels, scratch }) {
  const bound = new WebAssembly.Instance(module, { env: { memory } }).exports;
  const words = new Int32Array(memory.buffer, 0, ${control.words});
  const numbers = new Float64Array(memory.buffer, ${control.argumentBytes}, ${control.mostArguments});
  for (let seen = 0; ; ) {
    Atomics.wait(words, ${control.job}, seen);
    const job = Atomics.load(words, ${control.job});
    if (job === seen) continue;
    seen = job;
    try {
      const kernel = bound[kernels[words[${control.kernel}]]];
      const args = Array.from(numbers.subarray(0, words[${control.args}]));
      const tasks = words[${control.tasks}];
      const grain = words[${control.grain}];
      for (let from; (from = Atomics.add(words, ${control.next}, grain)) < tasks; ) {
        kernel(scratch, from, Math.min(tasks, from + grain), ...args);
      }
    } catch {
      Atomics.add(words, ${control.failures}, 1);
    }
    Atomics.add(words, ${control.finished}, 1);
    Atomics.notify(words, ${control.finished});
  }
}
onmessage = ({ data }) => {
  postMessage('ready');
  serve(data);
};
`;
