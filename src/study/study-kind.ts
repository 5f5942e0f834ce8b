import type { z } from 'zod';
import type { PhaseMap } from '../grid/index.ts';
import type { ExcursionModel, ModelFile } from '../phase/index.ts';
import type { StudyFigure, Table } from '../report/index.ts';

/** A number that a task measured, or why there is none. */
export interface Measurement {
  /** Phase that it belongs to; absent for what belongs to none. */
  readonly phase?: string;
  /** Name of the quantity; with the phase and the axis it names a column of the table. */
  readonly quantity: string;
  readonly axis?: string;
  /** Its words in the head of the column. */
  readonly title: string;
  readonly unit: string;
  readonly value: number | null;
  readonly reason?: string;
}

/** A column of the table that states what a task was: a parameter, the number of a realisation. */
export interface Label {
  readonly name: string;
  readonly unit?: string;
  readonly value: number | string;
}

/**
 * One piece of work of a study, as data: a thread can carry it out, and carrying it out again gives the same numbers.
 * What else it holds is read by the work of its name.
 */
export interface Task {
  /** Name of its file, unlike that of any other task of the study. */
  readonly name: string;
  /** Name of the work, by which the thread finds what to do. */
  readonly work: string;
  /** What stands before the measured numbers in its row. */
  readonly labels: readonly Label[];
}

/** What a task came to. */
export interface TaskResult {
  readonly values: readonly Measurement[];
  /** The model that a calibration found. */
  readonly model?: ModelFile;
}

/** A finished task: a row of the table. */
export interface Row extends TaskResult {
  readonly task: Task;
}

/** What a study rests on. */
export interface StudyInput {
  readonly model: ExcursionModel;
  /** The same as a file has it, for threads. */
  readonly file: ModelFile;
  /** Images, for kinds that take some. */
  readonly images?: readonly PhaseMap[];
  /** Name of their material in tables. */
  readonly material?: string;
}

/** What a study found, from its rows alone. */
export interface Findings {
  /** Sentences; the first is the answer. */
  readonly conclusion: readonly string[];
  readonly tables: readonly Table[];
  readonly figures: readonly StudyFigure[];
  /** Names in tables and what they mean. */
  readonly terms?: readonly (readonly [string, string])[];
  /** What other studies read of this one. */
  readonly results?: unknown;
}

/**
 * A kind of study: one record in one file, and one line in the registry. The engine runs its tasks; the command line,
 * help, the report and the guide are loops over the registry.
 */
export interface StudyKind<Settings = unknown> {
  readonly name: string;
  readonly title: string;
  /** What it answers, in one sentence. */
  readonly question: string;
  /** Settings with bounds, defaults and meaning; options and help come from them. */
  readonly settings: z.ZodObject & z.ZodType<Settings>;
  /**
   * Whether it takes images beside the model, or instead of it: the model of its input then is one of the class that is
   * fitted, with parameters to begin with. None unless told.
   */
  readonly images?: 'optional' | 'instead';
  /** Settings that may grow from one run in a folder to the next: finished tasks keep their names and numbers. */
  readonly growing?: readonly string[];
  /** Called before anything is written. @throws ExcursaError (resource) where something is missing that it needs. */
  readonly ready?: (settings: Settings) => Promise<void>;
  /**
   * All tasks that are known so far, in the order of the table: those of the first round without rows, and more where
   * the rows of all tasks so far call for more. Equal rows give equal tasks.
   * @throws ExcursaError (usage) for settings that do not suit the input.
   */
  readonly plan: (settings: Settings, input: StudyInput, rows: readonly Row[]) => readonly Task[];
  /**
   * Tables, figures and conclusion. Equal rows give equal findings.
   * @param seconds - wall time of every row's task, for what speaks of costs - [row].
   */
  readonly find: (settings: Settings, input: StudyInput, rows: readonly Row[], seconds: readonly number[]) => Findings;
}
