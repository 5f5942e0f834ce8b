import type { LabelVolume } from './labels.ts';
import { dot, firstOrientation, lengthOfPixel, type Orientation, planeOf, type Vector } from './orientation.ts';
import { fragmentShader, vertexShader } from './shaders.ts';

/** What of a volume is seen, and from where. */
export interface Scene {
  readonly orientation: Orientation;
  /** First voxel shown along [x, y, z], and the one behind the last. */
  readonly low: Vector;
  readonly high: Vector;
  /** How much a phase covers what is behind it, 0 (not shown) to 1 - [phase]. */
  readonly opacity: readonly number[];
}

/** Draws volumes into a canvas. */
export interface RayCaster {
  /** Takes another volume. */
  load(volume: LabelVolume): void;
  /** Draws the volume at the canvas' own size. */
  draw(scene: Scene): void;
}

/** The extent of a volume along [x, y, z], in its unit. */
export function extentOf({ shape, spacing }: Pick<LabelVolume, 'shape' | 'spacing'>): Vector {
  return [shape[2] * spacing[2], shape[1] * spacing[1], shape[0] * spacing[0]];
}

/** The lamp of the still pictures, along [x, y, z], seen from their camera: it goes with the eye. */
const lampOfEye: Vector = (() => {
  const lamp: Vector = [0.6, 0.85, -1.1];
  const { right, up, toCamera } = planeOf(firstOrientation);
  const length = Math.hypot(...lamp);
  return [dot(lamp, right) / length, dot(lamp, up) / length, dot(lamp, toCamera) / length];
})();

function compile(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, vertexShader],
    [gl.FRAGMENT_SHADER, fragmentShader],
  ] as const) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) {
    const [, fragment] = gl.getAttachedShaders(program)!;
    throw new Error(`shader: ${gl.getProgramInfoLog(program)} ${gl.getShaderInfoLog(fragment)}`);
  }
  return program;
}

/** Red, green and blue of '#rrggbb', 0 to 1. */
const rgb = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);

/** A ray caster on a canvas; undefined where the browser has no WebGL2. */
export function createRayCaster(canvas: HTMLCanvasElement): RayCaster | undefined {
  const gl = canvas.getContext('webgl2', { antialias: false, depth: false });
  if (!gl) return undefined;
  const program = compile(gl);
  gl.useProgram(program);
  const place = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(program, name);
  let volume: LabelVolume | undefined;
  const texture = gl.createTexture();
  return {
    load(next) {
      volume = next;
      const [nz, ny, nx] = next.shape;
      gl.bindTexture(gl.TEXTURE_3D, texture);
      gl.pixelStorei(gl.UNPACK_ALIGNMENT, 1);
      gl.texImage3D(gl.TEXTURE_3D, 0, gl.R8UI, nx, ny, nz, 0, gl.RED_INTEGER, gl.UNSIGNED_BYTE, next.labels);
      for (const filter of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) {
        gl.texParameteri(gl.TEXTURE_3D, filter, gl.NEAREST);
      }
      gl.uniform3i(place('size'), nx, ny, nz);
      gl.uniform3f(place('spacing'), next.spacing[2], next.spacing[1], next.spacing[0]);
      const colours = Array.from({ length: 8 }, (_, i) => next.phases[i]?.colour ?? '#000000').flatMap(rgb);
      gl.uniform3fv(place('colours'), colours);
    },
    draw({ orientation, low, high, opacity }) {
      if (!volume) return;
      const { width, height } = canvas;
      const { right, up, toCamera } = planeOf(orientation);
      gl.viewport(0, 0, width, height);
      gl.uniform3fv(place('right'), right);
      gl.uniform3fv(place('up'), up);
      gl.uniform3fv(place('toCamera'), toCamera);
      const [a, b, c] = lampOfEye;
      gl.uniform3fv(
        place('lamp'),
        right.map((_, i) => a * right[i] + b * up[i] + c * toCamera[i]),
      );
      gl.uniform3iv(place('low'), low);
      gl.uniform3iv(place('high'), high);
      gl.uniform2f(place('viewport'), width, height);
      gl.uniform1f(place('pixel'), lengthOfPixel(extentOf(volume), orientation, width, height));
      gl.uniform1fv(
        place('opacity'),
        Array.from({ length: 8 }, (_, i) => opacity[i] ?? 0),
      );
      gl.drawArrays(gl.TRIANGLES, 0, 3);
    },
  };
}
