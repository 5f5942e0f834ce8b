import { channelSizes, leak, type NetworkShape, weightShapes } from './network.ts';
import type { Attribute, Graph, Node } from './onnx-model.ts';

/** Collects nodes and constants; every method returns the name of its result. */
class GraphBuilder {
  readonly nodes: Node[] = [];
  readonly integers: Record<string, readonly number[]> = {};
  readonly floats: Record<string, { shape: readonly number[]; values: readonly number[] }> = {};
  #count = 0;

  op(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
    output = '',
  ): string {
    const name = output || `t${this.#count++}`;
    this.nodes.push({ op, inputs, outputs: [name], attributes, domain });
    return name;
  }

  whole(...values: number[]): string {
    const name = `i${values.join('_')}`.replace(/-/g, 'm');
    this.integers[name] = values;
    return name;
  }

  /** Kernels that copy the 4 pixels of each 2 x 2 cell into 4 channels, for every input channel: [4 channels, 1, 2, 2]. */
  cellKernels(channels: number): string {
    const name = `cell${channels}`;
    const values = Array.from({ length: channels * 16 }, (_, i) => (Math.floor(i / 4) % 4 === i % 4 ? 1 : 0));
    this.floats[name] = { shape: [4 * channels, 1, 2, 2], values };
    return name;
  }

  float(value: number): string {
    const name = `f${value}`;
    this.floats[name] = { shape: [1], values: [value] };
    return name;
  }
}

/**
 * Gradient of the weights of a 4 x 4 convolution with stride 2: matrix products of its output's gradient with the input's pixels.
 *
 * Pixels of 2 x 2 cells become channels (by a convolution with kernels of a single 1), which leaves a 2 x 2 convolution with stride 1: four
 * products with the cells, shifted by 0 or 1 along each axis. In rows that are as long as the cells', a shift is an offset in memory, and
 * what it wraps to the next row meets a column of zeros.
 * @param shape - batch, input channels, output channels, edge of the output.
 */
function weightGradient(
  b: GraphBuilder,
  input: string,
  gradient: string,
  [batch, channels, outputs, edge]: readonly [number, number, number, number],
  name: string,
): void {
  const row = edge + 1;
  const area = edge * row;
  // One more row at the end: the largest shift reads beyond the cells.
  const cells = b.op('Conv', [input, b.cellKernels(channels)], {
    strides: { ints: [2, 2] },
    pads: { ints: [1, 1, 3, 1] },
    kernel_shape: { ints: [2, 2] },
    group: { int: channels },
  });
  const pixels = b.op('Reshape', [cells, b.whole(batch, 4 * channels, row * (edge + 2))]);
  const padded = b.op('Pad', [gradient, b.whole(0, 0, 0, 0, 0, 0, 0, 1)]);
  const flat = b.op('Reshape', [padded, b.whole(batch, outputs, area)]);
  const shifts = [0, 1, row, row + 1].map((offset) => {
    const shifted = b.op('Slice', [pixels, b.whole(offset), b.whole(offset + area), b.whole(2)]);
    const products = b.op('FusedMatMul', [flat, shifted], { transB: { int: 1 } }, 'com.microsoft');
    return b.op('ReduceSum', [products, b.whole(0)], { keepdims: { int: 1 } });
  });
  const all = b.op('Concat', shifts, { axis: { int: 0 } });
  // [shift y, shift x, output, channel, y in the cell, x in the cell] to [output, channel, y, x].
  const apart = b.op('Reshape', [all, b.whole(2, 2, outputs, channels, 2, 2)]);
  const ordered = b.op('Transpose', [apart], { perm: { ints: [2, 3, 0, 4, 1, 5] } });
  b.op('Reshape', [ordered, b.whole(outputs, channels, 4, 4)], {}, '', name);
}

