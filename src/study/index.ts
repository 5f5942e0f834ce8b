export { ablationReport } from './ablation-report.ts';
export { ablationTables, calibrationTables } from './ablation-tables.ts';
export { runStudy, type StudyOutcome, type StudyRequest, taskNames } from './engine.ts';
export { studyKinds } from './kinds/index.ts';
export { studyProgram, taskBytes } from './program.ts';
export { type AblationResult, type Budget, readStudies, resultsName, type Study } from './results.ts';
export {
  directionOf,
  type Interval,
  intervalOf,
  type PairedDifference,
  pairedDifference,
  quantitiesOf,
  type StudyQuantity,
  studyQuantities,
} from './statistics.ts';
export type { Findings, Label, Measurement, Row, StudyInput, StudyKind, Task, TaskResult } from './study-kind.ts';
export { columnKey, tidyTable } from './tidy-table.ts';
export { type Variant, type VariantName, variantNames, variants } from './variants.ts';
