/** In place of a module of Node that a package imports and that is never called in a browser. */
export const randomFillSync = undefined;
