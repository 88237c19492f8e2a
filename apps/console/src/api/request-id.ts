/** UUID v4. `crypto.randomUUID` is absent on plain-http intranet addresses, so random bytes are the fallback. */
export function newRequestId(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID()
  const b = crypto.getRandomValues(new Uint8Array(16))
  b[6] = ((b[6] ?? 0) & 0x0f) | 0x40
  b[8] = ((b[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

const print = (x: unknown): unknown => {
  if (x instanceof File) return { name: x.name, size: x.size, at: x.lastModified }
  if (Array.isArray(x)) return x.map(print)
  if (typeof x !== 'object' || x === null) return x
  return Object.fromEntries(
    Object.entries(x)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, print(v)]),
  )
}

/**
 * Keeps one request id for one act: the same content sent again (after a lost answer) carries the same id and so
 * gets the first answer; other content gets a new id, because the server refuses an id used for something else.
 */
export class RequestIds {
  #mark = ''
  #id = ''

  idFor(content: unknown): string {
    const mark = JSON.stringify(print(content))
    if (mark !== this.#mark || this.#id === '') {
      this.#mark = mark
      this.#id = newRequestId()
    }
    return this.#id
  }

  /** Called when an answer came: the act is over, the next one is a new act even with the same content. */
  done(): void {
    this.#mark = ''
    this.#id = ''
  }
}
