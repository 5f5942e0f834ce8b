// Relative conductivity of every phase of real volumes against twins of every class calibrated on their sections.
// Needs `npm run build` first. What is measured is kept in OUT.json, so that an interrupted run goes on.
// nice -n 10 node bench/studies/conductivities.mjs DATA_FOLDER OUT.json [threads] [material,...] [class,...] [quick]
// A class with " wide" behind it is fitted with its default search, the others without wide starts; "grains stretched"
// takes the scale along z from x-z sections, "grains" does not. Fits are kept too. quick: no twins in finer voxels.
// DATA_FOLDER may have volume_second_half.tif beside the first halves: the rest of the published volume, where no
// section comes from.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { calibrate } from '../../build/calibrate/index.js';
import { createGrid, createPhaseMap, crop, sectionsOf } from '../../build/grid/index.js';
import { parseLabels, parseSpacing } from '../../build/io/index.js';
import { readPhaseMaps } from '../../build/node/index.js';
import { fromModelFile, presets, toModelFile } from '../../build/phase/index.js';
import { conductivity, twinConductivity } from '../../build/transport/index.js';
import { buildExamples, root } from '../../scripts/prepare.mjs';

const [data, out, threadsWord = '2', onlyMaterials, onlyClasses, quick] = process.argv.slice(2);
const threads = Number(threadsWord);
const chosen = (list, name) => !list || list.split(',').includes(name);
const known = existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')) : {};

/** What `make` gives, unless the file has it already. */
async function keep(key, make) {
  if (!(key in known)) {
    const start = process.cpuUsage();
    known[key] = await make();
    const { user, system } = process.cpuUsage(start);
    console.error(`${key}: ${((user + system) / 1e6).toFixed(0)} s of processor time`);
    writeFileSync(out, `${JSON.stringify(known, null, 1)}\n`);
  }
  return known[key];
}

const read = async (file, labels, as) =>
  (await readPhaseMaps([join(data, file)], { as, labels: parseLabels(labels), spacing: parseSpacing('1um') })).maps;

/** Some x-z sections of a volume, rows along z. */
function acrossOf({ grid, data: labels, phases }, count) {
  const [nz, ny, nx] = grid.shape;
  return Array.from({ length: count }, (_, k) => {
    const y = Math.floor(((k + 0.5) * ny) / count);
    const own = new Uint8Array(nz * nx);
    for (let z = 0; z < nz; z++) own.set(labels.subarray((z * ny + y) * nx, (z * ny + y + 1) * nx), z * nx);
    return createPhaseMap(createGrid([nz, nx], { spacing: [1, 1], unit: grid.unit }), own, phases);
  });
}

/** Evenly spaced x-y sections of a volume. */
const sectionsThrough = (volume, count) => {
  const all = sectionsOf(volume, 'volume').map(({ grid, data: labels, phases }) => ({ grid, data: labels, phases }));
  return Array.from({ length: count }, (_, k) => all[Math.floor(((k + 0.5) * all.length) / count)]);
};

/** The half of a volume that the sections do not come from, where it is there. */
async function secondHalf(folder, labels) {
  const file = join(folder, 'volume_second_half.tif');
  return existsSync(join(data, file)) ? (await read(file, labels, 'volume'))[0] : undefined;
}

/** As the page calls the ways of fitting: those with wide starts are the default. */
const shownTitle = (title, { classes, across }) => {
  const [kind, how] = title.split(' ');
  if (kind.endsWith('grains')) {
    const own = kind === 'grains' ? kind : `${kind}, short fit`;
    return how || !across ? own : `${own}, not stretched`;
  }
  return how || !classes.includes(`${kind} wide`) ? kind : `${kind}, no wide starts`;
};

const threePhases = [
  ...['assb', 'assb wide', 'plurigaussian', 'plurigaussian-correlated', 'plurigaussian-correlated wide'],
  ...['grains', 'grains stretched', 'cracked-grains'],
];
const twoPhases = ['level-set', 'level-set-union', 'level-set-union wide'];
/** The map with all labels but the first made one phase. */
const merged = ({ grid, data: labels, phases }, rest) =>
  createPhaseMap(
    grid,
    labels.map((label) => (label === 0 ? 0 : 1)),
    [phases[0], { name: rest, label: 1 }],
  );
