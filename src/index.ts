/** The public interface of Excursa as a library. */
export * from './errors.ts';
export * from './grid/index.ts';
export * from './phase/index.ts';
export * from './random/index.ts';
