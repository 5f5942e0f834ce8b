/** The project in the browser's own database, so that it is there again after the page was closed. */
import type { Project } from './project.ts';

const [database, table, key] = ['excursa-studio', 'projects', 'current'];

const opened = (): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(table);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function inTable<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const base = await opened();
  try {
    return await new Promise((resolve, reject) => {
      const request = ask(base.transaction(table, mode).objectStore(table));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    base.close();
  }
}

/** The project that was kept; undefined where there is none, or this browser keeps nothing. */
export const keptProject = (): Promise<Project | undefined> =>
  inTable<Project | undefined>('readonly', (store) => store.get(key)).catch(() => undefined);

/** Largest twin that is kept, voxels: larger ones are drawn again when they are wanted. */
const largestKept = 2 ** 24;

/** Keeps a project in place of the one before. @returns whether the browser took it. */
export const keepProject = (project: Project): Promise<boolean> =>
  inTable('readwrite', (store) => {
    const isLarge = (project.drawn?.map.data.length ?? 0) > largestKept;
    return store.put(isLarge ? { ...project, drawn: undefined } : project, key);
  }).then(
    () => true,
    () => false,
  );

/** Forgets the project. */
export const forgetProject = (): Promise<unknown> =>
  inTable('readwrite', (store) => store.delete(key)).catch(() => undefined);