/** Grains first, binder or matrix second: a fit by simulation takes minutes for every order that is tried. */
const grainsOrder = '1,2,0';
const materials = {
  'fib-3phase': async () => {
    const [volume] = await read('fib-3phase/volume.tif', '0=a,1=b,2=c', 'volume');
    return { volume, sections: sectionsThrough(volume, 10), across: acrossOf(volume, 5), classes: threePhases };
  },
  'fib-3phase as two phases': async () => {
    const all = (await read('fib-3phase/volume.tif', '0=a,1=b,2=c', 'volume'))[0];
    const volume = merged(all, 'rest');
    return { volume, sections: sectionsThrough(volume, 10), across: acrossOf(volume, 5), classes: twoPhases };
  },
  'virtual cathode': async () => {
    buildExamples();
    const { demoRecipe, virtualCathode } = await import(
      pathToFileURL(join(root, 'dist-examples', 'virtual-cathode', 'truth.js')).href
    );
    const made = virtualCathode(demoRecipe);
    const volume = createPhaseMap(createGrid(made.grid.shape, { spacing: 1, unit: 'um' }), made.data, made.phases);
    return { volume, sections: sectionsThrough(volume, 8), classes: threePhases };
  },
  'nmc-bridge': async () => {
    const labels = '0=pore,1=nmc,2=binder';
    return {
      volume: (await read('nmc-bridge/volume_first_half.tif', labels, 'volume'))[0],
      second: await secondHalf('nmc-bridge', labels),
      sections: await read('nmc-bridge/slices_axis0.tif', labels, 'sections'),
      across: await read('nmc-bridge/slices_axis1.tif', labels, 'sections'),
      classes: threePhases,
    };
  },
  'nmc-bridge as two phases': async () => {
    const labels = '0=pore,1=nmc,2=binder';
    const two = async (file, as) => (await read(`nmc-bridge/${file}`, labels, as)).map((map) => merged(map, 'solid'));
    return {
      volume: (await two('volume_first_half.tif', 'volume'))[0],
      sections: await two('slices_axis0.tif', 'sections'),
      across: await two('slices_axis1.tif', 'sections'),
      classes: twoPhases,
    };
  },
  berea: async () => ({
    volume: (await read('berea/volume_first_half.tif', '0=pore,1=grain', 'volume'))[0],
    second: await secondHalf('berea', '0=pore,1=grain'),
    sections: await read('berea/slices_axis0.tif', '0=pore,1=grain', 'sections'),
    classes: twoPhases,
  }),
};

const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;
const errorOf = (values) =>
  values.length < 2
    ? null
    : Math.sqrt(values.reduce((s, v) => s + (v - mean(values)) ** 2, 0) / (values.length - 1) / values.length);
/** Relative conductivity along z and in the plane, with standard errors and the error of the voxel size. */
const summary = (list) => {
  const z = list.map(({ axes }) => axes.z.effective);
  const plane = list.map(({ axes }) => (axes.y.effective + axes.x.effective) / 2);
  const errors = list.flatMap(({ axes }) =>
    Object.values(axes).flatMap(({ discretisation: d }) => ('relative' in d ? [d.relative] : [])),
  );
  return {
    ...{ z: mean(z), zError: errorOf(z), plane: mean(plane), planeError: errorOf(plane) },
    voxel: errors.length > 0 ? mean(errors) : null,
  };
};

/** The four quarters of a volume in its plane, or the volume itself where they would be small. */
function quartersOf(volume) {
  const [nz, ny, nx] = volume.grid.shape;
  const [hy, hx] = [ny >> 1, nx >> 1];
  if (Math.min(hy, hx) < 96) return [volume];
  return [0, 1, 2, 3].map((k) => crop(volume, [0, (k >> 1) * (ny - hy), (k & 1) * (nx - hx)], [nz, hy, hx]));
}

const settings = { tolerance: 1e-3, threads };
const number = (v, e) =>
  v === null ? '-' : `${v.toPrecision(3)}${e === null || e === undefined ? '' : ` ± ${e.toPrecision(2)}`}`;
