import { channelSizes, leak, type NetworkShape, normShapes, norms, weightShapes } from './network.ts';
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

  /** Mean over the batch and the pixels, of every channel. */
  channelMean(values: string, axes: readonly number[]): string {
    return this.op('ReduceMean', [values], { axes: { ints: axes } });
  }

  float(value: number): string {
    const name = `f${value}`;
    this.floats[name] = { shape: [1], values: [value] };
    return name;
  }
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

/** Images of a graph. */
export interface GraphRequest {
  readonly batch: number;
  /** Edge of the images, pixels. */
  readonly size: number;
}

/** What a channel's variance has at least. */
const leastVariance = 1e-8;
/** Axes that statistics of the channels are taken over: of convolutions, and of means over the pixels. */
const [overImages, overMeans] = [[0, 2, 3], [0]] as const;

/** Values with mean 0 and variance 1 in every channel, and the way back for gradients. */
interface Normalised {
  readonly values: string;
  readonly adjoint: (gradient: string) => string;
}

/** How a graph normalises a place of the network, named by `norm`. */
type Normalise = (values: string, norm: string, axes: readonly number[]) => Normalised;

/** By the statistics of the batch, which become outputs; gradients know of them. */
const byBatch =
  (b: GraphBuilder): Normalise =>
  (values, norm, axes) => {
    const mean = b.channelMean(values, axes);
    const centred = b.op('Sub', [values, mean]);
    const variance = b.op('Add', [b.channelMean(b.op('Mul', [centred, centred]), axes), b.float(leastVariance)]);
    const factor = b.op('Reciprocal', [b.op('Sqrt', [variance])]);
    b.op('Reshape', [mean, b.whole(-1)], {}, '', `centre.${norm}`);
    b.op('Reshape', [factor, b.whole(-1)], {}, '', `factor.${norm}`);
    const normed = b.op('Mul', [centred, factor]);
    const adjoint = (gradient: string): string => {
      const along = b.op('Mul', [normed, b.channelMean(b.op('Mul', [gradient, normed]), axes)]);
      const free = b.op('Sub', [b.op('Sub', [gradient, b.channelMean(gradient, axes)]), along]);
      return b.op('Mul', [free, factor]);
    };
    return { values: normed, adjoint };
  };

/** By statistics that are given: images do not know of each other. */
const byInputs =
  (b: GraphBuilder, shape: NetworkShape): Normalise =>
  (values, norm, axes) => {
    const form = b.whole(...(axes.length === 1 ? [1, norms(shape)[norm]] : [1, norms(shape)[norm], 1, 1]));
    const [centre, factor] = ['centre', 'factor'].map((name) => b.op('Reshape', [`${name}.${norm}`, form]));
    return {
      values: b.op('Mul', [b.op('Sub', [values, centre]), factor]),
      adjoint: (gradient) => b.op('Mul', [gradient, factor]),
    };
  };

const convolution = { strides: { ints: [2, 2] }, pads: { ints: [1, 1, 1, 1] }, kernel_shape: { ints: [4, 4] } };

/** The network from images to logits, and what its backward pass needs. */
function forward(b: GraphBuilder, shape: NetworkShape, { batch }: GraphRequest, normalise: Normalise) {
  const sizes = channelSizes[shape.channels];
  const inputs = [b.op('Sub', [b.op('Mul', ['images', b.float(2)]), b.float(1)])];
  const layers = sizes.map((out, l) => {
    const normed = normalise(b.op('Conv', [inputs[l], `weight${l}`], convolution), `${l}`, overImages);
    const sum = b.op('Add', [normed.values, b.op('Reshape', [`bias${l}`, b.whole(1, out, 1, 1)])]);
    inputs.push(b.op('LeakyRelu', [sum], { alpha: { float: leak } }));
    return { sum, normed };
  });
  const last = sizes[sizes.length - 1];
  const pooled = b.op('ReduceMean', [inputs[sizes.length]], { axes: { ints: [2, 3] } });
  const means = normalise(b.op('Reshape', [pooled, b.whole(batch, last)]), 'pool', overMeans);
  b.op('Add', [b.op('MatMul', [means.values, 'linear']), 'offset'], {}, '', 'logits');
  return { inputs, layers, means };
}

/**
 * From the gradients of logits - shape [batch, 1] - back through the layers.
 * @param onLayer - sees the gradients of a layer's sums and of its convolution. @returns the gradient of the first
 * layer's convolution.
 */
