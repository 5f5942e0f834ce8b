import type { ModelRecord } from './record.ts';

/** A shell with its names resolved: which latent adds to which, and positions of the scalars. */
export interface BoundShell {
  readonly to: number;
  readonly from: number;
  readonly coefficient: readonly number[];
  readonly length: number;
  readonly softness: number;
}

/** The shells of a record, by the latent that they are added to. @throws RangeError for a latent that does not come before. */
export function bindShells(record: ModelRecord): BoundShell[] {
  const position = (name: string): number => record.scalars.findIndex((p) => p.name === name);
  return record.latents.flatMap((latent, to) =>
    (latent.shells ?? []).map((shell) => {
      const from = record.latents.findIndex(({ name }) => name === shell.latent);
      if (from < 0 || from >= to) throw new RangeError(`model record: expected a latent before ${latent.name}`);
      return {
        to,
        from,
        coefficient: shell.coefficient.map(position),
        length: position(shell.length),
        softness: position(shell.softness),
      };
    }),
  );
}

/** Numbers of a shell: weight, thickness, softness. */
export const shellNumbers = (shell: BoundShell, scalars: Float64Array): readonly [number, number, number] => [
  shell.coefficient.reduce((weight, s) => weight * scalars[s], 1),
  scalars[shell.length],
  scalars[shell.softness],
];

/** Adds the shells' share to latents that are complete otherwise - [latent] of shape [voxel] - float64. */
export function addShells(
  shells: readonly BoundShell[],
  scalars: Float64Array,
  latents: readonly Float64Array[],
): void {
  for (const shell of shells) {
    const [weight, length, softness] = shellNumbers(shell, scalars);
    const [from, to] = [latents[shell.from], latents[shell.to]];
    for (let i = 0; i < to.length; i++) to[i] += weight / (1 + Math.exp(-(from[i] + length) / softness));
  }
}

/**
 * What a shell's sums over voxels of dL / d latent S, dL / d latent S (1 - S) and the latter times (A + length) say of its scalars; S is the
 * logistic function of the shell.
 */
export function shellScalarsAdjoint(
  shell: BoundShell,
  scalars: Float64Array,
  [bySigmoid, bySlope, byStretch]: readonly [number, number, number],
  out: Float64Array,
): void {
  const [weight, , softness] = shellNumbers(shell, scalars);
  shell.coefficient.forEach((scalar, p) => {
    out[scalar] += shell.coefficient.reduce((v, other, o) => (o === p ? v : v * scalars[other]), bySigmoid);
  });
  out[shell.length] += (weight * bySlope) / softness;
  out[shell.softness] -= (weight * byStretch) / softness ** 2;
}

/**
 * Adjoint of `addShells`, before that of everything else.
 * @param latents - complete latents. @param gradients - dL / d latent - [latent] of shape [voxel]; those of earlier latents receive their share.
 * @param out - dL / d scalar is added.
 */
export function shellsAdjoint(
  shells: readonly BoundShell[],
  scalars: Float64Array,
  latents: readonly Float64Array[],
  gradients: readonly Float64Array[],
  out: Float64Array,
): void {
  for (const shell of [...shells].reverse()) {
    const [weight, length, softness] = shellNumbers(shell, scalars);
    const [values, byThis, byFrom] = [latents[shell.from], gradients[shell.to], gradients[shell.from]];
    const sums: [number, number, number] = [0, 0, 0];
    for (let i = 0; i < values.length; i++) {
      const s = 1 / (1 + Math.exp(-(values[i] + length) / softness));
      const slope = byThis[i] * s * (1 - s);
      sums[0] += byThis[i] * s;
      sums[1] += slope;
      sums[2] += slope * (values[i] + length);
      byFrom[i] += (weight * slope) / softness;
    }
    shellScalarsAdjoint(shell, scalars, sums, out);
  }
}
