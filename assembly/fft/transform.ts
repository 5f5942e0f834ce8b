/**
 * Transforms of n complex vectors, lane by lane, by a plan in memory. The plan (see
 * src/compute/kernels/fft/wasm-plan.ts): int32 number of stages, then per stage int32 radix p, m, s and the addresses
 * of its twiddle factors and of the p roots of unity.
 */
import { stage2, stage3, stage4, stage5, stageOdd } from './stages';

/** Transforms `data` forward, with `spare` of the same size to work in; returns which of the two holds the result. */
// @ts-expect-error: decorator
@inline
export function transform<T>(plan: usize, data: usize, spare: usize): usize {
  const stages = load<i32>(plan);
  for (let i = 0, stage = plan + 4; i < stages; i++, stage += 20) {
    const p = load<i32>(stage);
    const m = load<i32>(stage, 4);
    const s = load<i32>(stage, 8);
    const w = <usize>load<u32>(stage, 12);
    if (p == 4) stage4<T>(data, spare, m, s, w);
    else if (p == 2) stage2<T>(data, spare, m, s, w);
    else if (p == 3) stage3<T>(data, spare, m, s, w);
    else if (p == 5) stage5<T>(data, spare, m, s, w);
    else stageOdd<T>(data, spare, p, m, s, w, <usize>load<u32>(stage, 16));
    const swap = data;
    data = spare;
    spare = swap;
  }
  return data;
}

/** Transform of four float32 lines. */
export function transform32(plan: usize, data: usize, spare: usize): usize {
  return transform<f32>(plan, data, spare);
}

/** Transform of two float64 lines. */
export function transform64(plan: usize, data: usize, spare: usize): usize {
  return transform<f64>(plan, data, spare);
}
