/**
 * When the server last heard from this browser. Every request moves the idle end of the session away (the server keeps
 * the same time), so the client notes each one. Epoch milliseconds of this machine; only differences are used.
 */
let last = Date.now()

export const contact = {
  touch(): void {
    last = Date.now()
  },
  /** Milliseconds without a request. */
  silentMs: (): number => Date.now() - last,
}
