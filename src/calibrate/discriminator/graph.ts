import { channelSizes, leak, type NetworkShape, weightShapes } from './network.ts';
import type { Attribute, Graph, Node } from './onnx-model.ts';

/** Which gradients a graph gives: those of the weights (to train the discriminator) or those of the images (to train the generator). */
export type GradientOf = 'weights' | 'images';

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

  float(value: number): string {
    const name = `f${value}`;
    this.floats[name] = { shape: [1], values: [value] };
    return name;
  }
}

/**
 * The network, its binary cross-entropy and the backward pass as one graph.
 *
 * Inputs: `images` [batch, phases, size, size], `target` [batch, 1] (1 for real, 0 for generated) and the weights by name. Outputs: `loss`
 * [1], the mean over the batch; `logits` [batch, 1]; and the gradients, `d_<weight>` or `d_images`.
 *
 * The gradient of a convolution's weights is a matrix product of its output's gradient with the input's patches. With stride 2 the patches
 * of 4 x 4 pixels are the 2 x 2 neighbourhoods of the input regrouped in blocks of 2 x 2 (space to depth), so four slices make them all.
 */
export function discriminatorGraph(shape: NetworkShape, batch: number, size: number, gradientOf: GradientOf): Graph {
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
  if (gradientOf === 'weights') {
    b.op('Gemm', [mean, slope], { transA: { int: 1 } }, '', 'd_linear');
    b.op('ReduceSum', [slope, b.whole(0)], { keepdims: { int: 0 } }, '', 'd_offset');
  }
  // The mean spreads its gradient evenly over the pixels; broadcasting does the spreading.
  const spread = b.op('Mul', [b.op('Gemm', [slope, 'linear'], { transB: { int: 1 } }), b.float(1 / (edge * edge))]);
  let gradient = b.op('Reshape', [spread, b.whole(batch, sizes[last], 1, 1)]);
  for (let l = last; l >= 0; l--) {
    const positive = b.op('Greater', [sums[l], b.float(0)]);
    const bySum = b.op('Mul', [gradient, b.op('Where', [positive, b.float(1), b.float(leak)])]);
    const half = size >> (l + 1);
    if (gradientOf === 'weights') {
      const channels = l === 0 ? shape.phases : sizes[l - 1];
      const padded = b.op('Pad', [inputs[l], b.whole(0, 0, 1, 1, 0, 0, 1, 1)]);
      const blocks = b.op('Reshape', [padded, b.whole(batch, channels, half + 1, 2, half + 1, 2)]);
      const depth = b.op('Reshape', [
        b.op('Transpose', [blocks], { perm: { ints: [0, 3, 5, 1, 2, 4] } }),
        b.whole(batch, 4 * channels, half + 1, half + 1),
      ]);
      const corners = [0, 1].flatMap((y) =>
        [0, 1].map((x) => b.op('Slice', [depth, b.whole(y, x), b.whole(y + half, x + half), b.whole(2, 3)])),
      );
      const patches = b.op('Reshape', [
        b.op('Concat', corners, { axis: { int: 1 } }),
        b.whole(batch, 16 * channels, half * half),
      ]);
      const flat = b.op('Reshape', [bySum, b.whole(batch, sizes[l], half * half)]);
      const products = b.op('FusedMatMul', [flat, patches], { transB: { int: 1 } }, 'com.microsoft');
      const summed = b.op('ReduceSum', [products, b.whole(0)], { keepdims: { int: 0 } });
      // Columns are ordered (block y, block x, pixel y, pixel x, channel); kernel row = 2 block y + pixel y.
      const parted = b.op('Reshape', [summed, b.whole(sizes[l], 2, 2, 2, 2, channels)]);
      const ordered = b.op('Transpose', [parted], { perm: { ints: [0, 5, 1, 3, 2, 4] } });
      b.op('Reshape', [ordered, b.whole(...shapes[`weight${l}`])], {}, '', `d_weight${l}`);
      b.op('ReduceSum', [flat, b.whole(0, 2)], { keepdims: { int: 0 } }, '', `d_bias${l}`);
      if (l === 0) break;
    }
    gradient = b.op('ConvTranspose', [bySum, `weight${l}`], convolution);
  }
  if (gradientOf === 'weights') for (const [name, s] of Object.entries(shapes)) outputs[`d_${name}`] = s;
  else {
    b.op('Mul', [gradient, b.float(2)], {}, '', 'd_images');
    outputs.d_images = [batch, shape.phases, size, size];
  }
  return {
    nodes: b.nodes,
    integers: b.integers,
    floats: b.floats,
    inputs: { images: [batch, shape.phases, size, size], target: [batch, 1], ...shapes },
    outputs,
  };
}
