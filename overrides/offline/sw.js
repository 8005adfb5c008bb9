{# The service worker. Network first, so a release is seen at once; what was read, and what was kept, when there is none. #}
const NAME = "cg-{{ version }}";
const KEPT = new URL("offline/kept", self.registration.scope).href;
{% if on %}
const CORE = {{ core | script_json }};
const absolute = (path) => new URL(path, self.registration.scope).href;

self.addEventListener("install", (event) => {
  event.waitUntil(store(CORE).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => event.waitUntil(renew()));

self.addEventListener("message", (event) => {
  if (event.data?.read) event.waitUntil(remember(event.data.read));
  if (event.data === "keep") event.waitUntil(keep((done, all) => event.source.postMessage({ done, all })));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(self.registration.scope)) return;
  if (request.headers.has("range")) return;
  event.respondWith(answer(request));
});

async function answer(request) {
  try {
    // "no-cache" asks the host whether a stored copy still holds, so no page outlives a release. A navigation can not
    // be asked for with options, so its address is asked for instead, and a redirect is passed on as one.
    const navigates = request.mode === "navigate";
    const response = await fetch(navigates ? request.url : request, { cache: "no-cache" });
    if (navigates && response.redirected) return Response.redirect(response.url);
    if (response.ok && response.type === "basic") (await caches.open(NAME)).put(plain(request.url), response.clone());
    return response;
  } catch (error) {
    const found = await (await caches.open(NAME)).match(plain(request.url));
    if (found) return found;
    if (request.mode !== "navigate") throw error;
    return (await caches.match(absolute("404.html"))) ?? Response.error();
  }
}

// Filters and queries live in the address but change nothing in the file.
function plain(url) {
  return url.split(/[?#]/)[0];
}

async function store(paths, report = () => {}) {
  const cache = await caches.open(NAME);
  let done = 0;
  const queue = [...paths];
  const worker = async () => {
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      const response = await fetch(absolute(path), { cache: "no-cache" });
      if (response.ok) await cache.put(absolute(path), response);
      report(++done, paths.length);
    }
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}

// The first page was read before there was a worker: what it is made of is taken from the browser's own cache.
async function remember(addresses) {
  const cache = await caches.open(NAME);
  for (const address of new Set(addresses.map(plain))) {
    if (!address.startsWith(self.registration.scope) || (await cache.match(address))) continue;
    const response = await fetch(address);
    if (response.ok) await cache.put(address, response);
  }
}

async function keep(report) {
  const list = await (await fetch(absolute("offline/files.json"), { cache: "no-cache" })).json();
  await store(list, report);
  await (await caches.open(NAME)).put(KEPT, new Response("yes"));
  report(list.length, list.length);
}

async function renew() {
  const old = (await caches.keys()).filter((name) => name.startsWith("cg-") && name !== NAME);
  const kept = (await Promise.all(old.map(async (name) => (await caches.open(name)).match(KEPT)))).some(Boolean);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
  if (kept) await keep(() => {});
}
{% else %}
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("cg-")) await caches.delete(name);
  await self.registration.unregister();
})()));
{% endif %}
