import { deflateRawSync } from 'node:zlib'

/** A zip by hand with one packed entry, so that its directory can lie about the size. */
export function zipOf(entries: { name: string; content: Buffer; declared?: number; times?: number }[]): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  let count = 0
  for (const e of entries) {
    const packed = deflateRawSync(e.content, { level: 9 })
    const name = Buffer.from(e.name)
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(8, 8)
    local.writeUInt32LE(packed.length, 18)
    local.writeUInt32LE(e.declared ?? e.content.length, 22)
    local.writeUInt16LE(name.length, 26)
    const at = offset
    bodies.push(local, name, packed)
    offset += local.length + name.length + packed.length
    // many directory entries over one body: the "non-recursive" bomb
    for (let i = 0; i < (e.times ?? 1); i += 1) {
      const central = Buffer.alloc(46)
      central.writeUInt32LE(0x02014b50, 0)
      central.writeUInt16LE(8, 10)
      central.writeUInt32LE(packed.length, 20)
      central.writeUInt32LE(e.declared ?? e.content.length, 24)
      central.writeUInt16LE(name.length, 28)
      central.writeUInt32LE(at, 42)
      directory.push(central, name)
      count += 1
    }
  }
  const size = directory.reduce((n, b) => n + b.length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, ...directory, end])
}
