/** Entry point of a worker thread: carries out the tasks of one program until it is ended. */
import { parentPort } from 'node:worker_threads';
import { taskPrograms } from '../calibrate/index.ts';
import { answerTasks, type TaskOrder } from '../compute/index.ts';
import { studyProgram } from '../study/index.ts';
// Calibrations that train need networks here.
import './onnx-runtime.ts';

const answerTo = answerTasks({ ...taskPrograms, study: studyProgram });
parentPort?.on('message', async (order: TaskOrder) => {
  const answer = await answerTo(order);
  const moved = 'done' in answer && answer.done instanceof Float32Array ? [answer.done.buffer as ArrayBuffer] : [];
  parentPort?.postMessage(answer, moved);
});
