import { boxMuller, normal0, normal1 } from '../random/normal';
import { philox, word0, word1, word2, word3 } from '../random/philox';

/**
 * White noise of one row of eight images: realisations `first` ... + 3 go to the first half of each vector, the next
 * four to the second.
 * @param to - n vectors, rounded up to a multiple of four.
 */
export function noiseRow(to: usize, n: i32, y: i32, first: i32, field: i32, k0: i32, k1: i32): void {
  for (let half = 0; half < 2; half++, to += 16) {
    const realisations = i32x4.add(i32x4.splat(first + 4 * half), i32x4(0, 1, 2, 3));
    const address = v128.or(i32x4.shl(realisations, 8), i32x4.splat(field));
    let at = to;
    for (let block = 0; block << 2 < n; block++, at += 128) {
      philox(i32x4.splat(block), i32x4.splat(y), i32x4.splat(0), address, k0, k1);
      const second = word2;
      const angle = word3;
      boxMuller(word0, word1);
      v128.store(at, normal0);
      v128.store(at, normal1, 32);
      boxMuller(second, angle);
      v128.store(at, normal0, 64);
      v128.store(at, normal1, 96);
    }
  }
}
