import type { StudyKind } from '../study-kind.ts';
import { ablation } from './ablation.ts';
import { anisotropy } from './anisotropy.ts';
import { conditional } from './conditional.ts';
import { families } from './families.ts';
import { inverse } from './inverse.ts';
import { pareto } from './pareto.ts';
import { particleSizes } from './particle-sizes.ts';
import { scale } from './scale.ts';
import { sensitivity } from './sensitivity.ts';
import { sigmoid } from './sigmoid.ts';
import { sweep } from './sweep.ts';

/** Every kind of study that the engine runs. A new one is a file beside this one and an entry here. */
export const studyKinds = {
  ...{ sweep, inverse, pareto, sensitivity, scale, conditional, sigmoid, anisotropy },
  ...{ families, 'particle-sizes': particleSizes, ablation },
} as unknown as Readonly<Record<string, StudyKind>>;
