import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'

/** A line longer than this is not a student's facts; the rest of it is skipped, not held. */
const LONGEST = 1024 * 1024

export type FileLine =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly trouble: string }

/** Lines of a UTF-8 file, one at a time whatever its size; blank lines are counted and passed over. */
export async function* readLines(path: string): AsyncGenerator<FileLine[]> {
  let rest: Buffer = Buffer.alloc(0)
  let skipping = false
  let number = 0
  const take = (bytes: Buffer): FileLine[] => {
    number += 1
    const line = number === 1 && bytes.subarray(0, 3).equals(BOM) ? bytes.subarray(3) : bytes
    if (skipping || line.length > LONGEST) {
      skipping = false
      return [{ number, trouble: '这一行太长（超过1MB）' }]
    }
    if (!isUtf8(line)) return [{ number, trouble: '文字编码不是 UTF-8' }]
    const text = line.toString('utf8').trim()
    return text === '' ? [] : [{ number, text }]
  }
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
    const bytes: Buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const lines: FileLine[] = []
    let start = 0
    for (let end = bytes.indexOf(10, start); end >= 0; end = bytes.indexOf(10, start)) {
      lines.push(...take(bytes.subarray(start, end)))
      start = end + 1
    }
    rest = bytes.subarray(start)
    if (rest.length > LONGEST) {
      skipping = true
      rest = Buffer.alloc(0)
    }
    yield lines
  }
  if (rest.length > 0 || skipping) yield take(rest)
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf])
