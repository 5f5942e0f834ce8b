/** Nothing, in place of parts of Node that packages ask for and nothing here calls. */
export const randomFillSync = undefined;