/**
 * The network, its binary cross-entropy and the backward pass as one graph.
 *
 * Inputs: `images` [batch, phases, size, size], `target` [batch, 1] (1 for real, 0 for generated) and the weights by name. Outputs: `loss`
 * [1], the mean over the batch; `logits` [batch, 1]; the gradients of all weights, `d_<weight>`; and those of the last `judged` images,
 * `d_images` [judged, phases, size, size].
 *
 */
export function discriminatorGraph(shape: NetworkShape, batch: number, size: number, judged: number): Graph {
  const b = new GraphBuilder();
  const sizes = channelSizes[shape.channels];
  const last = sizes.length - 1;
  const convolution = { strides: { ints: [2, 2] }, pads: { ints: [1, 1, 1, 1] }, kernel_shape: { ints: [4, 4] } };

  const scaled = b.op('Sub', [b.op('Mul', ['images', b.float(2)]), b.float(1)]);
  const inputs: string[] = [scaled];
  const sums: string[] = [];
  sizes.forEach((_, l) => {
    const sum = b.op('Conv', [inputs[l], `weight${l}`, `bias${l}`], convolution);
    sums.push(sum);
    inputs.push(b.op('LeakyRelu', [sum], { alpha: { float: leak } }));
  });
  const edge = size >> sizes.length;
  const mean = b.op('Reshape', [
    b.op('ReduceMean', [inputs[last + 1]], { axes: { ints: [2, 3] } }),
    b.whole(batch, sizes[last]),
  ]);
  b.op('Add', [b.op('MatMul', [mean, 'linear']), 'offset'], {}, '', 'logits');

  // Cross-entropy softplus(z) - t z; its slope in z is sigmoid(z) - t.
  const entropy = b.op('Sub', [b.op('Softplus', ['logits']), b.op('Mul', ['target', 'logits'])]);
  b.op('Reshape', [b.op('ReduceMean', [entropy], { axes: { ints: [0, 1] } }), b.whole(1)], {}, '', 'loss');
  const slope = b.op('Mul', [b.op('Sub', [b.op('Sigmoid', ['logits']), 'target']), b.float(1 / batch)]);

  const outputs: Record<string, readonly number[]> = { loss: [1], logits: [batch, 1] };
  const shapes = weightShapes(shape);
  b.op('Gemm', [mean, slope], { transA: { int: 1 } }, '', 'd_linear');
  b.op('ReduceSum', [slope, b.whole(0)], { keepdims: { int: 0 } }, '', 'd_offset');
  // The mean spreads its gradient evenly over the pixels; broadcasting does the spreading.
  const spread = b.op('Mul', [b.op('Gemm', [slope, 'linear'], { transB: { int: 1 } }), b.float(1 / (edge * edge))]);
  let gradient = b.op('Reshape', [spread, b.whole(batch, sizes[last], 1, 1)]);
  for (let l = last; l >= 0; l--) {
    const positive = b.op('Greater', [sums[l], b.float(0)]);
    const bySum = b.op('Mul', [gradient, b.op('Where', [positive, b.float(1), b.float(leak)])]);
    const half = size >> (l + 1);
    const channels = l === 0 ? shape.phases : sizes[l - 1];
    weightGradient(b, inputs[l], bySum, [batch, channels, sizes[l], half], `d_weight${l}`);
    b.op('ReduceSum', [bySum, b.whole(0, 2, 3)], { keepdims: { int: 0 } }, '', `d_bias${l}`);
    const passed = l > 0 ? bySum : b.op('Slice', [bySum, b.whole(batch - judged), b.whole(batch), b.whole(0)]);
    gradient = b.op('ConvTranspose', [passed, `weight${l}`], convolution);
  }
  b.op('Mul', [gradient, b.float(2)], {}, '', 'd_images');
  for (const [name, s] of Object.entries(shapes)) outputs[`d_${name}`] = s;
  outputs.d_images = [judged, shape.phases, size, size];
  return {
    nodes: b.nodes,
    integers: b.integers,
    floats: b.floats,
    inputs: { images: [batch, shape.phases, size, size], target: [batch, 1], ...shapes },
    outputs,
  };
}
