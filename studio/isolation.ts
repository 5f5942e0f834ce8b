/** Set in this tab when the page was loaded again to become isolated, so that this happens once. */
const tried = 'excursa-isolation-tried';
/** Time after which files are kept where the page is isolated already: the first screen comes first, milliseconds. */
const later = 1500;

/**
 * Lets the page work without its host: a service worker keeps the files, for use offline or when `excursa studio` has
 * ended. On static hosts it also adds the headers that isolate the page, which threads with shared memory need;
 * `excursa studio` sends them itself. Where a browser refuses, the studio computes on one thread.
 */
export async function isolate(): Promise<void> {
  if (!window.isSecureContext || !navigator.serviceWorker || !import.meta.env.PROD) return;
  try {
    if (crossOriginIsolated) await new Promise((resolve) => setTimeout(resolve, later));
    await navigator.serviceWorker.register('./service-worker.js');
    const { active } = await navigator.serviceWorker.ready;
    if (!crossOriginIsolated && !sessionStorage.getItem(tried)) {
      sessionStorage.setItem(tried, 'yes');
      return location.reload();
    }
    active?.postMessage('keep all');
  } catch {
    // One thread and no offline work, but the same results.
  }
}
