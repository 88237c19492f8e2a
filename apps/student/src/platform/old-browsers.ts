/** What Chrome 64 – 68 lack of the little that we use (docs/adr/0007-student-app-small-and-plain.md). */
if (!Array.prototype.flatMap) {
  Object.defineProperty(Array.prototype, 'flatMap', {
    configurable: true,
    writable: true,
    value: function flatMap<T, U>(this: T[], each: (value: T, index: number, all: T[]) => U | readonly U[]): U[] {
      return ([] as U[]).concat(...(this.map(each) as (U | U[])[]))
    },
  })
}
