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

/** Keeps all files of this version, also of steps that were not gone to, and forgets those of others. */
async function keepAll() {
  const { scope } = self.registration;
  const found = await fetch(new URL('files.json', scope), { cache: 'no-cache' });
  if (!found.ok) return;
  const wanted = new Set((await found.json()).map((name) => new URL(name, scope).href));
  const files = await caches.open(kept);
  const there = new Set((await files.keys()).map(({ url }) => url));
  for (const url of wanted) if (!there.has(url)) await files.add(url);
  for (const url of there) if (!wanted.has(url)) await files.delete(url);
}

// Without a network nothing more can be kept.
self.addEventListener('message', (event) => event.waitUntil(keepAll().catch(() => undefined)));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  if (request.method !== 'GET' || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(answer(request));
});
