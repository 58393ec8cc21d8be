// The first script of every page: from here on nothing that came from outside can give all objects a field (OWASP ASVS 15.3.6).
// ECharts gives plain objects a constructor of their own; where there is a frozen one, that would be forbidden.
Object.defineProperty(Object.prototype, 'constructor', {
  get: () => Object,
  set(value) {
    Object.defineProperty(this, 'constructor', { value, writable: true, enumerable: true, configurable: true })
  },
})
for (const kind of [Object, Array, Function]) Object.freeze(kind.prototype)
