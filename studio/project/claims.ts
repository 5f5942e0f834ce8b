/**
 * Which tab has what: a name that a tab holds as long as it is open, and that no other tab has meanwhile. By Web Locks;
 * on pages without them, those of hosts without encryption, the tabs ask each other over a channel.
 */

/** Gives a name free. */
export type Release = () => void;

/** How tabs share names. */
interface Claims {
  /** Holds a name. @param patience - time to wait for it, milliseconds. @returns undefined where another tab has it. */
  readonly hold: (name: string, patience: number) => Promise<Release | undefined>;
  /** Names that tabs hold. */
  readonly held: () => Promise<readonly string[]>;
}

const byLocks = (locks: LockManager): Claims => ({
  hold: (name, patience) =>
    new Promise((resolve) => {
      const options = patience > 0 ? { signal: AbortSignal.timeout(patience) } : { ifAvailable: true };
      const keep = (lock: Lock | null): Promise<void> | undefined => {
        if (lock) return new Promise((release) => resolve(release));
        resolve(undefined);
        return undefined;
      };
      locks.request(name, options, keep).catch(() => resolve(undefined));
    }),
  held: async () => ((await locks.query()).held ?? []).map(({ name }) => name ?? ''),
});

/** What tabs tell each other: a question for all names, those that a tab has, or one that it wants. */
type Word =
  | { readonly asks: string }
  | { readonly answers: string; readonly names: readonly string[] }
  | { readonly wants: string; readonly by: string };

/** Time in which a tab answers, milliseconds. */
const answerTime = 120;

function byChannel(name: string): Claims {
  const channel = new BroadcastChannel(name);
  const self = Math.random().toString(36);
  const own = new Set<string>();
  const wanted = new Set<string>();
  const heard = new Set<string>();
  const say = (word: Word): void => channel.postMessage(word);
  channel.onmessage = ({ data }: MessageEvent<Word>) => {
    if ('asks' in data) say({ answers: data.asks, names: [...own] });
    else if ('answers' in data) for (const held of data.answers === self ? data.names : []) heard.add(held);
    // Of two tabs that want the same at once the one with the smaller number has it.
    else if (own.has(data.wants) || (wanted.has(data.wants) && self < data.by)) {
      say({ answers: data.by, names: [data.wants] });
    }
  };
  const wait = (time: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, time));
  const held = async (): Promise<readonly string[]> => {
    heard.clear();
    say({ asks: self });
    await wait(answerTime);
    return [...heard, ...own];
  };
  const hold = async (name: string): Promise<Release | undefined> => {
    heard.delete(name);
    wanted.add(name);
    say({ wants: name, by: self });
    await wait(answerTime);
    wanted.delete(name);
    if (heard.has(name)) return undefined;
    own.add(name);
    return () => own.delete(name);
  };
  return {
    held,
    // Tabs that close have no time to say so: they merely do not answer.
    hold: async (name, patience) => (await hold(name)) ?? (patience > 0 ? hold(name) : undefined),
  };
}

/** How this browser's tabs share names. @param channel - by which they ask each other without locks. */
export const claimsOf = (channel: string): Claims => (navigator.locks ? byLocks(navigator.locks) : byChannel(channel));
