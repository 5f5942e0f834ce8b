import { createGrid, createPhaseMap, type Key, keyOf, type PhaseMap, uniforms } from 'excursa/node';

/**
 * A virtual cathode that is *not* an excursion set of Gaussian fields: polydisperse round particles of active material
 * in a continuous solid electrolyte, with pores that sit where electrolyte meets particles. What a calibration makes of
 * it shows what the model class can and cannot represent.
 */
export interface CathodeRecipe {
  /** Edge of the periodic cube, voxels. */
  readonly size: number;
  /** Edge of a voxel, micrometres. */
  readonly voxel: number;
  readonly seed: number;
  /** Volume fraction of active material to aim at; crowding leaves it a little lower. */
  readonly activeMaterial: number;
  /** Volume fraction of pores to fill up to. */
  readonly pores: number;
  /** Largest and smallest particle radius, voxels. */
  readonly radii: readonly [number, number];
}

/** The recipe of the demo. */
export const demoRecipe: CathodeRecipe = {
  size: 192,
  voxel: 0.1,
  seed: 2025,
  activeMaterial: 0.48,
  pores: 0.12,
  radii: [18, 5],
};

/** Label values and names, in the order of the phase map. */
export const phases = [
  { name: 'pore', label: 0 },
  { name: 'am', label: 1 },
  { name: 'se', label: 2 },
];
const [pore, activeMaterial, electrolyte] = [0, 1, 2];

interface Ball {
  readonly centre: readonly [number, number, number];
  readonly radius: number;
}

/** Calls `visit` for every voxel of a ball on the torus, with its linear index. */
function eachVoxel({ centre, radius }: Ball, size: number, visit: (index: number) => void): void {
  const reach = Math.ceil(radius);
  const wrap = (i: number): number => ((i % size) + size) % size;
  const start = centre.map(Math.round);
  for (let dz = -reach; dz <= reach; dz++) {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const [z, y, x] = [start[0] + dz, start[1] + dy, start[2] + dx];
        const distance = (z - centre[0]) ** 2 + (y - centre[1]) ** 2 + (x - centre[2]) ** 2;
        if (distance <= radius * radius) visit((wrap(z) * size + wrap(y)) * size + wrap(x));
      }
    }
  }
}

/** Uniform numbers one at a time. */
function stream(key: Key): () => number {
  let block = uniforms(4096, key, 0);
  let used = 0;
  let number = 0;
  return () => {
    if (used === block.length) {
      block = uniforms(4096, key, ++number);
      used = 0;
    }
    return block[used++];
  };
}

/**
 * Places particles one after the other, from large to small, where they overlap what is there by at most a twentieth;
 * then opens pores around points of the particles' surfaces, at the expense of the electrolyte.
 */
export function virtualCathode(recipe: CathodeRecipe): PhaseMap {
  const { size, radii } = recipe;
  const count = size ** 3;
  const data = new Uint8Array(count).fill(electrolyte);
  const next = stream(keyOf(recipe.seed, 'cathode'));
  const place = (): [number, number, number] => [next() * size, next() * size, next() * size];

  // Logarithmically uniform radii until the balls would fill the fraction by themselves, placed from large to small.
  const drawn: number[] = [];
  for (
    let volume = 0;
    volume < recipe.activeMaterial * count;
    volume += (4 / 3) * Math.PI * drawn[drawn.length - 1] ** 3
  ) {
    drawn.push(radii[1] * (radii[0] / radii[1]) ** next());
  }
  drawn.sort((a, b) => b - a);
  const particles: Ball[] = [];
  for (const radius of drawn) {
    for (let attempt = 0; attempt < 3000; attempt++) {
      const ball = { centre: place(), radius };
      let volume = 0;
      let taken = 0;
      eachVoxel(ball, size, (i) => {
        volume++;
        if (data[i] === activeMaterial) taken++;
      });
      // In a crowd even the last of many tries may not fit: the particle is left out then.
      if (taken > 0.05 * volume) continue;
      particles.push(ball);
      eachVoxel(ball, size, (i) => {
        data[i] = activeMaterial;
      });
      break;
    }
  }

  let open = 0;
  while (open < recipe.pores * count) {
    const particle = particles[Math.floor(next() * particles.length)];
    const [cosine, azimuth] = [2 * next() - 1, 2 * Math.PI * next()];
    const sine = Math.sqrt(1 - cosine * cosine);
    const direction = [cosine, sine * Math.sin(azimuth), sine * Math.cos(azimuth)];
    const centre = particle.centre.map((c, axis) => c + direction[axis] * (particle.radius + 1)) as [
      number,
      number,
      number,
    ];
    eachVoxel({ centre, radius: 3 + 5 * next() }, size, (i) => {
      if (data[i] !== electrolyte) return;
      data[i] = pore;
      open++;
    });
  }
  const grid = createGrid([size, size, size], { spacing: recipe.voxel, unit: 'um', periodic: true });
  return createPhaseMap(grid, data, phases);
}

/** Cuts `count` x-y sections at equal distances: the micrographs of the virtual cathode. */
export function cutSections(volume: PhaseMap, count: number): PhaseMap[] {
  const [nz, ny, nx] = volume.grid.shape;
  return Array.from({ length: count }, (_, s) => {
    const z = Math.floor(((s + 0.5) * nz) / count);
    const grid = createGrid([ny, nx], { spacing: volume.grid.spacing, unit: volume.grid.unit });
    return createPhaseMap(grid, volume.data.slice(z * ny * nx, (z + 1) * ny * nx), volume.phases);
  });
}

/** Sections as the pages of one file. */
export function stackSections(sections: readonly PhaseMap[]): PhaseMap {
  const { grid, phases: own } = sections[0];
  const [, ny, nx] = grid.shape;
  const data = new Uint8Array(sections.length * ny * nx);
  sections.forEach((section, s) => {
    data.set(section.data, s * ny * nx);
  });
  return createPhaseMap(createGrid([sections.length, ny, nx], { spacing: grid.spacing, unit: grid.unit }), data, own);
}
