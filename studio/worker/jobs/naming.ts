/** Sentences of the library with settings as the page calls them. */
import {
  type ExcursaError,
  sentenceOf as failureSentence,
  type NamedSetting,
  type Phrase,
  textOf,
} from '../../../src/errors.ts';

/** Fields of the page by the setting that they are; others are told as the command has them. */
const fields: Readonly<Record<string, string>> = {
  model: 'Model class',
  wideStarts: 'Search',
  seed: 'Seed',
  spacing: 'Pixel size',
  labels: 'Phases',
  region: 'Region',
};

const nameOf = ({ setting, value }: NamedSetting): string => {
  const field = fields[setting];
  if (field) return value === undefined || value === true ? field : `${field}: ${value}`;
  const flag = `--${setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return `${value === undefined || value === true ? flag : `${flag} ${value}`} on the command line`;
};

/** Words as a sentence of the page. */
export const sentenceOf = (phrase: Phrase): string =>
  textOf(phrase, nameOf).replace(/^./, (letter) => letter.toUpperCase());

/** What went wrong, with fields as the page calls them. */
export const failureText = ({ failure }: ExcursaError): string => failureSentence(failure, nameOf);

/** A warning with what may help. */
export const warningText = ({
  name,
  sentence,
  cure,
}: {
  readonly name: string;
  readonly sentence: string;
  readonly cure: Phrase;
}): string => `${sentenceOf(name)}. ${sentence} ${sentenceOf(cure)}`;
