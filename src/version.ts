/**
 * Version of the program, that of its package: a constant, so that bundles need no file beside them. A test keeps the
 * two equal.
 * @example
 * import { version } from 'excursa';
 * console.log(version.split('.').length); // 3
 */
export const version = '0.1.0';
