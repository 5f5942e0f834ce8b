export { measureAlternatives, otherOptima } from './alternatives.ts';
export type { BlockDistances, Candidate, Choice, ClassEvaluation, HeldOutValue } from './choice.ts';
export { type ChoiceRequest, type ChoiceSteps, choiceNames, chooseClass, settingsOfChoice } from './choose.ts';
export { canChoose, candidatesOf, furtherClasses, suitedClasses } from './held-out.ts';
export { decide, ruleText } from './rule.ts';
export { choosesUnasked, chooseUnasked, classBeforeChoice, hasMethod } from './unasked.ts';
