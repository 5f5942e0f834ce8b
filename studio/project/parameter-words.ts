import type { ExcursionModel } from 'excursa';

/** What a parameter is, for a reader of images: from the phases of the latents A and B. */
type Words = (a: string, b: string) => string;

/** Words for scalars of the model classes by name, after docs/models.md; others have the words of the library. */
const words: Readonly<Record<string, Words>> = {
  alpha1: (a) => `${a}: encloses the rest (left) or comes in pieces (right)`,
  alpha2: (_, b) => `${b}: encloses the rest (left) or comes in pieces (right)`,
  beta: (a, b) => `how far pieces of ${a} and ${b} coincide`,
  kappa1: (a, b) => `how strictly ${b} follows the surface of ${a}`,
  kappa2: (a, b) => `${b} keeps away from ${a} (left) or coats it (right)`,
  kappa3: (a, b) => `${b} surrounds ${a} (left) or sits in the middle of the rest (right)`,
  density: (a) => `how densely grains of ${a} are packed`,
  radius: (a) => `size of the grains of ${a}`,
  spread: (a) => `spread of the sizes of ${a}`,
  elongation: (a) => `elongation of the grains of ${a}`,
  sorting: (a) => `${a}: grains in any order (left) or large ones first (right)`,
  roughness: (a) => `roughness of the grains of ${a}`,
  fillet: (a) => `fillets where grains of ${a} meet`,
  coat: (a, b) => `coating of ${a} by ${b}`,
  coatLength: () => 'thickness of the coating',
  coatSoftness: () => 'how softly the coating ends',
  neck: (a, b) => `${b} in the necks between grains of ${a}`,
  neckLength: () => 'reach of the necks',
  ragged: () => 'raggedness of the lining, or of the bubbles',
  bubbleDensity: (_, b) => `how many bubbles of ${b} there are`,
  bubbleRadius: (_, b) => `size of the bubbles of ${b}`,
  bubbleSpread: (_, b) => `spread of the sizes of bubbles of ${b}`,
  liningLength: () => 'thickness of the lining',
  liningSoftness: () => 'how softly the lining ends',
  crack: () => 'sharpness of the cracks',
  rim: () => 'distance from surfaces at which cracks end',
};

/** The same of the thresholds of latents, whose name is that of the latent: more of it lies to the left. */
const thresholdWords: Readonly<Record<string, Words>> = {
  A: (a) => `more of ${a} (left) or less (right)`,
  B: (_, b) => `more of ${b} (left) or less (right)`,
  C: () => 'cracks: wide (left) to narrow (right)',
  H: (_, b) => `holes in ${b}: many (left) to few (right)`,
  L: () => 'lining: much (left) to little (right)',
};

/** A parameter in words of materials; undefined where there are none but the library's. */
export function parameterWords({ record, order, phases }: ExcursionModel, name: string): string | undefined {
  const phaseOf = (latent: string): string => {
    const l = record.latents.findIndex((own) => own.name === latent);
    return phases[order[(record.cells ?? [])[l] ?? l]]?.name ?? latent;
  };
  if (name === record.grains?.surface) return `${phaseOf('A')}: grains have grown together (left) or are apart (right)`;
  const latent = record.latents.find(({ threshold }) => threshold === name);
  const own = latent ? thresholdWords[latent.name] : words[name];
  return own?.(phaseOf('A'), phaseOf('B'));
}
