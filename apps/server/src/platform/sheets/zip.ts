import { statSync } from 'node:fs'
import type { Readable } from 'node:stream'
import yauzl from 'yauzl'
import { refuse } from '../refusal.ts'

/** How far a packed file may unfold before it is refused. */
export interface ZipLimits {
  readonly entries: number
  /** bytes of all entries together, unpacked */
  readonly bytes: number
}

/** An opened archive whose directory has been judged; nothing is unpacked yet. */
export interface Archive {
  has(name: string): boolean
  /** Unpacks one entry as a stream; fails when it holds more than the directory said. */
  stream(name: string): Promise<Readable>
  /** Lets go of the file. */
  close(): void
}

const broken = () => refuse('file-refused', '文件已损坏，或不是 xlsx 表格。请在电脑上重新另存为 xlsx 或 csv 后再上传。')

/**
 * Reads the directory at the end of a zip file and refuses bombs before a byte is unpacked: too many entries, too
 * large unpacked, encrypted, nested overlaps. yauzl checks every entry's size again while it is unpacked, so a directory
 * that lies is caught too.
 */
export async function openArchive(source: Buffer | string, limits: ZipLimits): Promise<Archive> {
  const size = typeof source === 'string' ? statSync(source).size : source.length
  const zip = await new Promise<yauzl.ZipFile>((resolve, reject) => {
    const done = (error: Error | null, file: yauzl.ZipFile) => (error || !file ? reject(broken()) : resolve(file))
    const options = { lazyEntries: true, validateEntrySizes: true }
    if (typeof source !== 'string') yauzl.fromBuffer(source, options, done)
    // open until `close`: entries are read after the directory
    else yauzl.open(source, { ...options, autoClose: false }, done)
  })
  if (zip.entryCount > limits.entries)
    throw refuse('file-refused', '文件里的内容太多，不像一张表格，请重新另存后上传。')
  const entries = new Map<string, yauzl.Entry>()
  let bytes = 0
  let packed = 0
  await new Promise<void>((resolve, reject) => {
    zip.on('error', () => reject(broken()))
    zip.on('end', () => resolve())
    zip.on('entry', (entry: yauzl.Entry) => {
      bytes += entry.uncompressedSize
      packed += entry.compressedSize
      if (bytes > limits.bytes || packed > size) {
        return reject(refuse('file-refused', '表格展开后太大，请删除多余的工作表和空白行后再上传。'))
      }
      if (entry.isEncrypted()) return reject(refuse('file-refused', '表格设有密码，请取消密码后再上传。'))
      entries.set(entry.fileName.replace(/^\//, ''), entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
  return {
    close: () => zip.close(),
    has: (name) => entries.has(name),
    stream: (name) =>
      new Promise((resolve, reject) => {
        const entry = entries.get(name)
        if (!entry) return reject(broken())
        zip.openReadStream(entry, (error, stream) => (error || !stream ? reject(broken()) : resolve(stream)))
      }),
  }
}
