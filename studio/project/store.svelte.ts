/** The project as the page shows it: read by all parts, changed in one place, kept in the browser. */
import { forgetProject, keepProject, keptProject } from './keep.ts';
import { emptyProject, type Project } from './project.ts';

/** Rest after a change until it is kept, milliseconds. */
const rest = 300;

class Store {
  #now = $state.raw<Project>(emptyProject);
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether the project that was kept has been looked for. */
  ready = $state(false);
  /** Whether the browser keeps the project. */
  kept = $state(true);

  get now(): Project {
    return this.#now;
  }

  /** Changes parts of the project. */
  change(parts: Partial<Project>): void {
    this.#now = { ...this.#now, ...parts };
    clearTimeout(this.#timer);
    this.#timer = setTimeout(async () => {
      this.kept = await keepProject(this.#now);
    }, rest);
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

  /** Takes up what was kept. */
  async begin(): Promise<void> {
    const old = await keptProject();
    if (old) this.#now = { ...emptyProject, ...old };
    this.ready = true;
  }

  /** Clears everything. */
  async clear(): Promise<void> {
    clearTimeout(this.#timer);
    this.#now = emptyProject;
    await forgetProject();
  }
}

export const store = new Store();
