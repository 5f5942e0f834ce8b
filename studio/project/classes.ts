/** Model classes by the number of phases, each with what its material looks like, and its time where that is long. */
export const classes: Readonly<Record<number, readonly (readonly [name: string, looks: string])[]>> = {
  2: [
    ['level-set', 'level-set: one random field, cut at a level'],
    ['level-set-union', 'level-set-union: two kinds of structure in one phase'],
    ['two-phase-grains', 'two-phase-grains: round particles, apart or grown together (a minute or two)'],
  ],
  3: [
    ['plurigaussian', 'plurigaussian: two independent random fields'],
    ['plurigaussian-correlated', 'plurigaussian-correlated: two fields that follow each other'],
    ['assb', 'assb: coupled fields, thin walls'],
    ['grains', 'grains: round particles in a matrix (minutes)'],
    ['bubble-grains', 'bubble-grains: round particles and round bubbles in a matrix (minutes)'],
    ['lined-grains', 'lined-grains: the same with a ragged second phase around them (minutes)'],
    ['clotted-grains', 'clotted-grains: the same with a second phase that gathers in places (minutes)'],
    ['cracked-grains', 'cracked-grains: cracked particles of all sizes that stay apart (minutes)'],
  ],
};

/** The class that images with too few pixels for a choice get. */
export const usual: Readonly<Record<number, string>> = { 2: 'level-set', 3: 'assb' };
