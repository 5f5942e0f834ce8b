/**
 * Where a calibration keeps what it can go on from, by name: files of a folder, entries of a database, or memory. A
 * name may hold slashes.
 */
export interface CheckpointStore {
  /** Bytes that were written under a name; undefined where none were. */
  readonly read: (name: string) => Promise<Uint8Array | undefined>;
  /** Writes all or nothing. */
  readonly write: (name: string, bytes: Uint8Array) => Promise<void>;
  /**
   * Cuts what is there to a length in bytes and adds to it. Not atomic: what a kill leaves half written is cut by the
   * next.
   */
  readonly extend: (name: string, length: number, bytes: Uint8Array) => Promise<void>;
}

/** Names under which a calibration writes to its store. */
export const checkpointNames = {
  log: 'log.jsonl',
  checkpoint: 'checkpoint.safetensors',
  exactFit: 'exact-fit.json',
} as const;

/**
 * A store in memory: as long as it is kept, a calibration that was stopped goes on from it.
 * @example
 * import { memoryStore } from 'excursa';
 * // As `store` of a calibration that trains: stopped, it goes on from what the store holds.
 * const store = memoryStore();
 * await store.write('log.jsonl', Uint8Array.of(1, 2));
 * await store.extend('log.jsonl', 1, Uint8Array.of(3));
 * console.log(Array.from(await store.read('log.jsonl'))); // [ 1, 3 ]
 */
export function memoryStore(): CheckpointStore {
  const kept = new Map<string, Uint8Array>();
  return {
    read: async (name) => kept.get(name)?.slice(),
    write: async (name, bytes) => void kept.set(name, bytes.slice()),
    extend: async (name, length, bytes) => {
      const old = kept.get(name)?.subarray(0, length) ?? new Uint8Array();
      const joined = new Uint8Array(old.length + bytes.length);
      joined.set(old);
      joined.set(bytes, old.length);
      kept.set(name, joined);
    },
  };
}

/** Part of a store: its names begin with a folder's. */
export const storeWithin = (store: CheckpointStore, folder: string): CheckpointStore => ({
  read: (name) => store.read(`${folder}/${name}`),
  write: (name, bytes) => store.write(`${folder}/${name}`, bytes),
  extend: (name, length, bytes) => store.extend(`${folder}/${name}`, length, bytes),
});

/** A JSON file of a store, if it is there. */
export async function readJson<T>(store: CheckpointStore, name: string): Promise<T | undefined> {
  const bytes = await store.read(name);
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as T);
}

/** Writes a JSON file into a store. */
export const writeJson = (store: CheckpointStore, name: string, content: unknown): Promise<void> =>
  store.write(name, new TextEncoder().encode(`${JSON.stringify(content, null, 1)}\n`));
