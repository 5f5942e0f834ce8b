/**
 * The closed union of failures that Excursa reports to its user.
 *
 * Every message is one sentence of the form *what: expected ..., got ...; try ...*. The command line prints the message alone, without a
 * stack trace, and exits with the kind's code: 2 when the request itself was wrong, 1 when a sound request failed.
 */

/** `usage`: the request is wrong. `input`: a file or its content is. `resource`: disk, memory. `numeric`: no finite answer. `interrupted`: stopped. */
export type ErrorKind = 'usage' | 'input' | 'resource' | 'numeric' | 'interrupted';

const exitCodes: Record<ErrorKind, 1 | 2> = { usage: 2, input: 2, resource: 1, numeric: 1, interrupted: 1 };

/** The only error type thrown on purpose; anything else that is thrown is a defect of the program. */
export class ExcursaError extends Error {
  readonly kind: ErrorKind;

  /** @param kind - class of failure; decides the exit code. @param message - one sentence: expected, got, try. */
  constructor(kind: ErrorKind, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'ExcursaError';
    this.kind = kind;
  }

  /** Exit code of the command line: 2 for wrong usage or input, 1 for a failure. */
  get exitCode(): 1 | 2 {
    return exitCodes[this.kind];
  }
}
