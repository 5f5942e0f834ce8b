export { candidatesOf, suitedClasses } from './candidates.ts';
export { type ChoiceRequest, choiceNames, chooseClass, settingsOfChoice } from './choose.ts';
export type { BlockDistances, Candidate, Choice, ClassEvaluation, HeldOutValue } from './result.ts';
export { decide, ruleText } from './rule.ts';
