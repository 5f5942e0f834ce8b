import { radices } from '../fft/index.ts';
import type { KernelTeam } from './team.ts';

const stageWords = 5;

/** Precision of a transform's lanes: bytes of a number. */
export type LaneBytes = 4 | 8;

/** Bytes of a complex number. */
const pair = (lane: LaneBytes): number => 2 * lane;

/** Bytes of a plan for transforms of a length. */
export function fftPlanBytes(length: number, lane: LaneBytes): number {
  let left = length;
  let numbers = 0;
  for (const p of radices(length)) {
    left /= p;
    numbers += left * (p - 1) + p;
  }
  return headBytes(length) + numbers * pair(lane);
}

const headBytes = (length: number): number => Math.ceil((4 * (1 + stageWords * radices(length).length)) / 16) * 16;

/**
 * Writes what assembly/fft/transform.ts reads: number of stages; by stage radix p, points m left, points s done,
 * address of the twiddle factors exp(-2 pi i q k / (p m)) for q < m and 0 < k < p, address of the p roots of unity.
 * @param address - of `fftPlanBytes` bytes, a multiple of 16.
 */
export function writeFftPlan(team: KernelTeam, address: number, length: number, lane: LaneBytes): void {
  const factors = radices(length);
  const head = team.uint32(address, 1 + stageWords * factors.length);
  let at = address + headBytes(length);
  const write = (turns: number[]): number => {
    const begin = at;
    const out = lane === 4 ? team.float32(at, 2 * turns.length) : team.float64(at, 2 * turns.length);
    turns.forEach((turn, i) => {
      out[2 * i] = Math.cos(2 * Math.PI * turn);
      out[2 * i + 1] = -Math.sin(2 * Math.PI * turn);
    });
    at += turns.length * pair(lane);
    return begin;
  };
  head[0] = factors.length;
  let n = length;
  let done = 1;
  factors.forEach((p, i) => {
    const m = n / p;
    const twiddles = Array.from({ length: m * (p - 1) }, (_, t) => {
      const [q, k] = [Math.floor(t / (p - 1)), (t % (p - 1)) + 1];
      return ((q * k) % n) / n;
    });
    const roots = Array.from({ length: p }, (_, j) => j / p);
    head.set([p, m, done, write(twiddles), write(roots)], 1 + stageWords * i);
    n = m;
    done *= p;
  });
}
