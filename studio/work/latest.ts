/**
 * Work that is carried out once at a time. Of what is asked for meanwhile only the last is done, as all before it is out
 * of date then.
 */
export class Latest {
  #isAtWork = false;
  #next: (() => Promise<void>) | undefined;

  /** Whether something was asked for since the work began: its result is out of date. */
  get isOutdated(): boolean {
    return this.#next !== undefined;
  }

  /** Does the work now, or when what is being done has ended and nothing else was asked for since. */
  async do(work: () => Promise<void>): Promise<void> {
    if (this.#isAtWork) {
      this.#next = work;
      return;
    }
    this.#isAtWork = true;
    try {
      await work();
    } finally {
      this.#isAtWork = false;
      const next = this.#next;
      this.#next = undefined;
      if (next) await this.do(next);
    }
  }
}
