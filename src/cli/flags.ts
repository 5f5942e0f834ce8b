import { type ExcursaError, type NamedSetting, sentenceOf } from '../errors.ts';

/** Settings whose flag has another name. */
const flagNames: Readonly<Record<string, string>> = { folder: 'out' };

/** The flag of a setting: 'maxLag' is --max-lag. */
export const flagName = (setting: string): string =>
  `--${(flagNames[setting] ?? setting).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** A setting as one types it: `--max-lag 40`. */
export function flagOf({ setting, value }: NamedSetting): string {
  const flag = flagName(setting);
  return value === undefined || value === true ? flag : `${flag} ${value}`;
}

/** The sentence of an error, settings spelled as flags. */
export function terminalSentence({ failure, message }: ExcursaError): string {
  return failure ? sentenceOf(failure, flagOf) : message;
}
