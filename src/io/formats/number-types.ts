const types = {
  u1: Uint8Array,
  i1: Int8Array,
  u2: Uint16Array,
  i2: Int16Array,
  u4: Uint32Array,
  i4: Int32Array,
  u8: BigUint64Array,
  i8: BigInt64Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

/** A type of numbers in files, by NumPy's letters: unsigned, signed or floating, and its bytes. */
export type NumberType = keyof typeof types;

/** Order of the bytes of a number. */
export type ByteOrder = 'little' | 'big';

/** Whether the machine keeps the lowest byte of a number first. */
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Numbers as they are in memory. */
export type Numbers =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** Whether a name is one of the types. */
export function isNumberType(name: string): name is NumberType {
  return Object.hasOwn(types, name);
}

/** Bytes of one number. */
export function bytesOf(type: NumberType): number {
  return types[type].BYTES_PER_ELEMENT;
}

/**
 * Bytes of a file as numbers. 64-bit integers become float64, exact to 2^53.
 * @param bytes - whole numbers from the start of their buffer; they are overwritten where their order is not the
 * machine's.
 */
export function toNumbers(bytes: Uint8Array<ArrayBuffer>, type: NumberType, order: ByteOrder): Numbers {
  const width = bytesOf(type);
  if ((order === 'little') !== littleEndian && width > 1) {
    for (let begin = 0; begin < bytes.length; begin += width) {
      for (let i = begin, j = begin + width - 1; i < j; i++, j--) [bytes[i], bytes[j]] = [bytes[j], bytes[i]];
    }
  }
  const typed = new types[type](bytes.buffer, bytes.byteOffset, bytes.length / width);
  return typed instanceof BigInt64Array || typed instanceof BigUint64Array
    ? Float64Array.from(typed as BigInt64Array, Number)
    : typed;
}

/** Zeros of the type of other numbers - shape [length]. */
export function zerosLike(numbers: Numbers, length: number): Numbers {
  return new (numbers.constructor as new (length: number) => Numbers)(length);
}

/**
 * Samples of 1, 2 or 4 bits, rows padded to whole bytes, to one byte each.
 * @param packed - rows, the leftmost sample in the highest bits - shape [height, ceil(width depth / 8)] - uint8.
 * @returns values - shape [height, width] - uint8.
 */
export function unpackBits(packed: ArrayLike<number>, width: number, height: number, depth: number): Uint8Array {
  const out = new Uint8Array(width * height);
  const rowBytes = Math.ceil((width * depth) / 8);
  const perByte = 8 / depth;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const byte = packed[y * rowBytes + Math.floor(x / perByte)];
      out[i] = (byte >> (8 - depth * ((x % perByte) + 1))) & ((1 << depth) - 1);
    }
  }
  return out;
}
