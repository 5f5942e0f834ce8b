import { type AdversarialLoss, channelSizes, leak, type NetworkShape, weightShapes } from './network.ts';
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

  /**
   * Kernels that copy the 4 pixels of each 2 x 2 cell into 4 channels, for every input channel: [4 channels, 1, 2, 2].
   */
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

/** Size of the step by which a penalised discriminator's slope is estimated, in units of the indicators' 0 to 1. */
export const penaltyStep = 0.1;

/** What a graph computes. */
export interface GraphRequest {
  /** Images that are scored. */
  readonly batch: number;
  /** Edge of the images, pixels. */
  readonly size: number;
  /** First and one past the last image whose logit's gradient is wanted. */
  readonly judged: readonly [number, number];
  /** 'cross-entropy' unless told. */
  readonly loss?: AdversarialLoss;
  /**
   * Weight of the squared slope of the logit, 0 unless told: then as many images again follow, each the same moved by
   * `penaltyStep` times a direction.
   */
  readonly penalty?: number;
}

/** Loss of the logits `z` [batch, 1] and its slopes times the batch. */
function scoring(b: GraphBuilder, loss: AdversarialLoss, z: string): { values: string; slopes: string } {
  if (loss === 'cross-entropy') {
    // Softplus(z) - t z; its slope in z is sigmoid(z) - t.
    const values = b.op('Sub', [b.op('Softplus', [z]), b.op('Mul', ['target', z])]);
    return { values, slopes: b.op('Sub', [b.op('Sigmoid', [z]), 'target']) };
  }
  const away = b.op('Sub', [b.float(1), b.op('Mul', ['target', b.float(2)])]);
  const product = b.op('Mul', [away, z]);
  if (loss === 'wasserstein') return { values: product, slopes: away };
  const margin = b.op('Add', [product, b.float(1)]);
  const inside = b.op('Greater', [margin, b.float(0)]);
  return { values: b.op('Relu', [margin]), slopes: b.op('Where', [inside, away, b.float(0)]) };
}

/**
 * Gradient of the weights of a 4 x 4 convolution with stride 2: matrix products of its output's gradient with the
 * input's pixels.
 *
 * Pixels of 2 x 2 cells become channels (by a convolution with kernels of a single 1), which leaves a 2 x 2 convolution
 * with stride 1: four products with the cells, shifted by 0 or 1 along each axis. In rows that are as long as the
 * cells', a shift is an offset in memory, and what it wraps to the next row meets a column of zeros.
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
 * The network, the discriminator's loss and the backward pass as one graph.
 *
 * Inputs: `images` [images, phases, size, size], `target` [batch, 1] (1 for real, 0 for generated) and the weights by
 * name. Outputs: `loss` [1], the mean over the batch without the penalty; `penalty` [1], the mean squared slope, where
 * it has a weight; `logits` [images, 1]; the gradients of the penalised loss by the weights, `d_<weight>`; and those of
 * the judged images' own logits, `d_images` [judged, phases, size, size].
 *
 * What runs backwards is the gradient of every image's logit. Losses differ by the slopes that multiply it: in the sums
 * over the batch that are the weights' gradients, and, for the generator, outside of the graph. The penalty is
 * zero-centred and on both kinds of images, as mescheder2018 recommends, with |grad D|^2 replaced by |D(x + step n) -
 * D(x)|^2 / step^2 for a normal direction n, whose mean over n tends to it as the step tends to zero: its gradient
 * needs no second derivatives.
 * @source mescheder2018
 */
