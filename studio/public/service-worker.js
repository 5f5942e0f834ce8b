// Adds the headers that isolate a page, which static hosts cannot send, and keeps the files for use without a network.
// After coi-serviceworker by Guido Zuidhof (MIT), https://github.com/gzuidhof/coi-serviceworker.
const kept = 'excursa-studio';

self.addEventListener('install', () => self.skipWaiting());
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

/** An answer with the headers of an isolated page. */
function isolated(answer) {
  if (answer.status === 0) return answer;
  const headers = new Headers(answer.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

/** The newest file where there is a network, else the one that was kept. */
async function answer(request) {
  const files = await caches.open(kept);
  try {
    const found = await fetch(request);
    if (found.ok) await files.put(request, found.clone());
    return isolated(found);
  } catch (error) {
    const old = await files.match(request, { ignoreSearch: true });
    if (old) return isolated(old);
    throw error;
  }
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});
