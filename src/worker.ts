/**
 * Entry of a browser's worker that carries out tasks, for example fits of a calibration. An application's bundler finds
 * it as `excursa/worker`; `browserThreads` says how it is provided.
 */
import { taskPrograms } from './calibrate/methods/index.ts';
import { answerTasks, type TaskOrder } from './compute/index.ts';

const scope = globalThis as unknown as {
  onmessage: ((event: { readonly data: TaskOrder }) => void) | null;
  postMessage(message: unknown): void;
};
const answer = answerTasks(taskPrograms);
scope.onmessage = ({ data }) => void answer(data).then((done) => scope.postMessage(done));
