import { Rows } from './rows';

/** A row that found no other to join. */
const alone: u32 = 0xfffffffe;

/** A row that was not looked at. */
const open: u32 = 0xffffffff;

/** Rows that a group has when it grows, and when single rows have joined it. */
const mostGrown = 8;
const mostJoined: u8 = 12;

// @ts-expect-error: decorator
@inline
function word(at: usize, i: u32): u32 {
  return load<u32>(at + (<usize>i << 2));
}

// @ts-expect-error: decorator
@inline
function number(at: usize, i: u32): f32 {
  return load<f32>(at + (<usize>i << 2));
}

/**
 * Joins rows to groups, whose numbers become `parent`. A group grows to eight rows by the one whose links with it are
 * the largest share of the smaller diagonal, while that is at least `least`. Single rows join a group that has become
 * their neighbour in the same way. One task.
 * @param sums, candidates, diagonals - to work in - shape [n]. @param sizes - of groups - shape [n] - uint8.
 * @param count - receives how many groups there are - uint32.
 * @source notay2010
 */
export function joinRows(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  least: f32,
  sums: usize,
  candidates: usize,
  diagonals: usize,
  sizes: usize,
  count: usize,
): void {
  const rows = changetype<Rows>(address);
  const n = <u32>rows.n;
  const parent = rows.parent;
  memory.fill(sums, 0, <usize>n << 2);
  memory.fill(parent, 255, <usize>n << 2);
  let groups: u32 = 0;
  for (let seed: u32 = 0; seed < n; seed++) {
    if (word(parent, seed) != open) continue;
    let waiting: u32 = 0;
    let size: u8 = 0;
    let diagonal: f32 = 0;
    let next = seed;
    for (;;) {
      store<u32>(parent + (<usize>next << 2), groups);
      diagonal += number(rows.diagonal, next);
      size++;
      if (size == mostGrown) break;
      const end = word(rows.start, next + 1);
      for (let at = word(rows.start, next); at < end; at++) {
        const other = word(rows.column, at);
        if (word(parent, other) != open) continue;
        const sum = sums + (<usize>other << 2);
        if (load<f32>(sum) == 0) {
          store<u32>(candidates + (<usize>waiting << 2), other);
          waiting++;
        }
        store<f32>(sum, load<f32>(sum) + number(rows.weight, at));
      }
      let best: f32 = least;
      next = open;
      for (let i: u32 = 0; i < waiting; i++) {
        const other = word(candidates, i);
        if (word(parent, other) != open) continue;
        const share: f32 = number(sums, other) / min(diagonal, number(rows.diagonal, other));
        if (share > best) {
          best = share;
          next = other;
        }
      }
      if (next == open) break;
    }
    for (let i: u32 = 0; i < waiting; i++) store<f32>(sums + (<usize>word(candidates, i) << 2), 0);
    if (size == 1) {
      store<u32>(parent + (<usize>seed << 2), alone);
      continue;
    }
    store<u8>(sizes + groups, size);
    store<f32>(diagonals + (<usize>groups << 2), diagonal);
    groups++;
  }
  // Sums by group from here on: there are fewer groups than rows.
  for (let i: u32 = 0; i < n; i++) {
    if (word(parent, i) != alone) continue;
    const own = number(rows.diagonal, i);
    const first = word(rows.start, i);
    const end = word(rows.start, i + 1);
    let best: f32 = least;
    let group = open;
    for (let at = first; at < end; at++) {
      const to = word(parent, word(rows.column, at));
      if (to >= alone || load<u8>(sizes + to) >= mostJoined) continue;
      const sum = sums + (<usize>to << 2);
      store<f32>(sum, load<f32>(sum) + number(rows.weight, at));
      const share: f32 = load<f32>(sum) / min(own, number(diagonals, to));
      if (share > best) {
        best = share;
        group = to;
      }
    }
    for (let at = first; at < end; at++) {
      const to = word(parent, word(rows.column, at));
      if (to < alone) store<f32>(sums + (<usize>to << 2), 0);
    }
    if (group == open) {
      group = groups++;
      store<u8>(sizes + group, 0);
      store<f32>(diagonals + (<usize>group << 2), 0);
    }
    store<u32>(parent + (<usize>i << 2), group);
    store<u8>(sizes + group, load<u8>(sizes + group) + 1);
    store<f32>(diagonals + (<usize>group << 2), number(diagonals, group) + own);
  }
  store<u32>(count, groups);
}

