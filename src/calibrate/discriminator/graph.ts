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

  /** Kernels that copy the 16 pixels of each patch into 16 channels, for every input channel: [16 channels, 1, 4, 4]. */
  patchKernels(channels: number): string {
    const name = `patch${channels}`;
    const values = Array.from({ length: channels * 256 }, (_, i) => (Math.floor(i / 16) % 16 === i % 16 ? 1 : 0));
    this.floats[name] = { shape: [16 * channels, 1, 4, 4], values };
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
 * [1], the mean over the batch; `logits` [batch, 1]; the gradients of all weights, `d_<weight>`; and those of the last `judged` images,
 * `d_images` [judged, phases, size, size].
 *
 * The gradient of a convolution's weights is a matrix product of its output's gradient with the input's patches; the patches are made by a
 * convolution with kernels of a single 1, which took a third of the time of slicing and transposing.
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
    const patches = b.op('Reshape', [
      b.op('Conv', [inputs[l], b.patchKernels(channels)], { ...convolution, group: { int: channels } }),
      b.whole(batch, 16 * channels, half * half),
    ]);
    const flat = b.op('Reshape', [bySum, b.whole(batch, sizes[l], half * half)]);
    const products = b.op('FusedMatMul', [flat, patches], { transB: { int: 1 } }, 'com.microsoft');
    const summed = b.op('ReduceSum', [products, b.whole(0)], { keepdims: { int: 0 } });
    b.op('Reshape', [summed, b.whole(...shapes[`weight${l}`])], {}, '', `d_weight${l}`);
    b.op('ReduceSum', [flat, b.whole(0, 2)], { keepdims: { int: 0 } }, '', `d_bias${l}`);
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
