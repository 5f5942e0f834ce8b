/**
 * Projects in the browser's own database, so that they are there again after the page was closed. Each tab keeps one of
 * its own, on a place that it holds as long as it is open.
 */
import { claimsOf, type Release } from './claims.ts';
import type { Project } from './project.ts';

const [database, table, first] = ['excursa-studio', 'projects', 'current'];
/** Most projects that are kept; further tabs keep none. */
const most = 16;
const places: readonly string[] = [first, ...Array.from({ length: most - 1 }, (_, i) => `tab ${i + 2}`)];
/** Where this tab remembers its place when it is loaded again. */
const remembered = 'excursa-studio-place';

/** The database, which stays open: a page that is left has no time to open it. */
let base: Promise<IDBDatabase> | undefined;

const opened = (): Promise<IDBDatabase> =>
  new Promise((resolve, reject) => {
    const request = indexedDB.open(database, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(table);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/**
 * Asks the table for something. What was read counts as soon as it is there, since a browser may state the end of a
 * transaction before a large value has arrived; what was written counts at that end.
 */
async function inTable<T>(
  mode: IDBTransactionMode,
  ask: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  base ??= opened();
  try {
    const transaction = (await base).transaction(table, mode);
    return await new Promise((resolve, reject) => {
      const request = ask(transaction.objectStore(table));
      request.onerror = () => reject(request.error);
      transaction.onabort = () => reject(transaction.error);
      if (mode === 'readonly') {
        request.onsuccess = () => resolve(request.result);
        return;
      }
      transaction.oncomplete = () => resolve(undefined);
      // A page that is left has no time to wait.
      transaction.commit();
    });
  } catch (error) {
    // The browser may have closed it; the next one opens it again.
    base = undefined;
    throw error;
  }
}

/** The place that this tab has, with what gives it free; undefined where this tab keeps nothing. */
let own: { readonly place: string; readonly release: Release } | undefined;

const claims = claimsOf(database);
const nameOf = (place: string): string => `${database} ${place}`;

/**
 * Takes a place for this tab, where no other tab has it.
 * @param patience - time to wait for it: a page that is loaded again may still hold it, milliseconds.
 */
async function take(place: string, patience = 0): Promise<boolean> {
  const release = await claims.hold(nameOf(place), patience);
  if (!release) return false;
  own?.release();
  own = { place, release };
  sessionStorage.setItem(remembered, place);
  return true;
}

/** Places that hold a project and that no tab has, the usual one first. */
async function unclaimed(): Promise<string[]> {
  const kept = ((await inTable('readonly', (store) => store.getAllKeys())) ?? []).map(String);
  const busy = await claims.held();
  return places.filter((place) => kept.includes(place) && !busy.includes(nameOf(place)));
}

const projectAt = (place: string): Promise<Project | undefined> =>
  inTable<Project | undefined>('readonly', (store) => store.get(place));

/** What this tab has of what the browser keeps. */
export interface Kept {
  readonly project: Project | undefined;
  /** Whether another tab has the usual place. */
  readonly isSecond: boolean;
  /** How many projects are kept that no tab shows. */
  readonly others: number;
}

const nothing: Kept = { project: undefined, isSecond: false, others: 0 };

const keptHere = async (): Promise<Kept> => ({
  project: own && (await projectAt(own.place)),
  isSecond: own?.place !== first,
  others: (await unclaimed()).length,
});

/** The project of this tab: the one that it had, else the first that no other tab has. */
export async function keptProject(): Promise<Kept> {
  try {
    const before = sessionStorage.getItem(remembered);
    // A copy of a tab remembers the place of the other one, which never becomes free.
    if (!(before && (await take(before, 500)))) {
      for (const place of places) if (await take(place)) break;
    }
    return await keptHere();
  } catch {
    // This browser keeps nothing.
    return nothing;
  }
}

/** The next project that no tab shows, in place of this tab's own, which stays kept. */
export async function otherProject(): Promise<Kept> {
  const before = own?.place ?? first;
  const free = await unclaimed();
  // Those behind the own one first, so that all of them come in turn.
  const behind = free.filter((place) => places.indexOf(place) > places.indexOf(before));
  for (const place of new Set([...behind, ...free])) if (await take(place)) break;
  return keptHere();
}

/** Largest twin that is kept, voxels: larger ones are drawn again when they are wanted. */
const largestKept = 2 ** 24;

/** Keeps a project in place of the one before. @returns whether the browser took it. */
export async function keepProject(project: Project): Promise<boolean> {
  const place = own?.place;
  if (!place) return false;
  const isLarge = (project.drawn?.map.data.length ?? 0) > largestKept;
  const kept = isLarge ? { ...project, drawn: undefined } : project;
  return inTable('readwrite', (store) => store.put(kept, place)).then(
    () => true,
    () => false,
  );
}

/** Forgets the project of this tab. */
export async function forgetProject(): Promise<void> {
  const place = own?.place;
  if (place) await inTable('readwrite', (store) => store.delete(place)).catch(() => undefined);
}
