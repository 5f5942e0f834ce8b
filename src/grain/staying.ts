import { type Arrivals, states } from './arrivals.ts';
import { Stayers } from './stayers.ts';

/** The first `count` numbers of 0, 1, 2, ... in the order of their times; those of equal times stay in order. */
function ordered(time: Float64Array, count: number): Uint32Array {
  const bucket = (i: number): number => Math.min(count - 1, Math.floor(time[i] * count));
  const ends = new Uint32Array(count + 1);
  for (let i = 0; i < count; i++) ends[bucket(i) + 1]++;
  for (let k = 0; k < count; k++) ends[k + 1] += ends[k];
  const out = new Uint32Array(count);
  // Times are spread over the buckets, about one in each: what is left to sort is near its place.
  for (let i = 0; i < count; i++) out[ends[bucket(i)]++] = i;
  for (let k = 1; k < count; k++) {
    const own = out[k];
    const at = time[own];
    let to = k;
    for (; to > 0 && time[out[to - 1]] > at; to--) out[to] = out[to - 1];
    out[to] = own;
  }
  return out;
}

/**
 * Those of the wanted arrivals that stay, in the order of their times: those that overlap none that stayed before.
 * Whether others stay is found out where it matters, and no more of them are drawn than that takes.
 * @param widest - largest radius of all.
 */
export function wantedThatStay(arrivals: Arrivals, widest: number): Uint32Array {
  const { others } = arrivals;
  const stayers = new Stayers(arrivals.axes, widest);
  /** Of equal times the arrival of the first cell comes first, in it the first. */
  const isBefore = (m: number, n: number): boolean => {
    const { time, octant, number } = arrivals;
    if (time[m] !== time[n]) return time[m] < time[n];
    const cells = (octant[m] >> 3) - (octant[n] >> 3);
    return cells < 0 || (cells === 0 && number[m] < number[n]);
  };
  /**
   * Arrivals before one that it overlaps, of which it is not known whether they stay, the earliest first. Wanted ones
   * are not among them: those that come before are known.
   */
  const rivalsOf = (n: number): number[] => {
    const out: number[] = [];
    stayers.visitCells(arrivals, n, (cell) => {
      arrivals.takeOthers(cell, arrivals.time[n]);
      const { state, next } = arrivals;
      for (let j = others[cell], previous = -1; j >= 0; j = next[j]) {
        if (state[j] !== states.unknown) {
          // What is known is not looked at again.
          if (previous < 0) others[cell] = next[j];
          else next[previous] = next[j];
          continue;
        }
        previous = j;
        if (stayers.overlap(arrivals, n, j) && isBefore(j, n)) out.push(j);
      }
    });
    return out.sort((p, q) => (isBefore(p, q) ? -1 : 1));
  };
  /**
   * Finds out whether an arrival stays. What overlaps one that is known to stay, and be it a later one, does not. Every
   * rival is an earlier one: the chain is short.
   */
  const stays = (n: number): boolean => {
    const own =
      stayers.isFree(arrivals, n) &&
      !rivalsOf(n).some((j) => (arrivals.state[j] === states.unknown ? stays(j) : arrivals.state[j] === states.stays));
    arrivals.state[n] = own ? states.stays : states.gone;
    if (own) stayers.add(arrivals, n);
    return own;
  };
  const order = ordered(arrivals.time, arrivals.wanted);
  let end = 0;
  for (let k = 0; k < order.length; k++) if (stays(order[k])) order[end++] = order[k];
  return order.subarray(0, end);
}

/**
 * Those of all arrivals that stay, in the order of their times.
 * @param widest - largest radius of all.
 */
export function allThatStay(arrivals: Arrivals, widest: number): Uint32Array {
  const { count } = arrivals;
  const stayers = new Stayers(arrivals.axes, widest);
  const order = ordered(arrivals.time, count);
  // In the order of their times, so that what is looked at together lies together; those that stayed move to the front.
  const balls = new Float64Array(4 * count);
  const octant = new Int32Array(count);
  for (let n = 0; n < count; n++) {
    const i = order[n];
    for (let k = 0; k < 4; k++) balls[4 * n + k] = arrivals.balls[4 * i + k];
    octant[n] = arrivals.octant[i];
  }
  const sorted = { balls, octant };
  let end = 0;
  for (let n = 0; n < count; n++) {
    if (!stayers.isFree(sorted, n)) continue;
    for (let k = 0; k < 4; k++) balls[4 * end + k] = balls[4 * n + k];
    octant[end] = octant[n];
    stayers.add(sorted, end);
    order[end++] = order[n];
  }
  return order.subarray(0, end);
}
