/** The project as the page shows it: read by all parts, changed in one place, kept in the browser. */
import { forgetProject, type Kept, keepProject, keptProject, otherProject } from './keep.ts';
import { emptyProject, type Project } from './project.ts';

/** Rest after a change until it is kept, milliseconds. */
const rest = 300;
/** What took time to get: it is kept at once. */
const results = [
  ...([
    'maps',
    'grey',
    'measured',
    'calibrated',
    'checked',
    'compared',
    'nearer',
    'volumeMeasured',
    'transport',
    'flow',
  ] as const),
];

class Store {
  #now = $state.raw<Project>(emptyProject);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether the project that was kept has been looked for. */
  ready = $state(false);
  /** Whether the browser keeps the project. */
  kept = $state(true);
  /** Whether this tab keeps a project beside the one of another tab. */
  isSecond = $state(false);
  /** How many projects are kept that no tab shows. */
  others = $state(0);

  get now(): Project {
    return this.#now;
  }

  /** Changes parts of the project. */
  change(parts: Partial<Project>): void {
    this.#now = { ...this.#now, ...parts };
    clearTimeout(this.#timer);
    if (results.some((name) => parts[name] !== undefined)) void this.#keep();
    else this.#timer = setTimeout(() => void this.#keep(), rest);
  }

  async #keep(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.kept = await keepProject(this.#now);
  }

  /**
   * Changes parts of the project where what they were computed from is still there: meanwhile other images may have been
   * opened. @returns whether it did.
   */
  changeIf(was: Partial<Project>, parts: Partial<Project>): boolean {
    const isSame = Object.entries(was).every(([name, value]) => this.#now[name as keyof Project] === value);
    if (isSame) this.change(parts);
    return isSame;
  }

  #takeUp({ project, isSecond, others }: Kept): void {
    this.#now = { ...emptyProject, ...project };
    this.isSecond = isSecond;
    this.others = others;
  }

  /** Takes up what was kept. */
  async begin(): Promise<void> {
    this.#takeUp(await keptProject());
    this.ready = true;
    // What was changed last is kept also where the page is left at once.
    const keepNow = (): void => {
      if (this.#timer !== undefined) void this.#keep();
    };
    addEventListener('pagehide', keepNow);
    // The last event that a tablet is sure to send.
    document.addEventListener('visibilitychange', keepNow);
  }

  /** Takes up another project that is kept; this one stays kept. */
  async turnToOther(): Promise<void> {
    await this.#keep();
    this.#takeUp(await otherProject());
  }

  /** Clears everything. */
  async clear(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#now = emptyProject;
    await forgetProject();
  }
}

export const store = new Store();