console.log(
  '| material | phase | class | z | in plane | error z, % | error in plane, % | voxel size, % |\n|---|---|---|---|---|---|---|---|',
);
/** Relative difference of a twin. One real volume alone is taken to scatter as a realisation does. */
const percent = (model, modelError, truth, truthError, realisations) => {
  if (truth === 0) return model === 0 ? '0' : 'real: 0';
  const own = truthError ?? modelError * Math.sqrt(realisations);
  // The error of a quotient: both relative errors, on the scale of the quotient.
  const error = Math.hypot(modelError / truth, (model * own) / truth ** 2);
  return `${(100 * (model / truth - 1)).toFixed(0)} ± ${(100 * error).toFixed(0)}`;
};
/** Prints and keeps the conductivities of a volume's phases, as means of its parts; `real` is what they compare with. */
async function measured(name, title, volume, real) {
  const parts = quartersOf(volume);
  const { shape } = parts[0].grid;
  const out = {};
  for (const { name: phase } of volume.phases) {
    const r = await keep(`${name}, ${title}, ${phase}`, async () => {
      const own = { ...settings, conductivities: { [phase]: 1 } };
      const list = [];
      for (const part of parts) list.push(await conductivity(part, own));
      return { ...summary(list), parts: list.length };
    });
    const voxel = r.voxel === null ? '-' : (100 * r.voxel).toFixed(0);
    out[phase] = r;
    const first = real?.[phase];
    const off = (key) => (first ? percent(r[key], r[`${key}Error`], first[key], first[`${key}Error`], r.parts) : '');
    const size = `${name} ${shape.join(' x ')}`;
    const [z, plane] = [number(r.z, r.zError), number(r.plane, r.planeError)];
    console.log(`| ${size} | ${phase} | ${title} | ${z} | ${plane} | ${off('z')} | ${off('plane')} | ${voxel} |`);
  }
  return { real: out, shape };
}

for (const [name, make] of Object.entries(materials)) {
  if (!chosen(onlyMaterials, name)) continue;
  const { volume, second, sections, across, classes } = await make();
  const { real, shape } = await measured(name, 'real', volume);
  if (second) await measured(name, 'second half', second, real);
  for (const title of classes.filter((own) => chosen(onlyClasses, own))) {
    const [kind, how] = title.split(' ');
    const grains = kind.endsWith('grains');
    if (how === 'stretched' && !across) continue;
    const fitted = async () => {
      const file = await keep(`${name}, ${title}, model`, async () => {
        const own = across && (!grains || how === 'stretched') ? { across } : {};
        // Full fits of cracked grains took most of an hour.
        const effort = kind === 'cracked-grains' ? { effort: 'quick' } : {};
        const order = grains ? { order: grainsOrder, starts: 1, ...effort } : {};
        const asked = { model: kind, seed: 1, ...(how === 'wide' ? {} : { wideStarts: 0 }), ...order };
        const fit = await calibrate(sections, asked, { record: presets[kind], threads, ...own });
        console.error(`${name}, ${title}: order ${fit.model.order}, loss ${fit.exactFit?.loss ?? ''}`);
        return toModelFile(fit.model, '0.0.0');
      });
      return fromModelFile(file, 'model.json');
    };
    for (const { name: phase } of volume.phases) {
      const key = `${name}, ${title}, ${phase}`;
      const twin = await keep(key, async () => {
        const model = await fitted();
        const drawn = await twinConductivity(model, {
          ...{ ...settings, conductivities: { [phase]: 1 }, shape, seed: 1 },
          ...{ precision: 0.04, mostRealisations: 8, discretisation: quick === undefined },
        });
        const { z, y, x } = drawn.axes;
        return {
          ...{ z: z.effective, zError: z.standardError, realisations: drawn.realisations, zScale: model.zScale },
          // Both directions share their realisations: the mean of their errors is an upper bound.
          ...{ plane: (y.effective + x.effective) / 2, planeError: (y.standardError + x.standardError) / 2 },
          voxel: x.discretisation,
        };
      });
      const r = real[phase];
      const n = twin.realisations;
      const zOff = percent(twin.z, twin.zError, r.z, r.zError, n);
      const planeOff = percent(twin.plane, twin.planeError, r.plane, r.planeError, n);
      const voxel = twin.voxel === null ? '-' : (100 * twin.voxel).toFixed(0);
      const [z, plane] = [number(twin.z, twin.zError), number(twin.plane, twin.planeError)];
      const own = shownTitle(title, { classes, across });
      console.log(`| ${name} | ${phase} | ${own} | ${z} | ${plane} | ${zOff} | ${planeOff} | ${voxel} |`);
    }
  }
}
