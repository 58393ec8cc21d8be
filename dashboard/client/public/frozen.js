// First script of every page. Freezes Object.prototype against prototype pollution (OWASP ASVS 15.3.6).
// ECharts assigns `constructor` to plain objects, which a frozen property of the prototype would forbid.
Object.defineProperty(Object.prototype, 'constructor', {
  get: () => Object,
  set(value) {
    Object.defineProperty(this, 'constructor', { value, writable: true, enumerable: true, configurable: true })
  },
})
for (const kind of [Object, Array, Function]) Object.freeze(kind.prototype)
