/** The public interface of Excursa as a library. */
export * from './calibrate/index.ts';
export * from './choice/index.ts';
export * from './cli/index.ts';
export * from './compare/index.ts';
export * from './correlation/index.ts';
export * from './descriptor/index.ts';
export * from './errors.ts';
export * from './exact/index.ts';
export * from './field/index.ts';
export * from './grid/index.ts';
export * from './io/index.ts';
export * from './node/index.ts';
export * from './numerics/index.ts';
export * from './phase/index.ts';
export * from './random/index.ts';
export * from './report/index.ts';
export * from './segment/index.ts';