/** Lists the rows of every group. One task. @param first - shape [groups + 1]; @param order - shape [n] - uint32. */
export function orderRows(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  groups: u32,
  first: usize,
  order: usize,
): void {
  const rows = changetype<Rows>(address);
  const n = <u32>rows.n;
  memory.fill(first, 0, <usize>(groups + 1) << 2);
  for (let i: u32 = 0; i < n; i++) {
    const at = first + (<usize>word(rows.parent, i) << 2);
    store<u32>(at, load<u32>(at) + 1);
  }
  let sum: u32 = 0;
  for (let group: u32 = 0; group <= groups; group++) {
    sum += word(first, group);
    store<u32>(first + (<usize>group << 2), sum);
  }
  // From behind, so that each group's end becomes its start.
  for (let i = n; i > 0; i--) {
    const at = first + (<usize>word(rows.parent, i - 1) << 2);
    store<u32>(at, load<u32>(at) - 1);
    store<u32>(order + (<usize>load<u32>(at) << 2), i - 1);
  }
}

/**
 * Links between groups: sums of the links of their rows. One task.
 * @param fill - 0: counts links of a group into `start` of the next one. 1: writes links and diagonals.
 * @param first, order - of `orderRows`. @param marks - shape [groups] - uint32.
 */
export function linkGroups(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  coarseAddress: usize,
  first: usize,
  order: usize,
  marks: usize,
  fill: i32,
): void {
  const rows = changetype<Rows>(address);
  const coarse = changetype<Rows>(coarseAddress);
  const groups = <u32>coarse.n;
  memory.fill(marks, 0, <usize>groups << 2);
  let next: u32 = 0;
  for (let group: u32 = 0; group < groups; group++) {
    const begin = next;
    let ends: f32 = 0;
    const last = word(first, group + 1);
    for (let k = word(first, group); k < last; k++) {
      const row = word(order, k);
      ends += number(rows.ends, row);
      const end = word(rows.start, row + 1);
      for (let at = word(rows.start, row); at < end; at++) {
        const other = word(rows.parent, word(rows.column, at));
        if (other == group) continue;
        const mark = marks + (<usize>other << 2);
        // Marks are places of links, counted from 1: those of groups before lie below.
        let place = load<u32>(mark);
        if (place <= begin) {
          place = ++next;
          store<u32>(mark, place);
          if (fill == 1) {
            store<u32>(coarse.column + (<usize>(place - 1) << 2), other);
            store<f32>(coarse.weight + (<usize>(place - 1) << 2), 0);
          }
        }
        if (fill == 1) {
          const weight = coarse.weight + (<usize>(place - 1) << 2);
          store<f32>(weight, load<f32>(weight) + number(rows.weight, at));
        }
      }
    }
    if (fill == 0) {
      store<u32>(coarse.start + (<usize>(group + 1) << 2), next - begin);
      continue;
    }
    let sum = ends;
    for (let place = begin; place < next; place++) sum += number(coarse.weight, place);
    store<f32>(coarse.ends + (<usize>group << 2), ends);
    store<f32>(coarse.diagonal + (<usize>group << 2), sum);
  }
}

/** Turns counts at 1 ... n into sums of all up to there; the first one becomes 0. One task. */
export function addCounts(scratch: usize, from: i32, to: i32, counts: usize, n: u32): void {
  store<u32>(counts, 0);
  let sum: u32 = 0;
  for (let i: u32 = 1; i <= n; i++) {
    sum += word(counts, i);
    store<u32>(counts + (<usize>i << 2), sum);
  }
}