export function discriminatorGraph(shape: NetworkShape, request: GraphRequest): Graph {
  const { batch, size, judged, loss = 'cross-entropy', penalty = 0 } = request;
  const images = penalty > 0 ? 2 * batch : batch;
  const b = new GraphBuilder();
  const sizes = channelSizes[shape.channels];
  const last = sizes.length - 1;
  const convolution = { strides: { ints: [2, 2] }, pads: { ints: [1, 1, 1, 1] }, kernel_shape: { ints: [4, 4] } };

  const shifted = b.op('Sub', [b.op('Mul', ['images', b.float(2)]), b.float(1)]);
  const inputs: string[] = [shifted];
  const sums: string[] = [];
  sizes.forEach((_, l) => {
    const sum = b.op('Conv', [inputs[l], `weight${l}`, `bias${l}`], convolution);
    sums.push(sum);
    inputs.push(b.op('LeakyRelu', [sum], { alpha: { float: leak } }));
  });
  const edge = size >> sizes.length;
  const mean = b.op('Reshape', [
    b.op('ReduceMean', [inputs[last + 1]], { axes: { ints: [2, 3] } }),
    b.whole(images, sizes[last]),
  ]);
  b.op('Add', [b.op('MatMul', [mean, 'linear']), 'offset'], {}, '', 'logits');

  const part = (name: string, from: number, to: number): string =>
    b.op('Slice', [name, b.whole(from), b.whole(to), b.whole(0)]);
  const meanOf = (values: string, output: string): string =>
    b.op('Reshape', [b.op('ReduceMean', [values], { axes: { ints: [0, 1] } }), b.whole(1)], {}, '', output);
  const scored = penalty > 0 ? part('logits', 0, batch) : 'logits';
  const { values, slopes } = scoring(b, loss, scored);
  meanOf(values, 'loss');
  let slope = b.op('Mul', [slopes, b.float(1 / batch)]);
  const outputs: Record<string, readonly number[]> = { loss: [1], logits: [images, 1] };
  if (penalty > 0) {
    const rise = b.op('Mul', [b.op('Sub', [part('logits', batch, images), scored]), b.float(1 / penaltyStep)]);
    meanOf(b.op('Mul', [rise, rise]), 'penalty');
    outputs.penalty = [1];
    const pull = b.op('Mul', [rise, b.float((2 * penalty) / penaltyStep / batch)]);
    slope = b.op('Concat', [b.op('Sub', [slope, pull]), pull], { axis: { int: 0 } });
  }

  const shapes = weightShapes(shape);
  b.op('Gemm', [mean, slope], { transA: { int: 1 } }, '', 'd_linear');
  b.op('ReduceSum', [slope, b.whole(0)], { keepdims: { int: 0 } }, '', 'd_offset');
  const byImage = b.op('Reshape', [slope, b.whole(images, 1, 1, 1)]);
  // The mean spreads its gradient evenly over the pixels; broadcasting does the spreading, over images too.
  let gradient = b.op('Reshape', [b.op('Mul', ['linear', b.float(1 / (edge * edge))]), b.whole(1, sizes[last], 1, 1)]);
  for (let l = last; l >= 0; l--) {
    const positive = b.op('Greater', [sums[l], b.float(0)]);
    const bySum = b.op('Mul', [gradient, b.op('Where', [positive, b.float(1), b.float(leak)])]);
    const half = size >> (l + 1);
    const channels = l === 0 ? shape.phases : sizes[l - 1];
    const scaled = b.op('Mul', [bySum, byImage]);
    weightGradient(b, inputs[l], scaled, [images, channels, sizes[l], half], `d_weight${l}`);
    b.op('ReduceSum', [scaled, b.whole(0, 2, 3)], { keepdims: { int: 0 } }, '', `d_bias${l}`);
    const passed = l > 0 ? bySum : part(bySum, ...judged);
    gradient = b.op('ConvTranspose', [passed, `weight${l}`], convolution);
  }
  b.op('Mul', [gradient, b.float(2)], {}, '', 'd_images');
  for (const [name, s] of Object.entries(shapes)) outputs[`d_${name}`] = s;
  outputs.d_images = [judged[1] - judged[0], shape.phases, size, size];
  return {
    nodes: b.nodes,
    integers: b.integers,
    floats: b.floats,
    inputs: { images: [images, shape.phases, size, size], target: [batch, 1], ...shapes },
    outputs,
  };
}
