import { Level, rowOf } from './level';

/** Area between a cell and one neighbour; 0 where that is not reactive. */
// @ts-expect-error: decorator
@inline
function areaTo(reactive: usize, i: usize, area: f32): f32 {
  return load<u8>(reactive + i) == 0 ? 0 : area;
}

/**
 * Area that the cells which conduct share with reactive ones, and its sum by plane. Tasks are planes. Levels of codes
 * of one byte alone.
 * @param reactive - 1 in reactive cells, ordered as those of the level - uint8. @param areaZ, areaY, areaX - of faces
 * across an axis. @param out - area in each cell - float32. @param sums - float64.
 */
export function reactiveSurface(
  scratch: usize,
  from: i32,
  to: i32,
  address: usize,
  reactive: usize,
  areaZ: f32,
  areaY: f32,
  areaX: f32,
  out: usize,
  sums: usize,
): void {
  const level = changetype<Level>(address);
  const nx = <usize>level.nx;
  const stride = <usize>level.stride;
  const plane = rowOf(level, 1, 0);
  for (let z = from; z < to; z++) {
    let sum: f64 = 0;
    for (let y = 0; y < level.ny; y++) {
      const row = rowOf(level, z, y);
      const lastY = y == level.ny - 1;
      for (let x: usize = 0; x < stride; x++) {
        const i = row + x;
        let area: f32 = 0;
        if (x < nx && load<u8>(level.cells + i) != 0) {
          if (z > 0) area += areaTo(reactive, i - plane, areaZ);
          if (z < level.nz - 1) area += areaTo(reactive, i + plane, areaZ);
          if (y > 0) area += areaTo(reactive, i - stride, areaY);
          else if (level.wrapY != 0) area += areaTo(reactive, i + plane - stride, areaY);
          if (!lastY) area += areaTo(reactive, i + stride, areaY);
          else if (level.wrapY != 0) area += areaTo(reactive, i + stride - plane, areaY);
          if (x > 0) area += areaTo(reactive, i - 1, areaX);
          else if (level.wrapX != 0) area += areaTo(reactive, i + nx - 1, areaX);
          if (x < nx - 1) area += areaTo(reactive, i + 1, areaX);
          else if (level.wrapX != 0) area += areaTo(reactive, i + 1 - nx, areaX);
        }
        store<f32>(out + (i << 2), area);
        sum += area;
      }
    }
    store<f64>(sums + (<usize>z << 3), sum);
  }
}
