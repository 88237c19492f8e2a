import { once } from 'node:events'
import { createWriteStream, rmSync, type WriteStream } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Where the answers go. `finish` makes them visible, `discard` leaves nothing behind. */
export interface Output {
  write(text: string): Promise<void>
  finish(): Promise<void>
  /** Takes back what was written; true if some of it has already been read by somebody. */
  discard(): boolean
}

/** Resolves when the text has left for the disk or the pipe, so that a slow reader slows the work down. */
const send = (stream: Pick<WriteStream, 'write'>, text: string): Promise<void> =>
  new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()))
  })

/** Answers collect in a temporary file beside the target, which takes the name only when every line is on disk. */
export async function fileOutput(path: string): Promise<Output> {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  const stream = createWriteStream(temporary, { mode: 0o600, flags: 'wx' })
  await once(stream, 'open')
  // A failed write rejects its own promise; without a listener the event would end the process as well.
  stream.on('error', () => {})
  return {
    write: (text) => send(stream, text),
    finish: async () => {
      await new Promise<void>((resolve, reject) => {
        stream.once('error', reject)
        stream.end(() => resolve())
      })
      const handle = await open(temporary, 'r+')
      await handle.sync()
      await handle.close()
      await rename(temporary, path)
    },
    discard: () => {
      stream.destroy()
      rmSync(temporary, { force: true })
      return false
    },
  }
}

/** The screen or a pipe; a reader that goes away ends the work. */
export function screenOutput(): Output {
  process.stdout.on('error', () => {})
  let shown = false
  return {
    write: (text) => {
      shown ||= text !== ''
      return send(process.stdout, text)
    },
    finish: async () => {},
    discard: () => shown,
  }
}
