import protobuf from 'protobufjs';

/**
 * The part of the ONNX format that a computation graph of float tensors needs, written with a protobuf library.
 * @source https://github.com/onnx/onnx/blob/main/onnx/onnx.proto (field numbers)
 */

/** Attribute of a node: a number, whole numbers, or a text. */
export type Attribute = { readonly int: number } | { readonly float: number } | { readonly ints: readonly number[] };

/** One operation. `domain` is empty for standard operators. */
export interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: string;
}

/** A graph of operations with named inputs and outputs of fixed shape, all float32. */
export interface Graph {
  readonly nodes: readonly Node[];
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  /** Constant tensors of whole numbers (shapes, axes) and of floats. */
  readonly integers: Readonly<Record<string, readonly number[]>>;
  readonly floats: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>>;
}

const attributeTypes = { float: 1, int: 2, ints: 7 } as const;
const [floatType, integerType] = [1, 7];

const field = (type: string, id: number, rule?: 'repeated') => ({ type, id, ...(rule && { rule }) });

const root = protobuf.Root.fromJSON({
  nested: {
    OperatorSetId: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    Dimension: { fields: { dimValue: field('int64', 1) } },
    Shape: { fields: { dim: field('Dimension', 1, 'repeated') } },
    TensorType: { fields: { elemType: field('int32', 1), shape: field('Shape', 2) } },
    Type: { fields: { tensorType: field('TensorType', 1) } },
    ValueInfo: { fields: { name: field('string', 1), type: field('Type', 2) } },
    Tensor: {
      fields: {
        dims: field('int64', 1, 'repeated'),
        dataType: field('int32', 2),
        floatData: { ...field('float', 4, 'repeated'), options: { packed: true } },
        int64Data: { ...field('int64', 7, 'repeated'), options: { packed: true } },
        name: field('string', 8),
      },
    },
    Attribute: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        ints: field('int64', 8, 'repeated'),
        type: field('int32', 20),
      },
    },
    Node: {
      fields: {
        input: field('string', 1, 'repeated'),
        output: field('string', 2, 'repeated'),
        name: field('string', 3),
        opType: field('string', 4),
        attribute: field('Attribute', 5, 'repeated'),
        domain: field('string', 7),
      },
    },
    Graph: {
      fields: {
        node: field('Node', 1, 'repeated'),
        name: field('string', 2),
        initializer: field('Tensor', 5, 'repeated'),
        input: field('ValueInfo', 11, 'repeated'),
        output: field('ValueInfo', 12, 'repeated'),
      },
    },
    Model: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        graph: field('Graph', 7),
        opsetImport: field('OperatorSetId', 8, 'repeated'),
      },
    },
  },
});

const valueInfo = ([name, shape]: [string, readonly number[]]) => ({
  name,
  type: { tensorType: { elemType: floatType, shape: { dim: shape.map((dimValue) => ({ dimValue })) } } },
});

/** The bytes of an ONNX model with this graph. */
export function encodeModel(graph: Graph): Uint8Array {
  const Model = root.lookupType('Model');
  const message = {
    irVersion: 8,
    producerName: 'excursa',
    opsetImport: [
      { domain: '', version: 17 },
      { domain: 'com.microsoft', version: 1 },
    ],
    graph: {
      name: 'discriminator',
      node: graph.nodes.map(({ op, inputs, outputs, attributes = {}, domain = '' }, i) => ({
        name: `${op}-${i}`,
        opType: op,
        domain,
        input: [...inputs],
        output: [...outputs],
        attribute: Object.entries(attributes).map(([name, value]) =>
          'int' in value
            ? { name, type: attributeTypes.int, i: value.int }
            : 'float' in value
              ? { name, type: attributeTypes.float, f: value.float }
              : { name, type: attributeTypes.ints, ints: [...value.ints] },
        ),
      })),
      initializer: [
        ...Object.entries(graph.integers).map(([name, values]) => ({
          name,
          dims: [values.length],
          dataType: integerType,
          int64Data: [...values],
        })),
        ...Object.entries(graph.floats).map(([name, { shape, values }]) => ({
          name,
          dims: [...shape],
          dataType: floatType,
          floatData: [...values],
        })),
      ],
      input: Object.entries(graph.inputs).map(valueInfo),
      output: Object.entries(graph.outputs).map(valueInfo),
    },
  };
  const problem = Model.verify(message);
  if (problem) throw new RangeError(`onnx model: ${problem}`);
  return Model.encode(Model.create(message)).finish();
}
