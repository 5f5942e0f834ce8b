/** Set in this tab when the page was loaded again to become isolated, so that this happens once. */
const tried = 'excursa-isolation-tried';

/**
 * Lets static hosts isolate the page, which threads with shared memory need, and work offline: a service worker adds
 * the headers and keeps the files. `excursa studio` sends the headers itself and needs none. Where a browser refuses,
 * the studio computes on one thread.
 */
export async function isolate(): Promise<void> {
  if (crossOriginIsolated && !navigator.serviceWorker?.controller) return;
  if (!window.isSecureContext || !navigator.serviceWorker || !import.meta.env.PROD) return;
  try {
    await navigator.serviceWorker.register('./service-worker.js');
    await navigator.serviceWorker.ready;
    if (crossOriginIsolated || sessionStorage.getItem(tried)) return;
    sessionStorage.setItem(tried, 'yes');
    location.reload();
  } catch {
    // One thread and no offline work, but the same results.
  }
}