function backward(
  b: GraphBuilder,
  shape: NetworkShape,
  { batch, size }: GraphRequest,
  { layers, means }: ReturnType<typeof forward>,
  slope: string,
  onLayer: (l: number, bySum: string, byConvolution: string) => void = () => undefined,
): string {
  const sizes = channelSizes[shape.channels];
  const last = sizes.length - 1;
  const edge = size >> sizes.length;
  const byMeans = means.adjoint(b.op('MatMul', [slope, b.op('Transpose', ['linear'], { perm: { ints: [1, 0] } })]));
  // The mean spreads its gradient evenly over the pixels; broadcasting does the spreading.
  let gradient = b.op('Reshape', [b.op('Mul', [byMeans, b.float(1 / edge ** 2)]), b.whole(batch, sizes[last], 1, 1)]);
  for (let l = last; ; l--) {
    const { sum, normed } = layers[l];
    const positive = b.op('Greater', [sum, b.float(0)]);
    const bySum = b.op('Mul', [gradient, b.op('Where', [positive, b.float(1), b.float(leak)])]);
    const byConvolution = normed.adjoint(bySum);
    onLayer(l, bySum, byConvolution);
    if (l === 0) return byConvolution;
    gradient = b.op('ConvTranspose', [byConvolution, `weight${l}`], convolution);
  }
}

const imagesShape = ({ phases }: NetworkShape, { batch, size }: GraphRequest) => [batch, phases, size, size];

/**
 * The network, its cross-entropy and the backward pass to its weights as one graph. Channels are normalised by the mean
 * and variance of the batch after every convolution, and once more after the mean over the pixels: textures differ by
 * little there, and without it hundreds of steps pass before anything is learned.
 *
 * Inputs: `images` [batch, phases, size, size], `target` [batch, 1] (1 for real, 0 for generated) and the weights by
 * name. Outputs: `loss` [1], the mean over the batch; `logits` [batch, 1]; `d_<weight>`, gradients of the loss; and
 * `centre.<norm>`, `factor.<norm>`, by which channels were normalised.
 * @source ioffe2015
 */
export function learningGraph(shape: NetworkShape, request: GraphRequest): Graph {
  const { batch, size } = request;
  const b = new GraphBuilder();
  const pass = forward(b, shape, request, byBatch(b));
  // Softplus(z) - t z; its slope in z is sigmoid(z) - t.
  const values = b.op('Sub', [b.op('Softplus', ['logits']), b.op('Mul', ['target', 'logits'])]);
  b.op('Reshape', [b.op('ReduceMean', [values], { axes: { ints: [0, 1] } }), b.whole(1)], {}, '', 'loss');
  const slope = b.op('Mul', [b.op('Sub', [b.op('Sigmoid', ['logits']), 'target']), b.float(1 / batch)]);
  b.op('Gemm', [pass.means.values, slope], { transA: { int: 1 } }, '', 'd_linear');
  b.op('ReduceSum', [slope, b.whole(0)], { keepdims: { int: 0 } }, '', 'd_offset');
  const sizes = channelSizes[shape.channels];
  backward(b, shape, request, pass, slope, (l, bySum, byConvolution) => {
    b.op('ReduceSum', [bySum, b.whole(0, 2, 3)], { keepdims: { int: 0 } }, '', `d_bias${l}`);
    const channels = l === 0 ? shape.phases : sizes[l - 1];
    weightGradient(b, pass.inputs[l], byConvolution, [batch, channels, sizes[l], size >> (l + 1)], `d_weight${l}`);
  });
  const shapes = weightShapes(shape);
  const gradients = Object.fromEntries(Object.entries(shapes).map(([name, dims]) => [`d_${name}`, dims]));
  return {
    ...{ nodes: b.nodes, integers: b.integers, floats: b.floats },
    inputs: { images: imagesShape(shape, request), target: [batch, 1], ...shapes },
    outputs: { loss: [1], logits: [batch, 1], ...gradients, ...normShapes(shape) },
  };
}

/**
 * The network with given normalisation as one graph: the logits of images that do not know of each other, and the
 * gradient of each by its own pixels.
 *
 * Inputs: `images` [batch, phases, size, size], the weights by name, `centre.<norm>` and `factor.<norm>`. Outputs:
 * `logits` [batch, 1] and `d_images`, shaped as the images.
 */
export function judgingGraph(shape: NetworkShape, request: GraphRequest): Graph {
  const b = new GraphBuilder();
  const pass = forward(b, shape, request, byInputs(b, shape));
  const ones = `ones${request.batch}`;
  b.floats[ones] = { shape: [request.batch, 1], values: new Array<number>(request.batch).fill(1) };
  const first = backward(b, shape, request, pass, ones);
  b.op('Mul', [b.op('ConvTranspose', [first, 'weight0'], convolution), b.float(2)], {}, '', 'd_images');
  return {
    ...{ nodes: b.nodes, integers: b.integers, floats: b.floats },
    inputs: { images: imagesShape(shape, request), ...weightShapes(shape), ...normShapes(shape) },
    outputs: { logits: [request.batch, 1], d_images: imagesShape(shape, request) },
  };
}
