import { ExcursaError, type Failure } from '../errors.ts';

/** A program of tasks: made from what all tasks share, it carries them out one by one. */
export type TaskProgram<Setup, Task, Answer> = (setup: Setup) => (task: Task) => Answer | Promise<Answer>;

/** What a thread is sent: first which program, then its tasks. */
export type TaskOrder = { readonly program: string; readonly setup: unknown } | { readonly task: unknown };

/** What a thread answers: the result of a task, or why there is none. Threads exchange no classes. */
export type TaskAnswer =
  | { readonly done: unknown }
  | { readonly failure: Failure }
  | { readonly error: { readonly name: string; readonly message: string; readonly stack?: string | undefined } };

/** The result of a task. @throws what was thrown in the thread. */
export function taskResult(answer: TaskAnswer): unknown {
  if ('done' in answer) return answer.done;
  if ('failure' in answer) throw new ExcursaError(answer.failure);
  throw Object.assign(new Error(answer.error.message), answer.error);
}

/**
 * What a thread that carries out tasks answers to what it is sent, one after the other.
 * @param programs - that it can carry out, by name.
 */
export function answerTasks(
  programs: Readonly<Record<string, TaskProgram<never, never, unknown>>>,
): (order: TaskOrder) => Promise<TaskAnswer> {
  let carryOut: ((task: never) => unknown) | undefined;
  const answer = (order: TaskOrder): unknown => {
    if ('task' in order) return carryOut!(order.task as never);
    if (!Object.hasOwn(programs, order.program)) throw new Error(`no program of the name ${order.program}`);
    carryOut = programs[order.program](order.setup as never);
    return undefined;
  };
  return async (order) => {
    try {
      return { done: await answer(order) };
    } catch (error) {
      if (error instanceof ExcursaError && error.failure) return { failure: error.failure };
      const { name, message, stack } = error as Error;
      return { error: { name, message, stack } };
    }
  };
}
