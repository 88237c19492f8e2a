// Service worker: keeps the app's own files (never an API reply) so that the app opens without a network.
// What one student saw is kept by the app in her own store, not here: this cache is shared by all users of the phone.
const VERSION = '__VERSION__'
const FILES = ['__FILES__']
const PREFIX = 'zx-student-'
const ROOT = '/student/'
// What guides a person before the camera: fetched when first used, kept apart because it outlives a build.
const GUIDE = '/student/face/'
const GUIDE_CACHE = 'zx-face-1'

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(PREFIX + VERSION)
      .then((cache) => cache.addAll(FILES.map((f) => ROOT + f)))
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  // One older build is kept: a page that is still open may need its lazy parts.
  event.waitUntil(
    caches
      .keys()
      .then((keys) => keys.filter((k) => k.indexOf(PREFIX) === 0 && k !== PREFIX + VERSION))
      .then((old) => Promise.all(old.slice(0, -1).map((k) => caches.delete(k))))
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('fetch', (event) => {
  const request = event.request
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (url.pathname.indexOf(ROOT) !== 0) return
  if (url.pathname.indexOf(GUIDE) === 0 && /\.(js|json|bin|wasm)$/.test(url.pathname)) {
    event.respondWith(
      caches.open(GUIDE_CACHE).then((cache) =>
        cache.match(request).then(
          (hit) =>
            hit ||
            fetch(request).then((reply) => {
              if (reply.ok) cache.put(request, reply.clone())
              return reply
            }),
        ),
      ),
    )
    return
  }
  if (request.mode === 'navigate') {
    event.respondWith(
      caches.open(PREFIX + VERSION).then((cache) => cache.match(ROOT).then((page) => page || fetch(request))),
    )
    return
  }
  event.respondWith(caches.match(request).then((hit) => hit || fetch(request)))
})
