// npm run bench [-- --threads N]: our kernels against what the machine can do, measured here: bytes copied and float32
// operations of one core. A figure near 1 leaves nothing to gain; where both are far from it, latency, shuffles or
// branches bound the kernel. Writes docs/results/benchmarks-kernels.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import asc from 'assemblyscript/asc';
import { volumePath } from './versus/volume.mjs';
import { works } from './versus/works.mjs';

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

/** Median seconds of a few runs after one to warm up. */
async function time(run, repeats = 7) {
  await run();
  const seconds = [];
  for (let r = 0; r < repeats; r++) {
    const began = performance.now();
    await run();
    seconds.push((performance.now() - began) / 1e3);
  }
  return median(seconds);
}

/** Bytes read and written by copying 256 MiB, a second. */
async function bandwidth() {
  const from = new Float64Array(2 ** 25).fill(1);
  const to = new Float64Array(2 ** 25);
  return (2 * from.byteLength) / (await time(() => to.set(from)));
}

/**
 * Float32 multiplications and additions a second of one core by SIMD without fused multiply-add: twelve independent
 * chains, as many as registers hold.
 */
async function operations() {
  const chains = Array.from({ length: 6 }, (_, i) => i);
  const step = chains.map((i) => `a${i} = f32x4.mul(a${i}, f); b${i} = f32x4.add(b${i}, c);`).join('\n');
  const source = `export function work(n: i32): f32 {
    const f = f32x4.splat(0.999999), c = f32x4.splat(0.000001);
    ${chains.map((i) => `let a${i} = f32x4.splat(${i}.5), b${i} = f32x4.splat(${i}.25);`).join('\n')}
    for (let k = 0; k < n; k++) {
      ${Array(4).fill(step).join('\n')}
    }
    let s = a0;
    ${chains.map((i) => `s = f32x4.add(s, f32x4.add(a${i}, b${i}));`).join('\n')}
    return f32x4.extract_lane(s, 0);
  }`;
  const { binary, error } = await asc.compileString(source, { optimizeLevel: 3, enable: ['simd'], runtime: 'stub' });
  if (error) throw error;
  const { instance } = await WebAssembly.instantiate(binary);
  const n = 5e6;
  return (4 * 12 * 4 * n) / (await time(() => instance.exports.work(n)));
}

const voxels = 256 ** 3;
/** Nominal operations of a complex transform of n points, as benchmarks of transforms count them. */
const transform = (n) => 5 * n * Math.log2(n);

/**
 * Kernels with the least operations and bytes of main memory their work needs: every array read or written once. A
 * generated field of the volume is two real transforms (half of a complex one each) and passes over the grid: written,
 * read and written, read and the latents updated.
 */
const kernels = [
  {
    name: 'fft',
    what: '8192 transforms of 256 points in cache',
    operations: 8192 * transform(256),
    bytes: 2 * 8 * 8192 * 256,
  },
  {
    name: 'volume',
    what: 'volume 256³ from five fields',
    operations: 5 * transform(voxels),
    bytes: 5 * voxels * 4 * (1 + 2 + 1 + 2),
  },
  {
    name: 'step-generator',
    what: 'training step without discriminator: 224 complex 2D transforms of 128²',
    operations: 224 * transform(128 ** 2),
    bytes: 0,
  },
  {
    name: 'two-point',
    what: 'TPPF 256³, six pairs, lags to 50',
    operations: 1.5 * transform(320 ** 3) + 6 * 0.5 * 320 ** 2 * transform(320) * 0.5,
    bytes: 3 * 4 * 320 * 320 * 256 * 3,
  },
  { name: 'distances', what: 'distance transform 256³', operations: 0, bytes: voxels * (1 + 4 + 4 + 4) },
  { name: 'chords', what: 'chord lengths 256³, three axes', operations: 0, bytes: 3 * voxels },
  { name: 'surface', what: 'crossings 256³, 13 directions', operations: 0, bytes: 13 * voxels },
];

const volume = await volumePath();
const [bytes, flops] = [await bandwidth(), await operations()];
const rows = [];
for (const { name, what, ...least } of kernels) {
  const { run, close } = await works[name]({ threads: 1, volume });
  const seconds = await time(run, 5);
  await close?.();
  const floor = Math.max(least.operations / flops, least.bytes / bytes);
  const cells = [
    `\`${name}\``,
    what,
    `${(1e3 * seconds).toPrecision(3)} ms`,
    least.operations > 0 ? `${(least.operations / seconds / 1e9).toFixed(1)} of ${(flops / 1e9).toFixed(0)}` : '',
    least.bytes > 0 ? `${(least.bytes / seconds / 1e9).toFixed(1)} of ${(bytes / 1e9).toFixed(1)}` : '',
    `${(1e3 * floor).toPrecision(2)} ms`,
    (seconds / floor).toFixed(1),
  ];
  console.log(cells.join('  '));
  rows.push(`| ${cells.join(' | ')} |`);
}
const page = new URL('../docs/results/benchmarks-kernels.md', import.meta.url);
const text = readFileSync(page, 'utf8');
const [begin, end] = ['<!-- kernels: begin -->', '<!-- kernels: end -->'];
const head = '| kernel | work | one thread | Gflop/s | GB/s | floor | time / floor |';
const table = `Machine: ${cpus()[0].model.trim()}, Node ${process.version}.\n\n${head}\n|${'---|'.repeat(7)}\n${rows.join('\n')}`;
writeFileSync(page, `${text.split(begin)[0]}${begin}\n${table}\n${end}${text.split(end)[1]}`);
