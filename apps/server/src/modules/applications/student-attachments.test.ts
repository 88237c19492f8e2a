import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { applications } from '@zhuxue/contracts'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Client, type TestApp, testApp } from '../../testing/app.ts'
import { openRoundA, photo, submitAs, upload } from '../../testing/student-kit.ts'
import { uploadPhoto } from './student-attachments.ts'

let t: TestApp
let roundId: string
beforeAll(async () => {
  t = await testApp()
  roundId = await openRoundA(t)
})
afterAll(() => t.close())

const send = (student: Client, content: Buffer, name = 'photo.jpg', requestId?: string) =>
  student.call(applications.uploadAttachment, {
    body: { kind: 'id-copy', ...(requestId ? { requestId } : {}) },
    file: { name, content },
  })

const filesOnDisk = (): number => {
  const dir = join(t.platform.config.dataDir, 'files')
  return existsSync(dir)
    ? readdirSync(dir, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).length
    : 0
}

describe('what is stored', () => {
  test('an upright JPEG of at most 1600 px without EXIF and GPS, whatever the photo brought along', async () => {
    const student = await t.asStudent('A3')
    const original = await sharp({ create: { width: 3000, height: 2000, channels: 3, background: '#336699' } })
      .withMetadata({ orientation: 6 })
      .withExifMerge({
        IFD0: { Make: 'PHONE' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '25/1 2/1 3/1' },
      })
      .jpeg()
      .toBuffer()
    expect(original.includes('PHONE')).toBe(true)
    expect((await sharp(original).metadata()).orientation).toBe(6)
    const sent = await send(student, original)
    expect(sent.body).toMatchObject({ kind: 'id-copy', mime: 'image/jpeg' })
    const got = await student.call(applications.getOwnAttachment, { params: { id: sent.body.id } })
    expect(got.status).toBe(200)
    expect(got.headers['content-type']).toBe('image/jpeg')
    expect(got.headers['cache-control']).toBe('no-store')
    const meta = await sharp(got.raw).metadata()
    expect([meta.format, meta.width, meta.height, meta.exif]).toEqual(['jpeg', 1067, 1600, undefined])
    expect(got.raw.includes('PHONE')).toBe(false)
  })

  test('PNG and WebP become JPEG; the disk holds only ciphertext', async () => {
    const student = await t.asStudent('A4')
    const image = sharp({
      create: { width: 50, height: 50, channels: 4, background: { r: 1, g: 2, b: 3, alpha: 0.5 } },
    })
    for (const content of [await image.png().toBuffer(), await image.webp().toBuffer()]) {
      const sent = await send(student, content, 'no-extension')
      const got = await student.call(applications.getOwnAttachment, { params: { id: sent.body.id } })
      expect((await sharp(got.raw).metadata()).format).toBe('jpeg')
      const { rows } = await t.owner.query('select file_key from attachments where id = $1', [sent.body.id])
      const stored = await import('node:fs/promises').then((fs) =>
        fs.readFile(join(t.platform.config.dataDir, 'files', rows[0].file_key.slice(-2), rows[0].file_key)),
      )
      expect(stored.subarray(0, 3)).not.toEqual(Buffer.from([0xff, 0xd8, 0xff]))
      expect(stored.includes(got.raw.subarray(0, 40))).toBe(false)
    }
  })

  test('a retry gets the first answer and stores nothing again', async () => {
    const student = await t.asStudent('A5')
    const requestId = randomUUID()
    const content = await photo()
    const before = filesOnDisk()
    const replies = await Promise.all([1, 2, 3].map(() => send(student, content, 'a.jpg', requestId)))
    expect(new Set(replies.map((r) => r.body.id)).size).toBe(1)
    expect(filesOnDisk()).toBe(before + 1)
    const other = await send(student, await photo(70, 70), 'a.jpg', requestId)
    expect(other.body.code).toBe('request-id-reused')
    expect(filesOnDisk()).toBe(before + 1)
  })
})

/** A PNG whose header claims this size; `data` is its compressed content. */
function png(width: number, height: number, data: Buffer): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
    const out = Buffer.alloc(8 + named.length)
    out.writeUInt32BE(body.length)
    named.copy(out, 4)
    out.writeUInt32BE(crc32(named), 4 + named.length)
    return out
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

describe('what is refused, with a sentence that says how to get a usable photo', () => {
  const refused = async (content: Buffer, name?: string) => {
    const student = await t.asStudent('A6')
    const r = await send(student, content, name)
    const { rows } = await t.owner.query('select 1 from attachments where student_id = $1', [t.world.students.A6?.id])
    expect(rows).toHaveLength(0)
    return r
  }

  test('SVG named .jpg, HTML, PDF, GIF, HEIC, text, an empty file', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    expect((await refused(Buffer.from(svg), 'photo.jpg')).body).toMatchObject({ code: 'file-refused' })
    expect((await refused(Buffer.from(`\ufeff<?xml version="1.0"?>${svg}`))).body.detail).toContain('不是照片')
    expect((await refused(Buffer.from('<!DOCTYPE html><html></html>'))).body.detail).toContain('拍照')
    expect((await refused(Buffer.from('%PDF-1.7 …'))).body.detail).toContain('PDF')
    expect((await refused(Buffer.from('GIF89a…'))).body.detail).toContain('动图')
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(64)])
    expect((await refused(heic, 'IMG_0001.HEIC')).body.detail).toContain('兼容性最佳')
    expect((await refused(Buffer.from('hello'))).body.detail).toContain('JPEG、PNG、WebP')
    expect((await refused(Buffer.alloc(0))).status).toBe(422)
  })

  test('a photo cut off in the middle', async () => {
    const whole = await photo(800, 800)
    const r = await refused(whole.subarray(0, whole.length / 2))
    expect(r.body).toMatchObject({ code: 'file-refused', detail: expect.stringContaining('重新拍照') })
  })

  test('50 MB: refused while it is still arriving', async () => {
    const r = await refused(Buffer.concat([await photo(), Buffer.alloc(50 * 1024 * 1024)]))
    expect(r.status).toBe(413)
    expect(r.body.code).toBe('file-too-large')
  })

  test('a picture bomb of 900 million pixels: refused in 100 ms before anything is decoded (BARS)', async () => {
    const bomb = png(30_000, 30_000, deflateSync(Buffer.alloc(2_000_000)))
    await refused(bomb)
    const began = performance.now()
    const r = await refused(bomb)
    expect(performance.now() - began).toBeLessThan(20_000) // a hang; no test fails on speed
    expect(r.body.detail).toContain('4000万像素')
  })
})

describe('whose and how many', () => {
  test("nobody else's photo can be read or deleted", async () => {
    const id = await upload(await t.asStudent('A7'), 'id-copy')
    for (const key of ['A8', 'B1']) {
      const other = await t.asStudent(key)
      expect((await other.call(applications.getOwnAttachment, { params: { id } })).status).toBe(404)
      expect((await other.call(applications.deleteAttachment, { params: { id } })).status).toBe(404)
    }
    const officer = await t.as('aid-officer')
    expect((await officer.call(applications.getOwnAttachment, { params: { id } })).status).toBe(403)
  })

  test('twelve for a round, also when they come at once; deleting makes room and removes the file', async () => {
    const student = await t.asStudent('A8')
    const content = await photo()
    const replies = await Promise.all(Array.from({ length: 15 }, () => send(student, content)))
    const kept = replies.filter((r) => r.status === 200)
    expect(kept).toHaveLength(12)
    expect(replies.find((r) => r.status !== 200)?.body.detail).toContain('最多上传12张')
    const before = filesOnDisk()
    const id = kept[0]?.body.id ?? ''
    expect((await student.call(applications.deleteAttachment, { params: { id } })).body).toEqual({ ok: true })
    expect((await student.call(applications.deleteAttachment, { params: { id } })).status).toBe(404)
    await t.runJobs()
    expect(filesOnDisk()).toBe(before - 1)
    expect((await send(student, content)).status).toBe(200)
  })

  test('a submitted photo stays; after the form was returned it may be replaced', async () => {
    const { student, answers, reply } = await submitAs(t, 'A1', roundId)
    const id = answers.attachments?.[0] ?? ''
    const refused = await student.call(applications.deleteAttachment, { params: { id } })
    expect(refused).toMatchObject({ status: 409, body: { code: 'state-conflict' } })
    const teacher = await t.as('class-teacher')
    const app = reply.body.applications[0]
    const returned = await teacher.call(applications.checkApplication, {
      params: { id: app?.id ?? '' },
      body: {
        revision: app?.revision ?? 0,
        decision: 'return',
        reason: '照片不清楚',
        fields: [{ field: 'attachments', reason: '身份证照片看不清，请重拍' }],
      },
    })
    expect(returned.status).toBe(200)
    expect((await student.call(applications.deleteAttachment, { params: { id } })).status).toBe(200)
    const audit = await t.owner.query(
      "select data from audit_events where action = 'attachment.delete' and subject_id = $1",
      [id],
    )
    expect(JSON.parse(audit.rows[0].data).sm3).toMatch(/^[0-9a-f]{64}$/)
  })

  test('papers by which another programme of the form was judged stay, though this one was returned', async () => {
    const { student, answers, reply } = await submitAs(t, 'A2', roundId)
    const [grant, waiver] = reply.body.applications
    await t.owner.query("update applications set status = 'reviewed' where id = $1", [grant?.id])
    const teacher = await t.as('class-teacher')
    const returned = await teacher.call(applications.checkApplication, {
      params: { id: waiver?.id ?? '' },
      body: {
        revision: waiver?.revision ?? 0,
        decision: 'return',
        reason: '照片不清楚',
        fields: [{ field: 'attachments', reason: '请重拍' }],
      },
    })
    expect(returned.status).toBe(200)
    const id = answers.attachments?.[0] ?? ''
    const refused = await student.call(applications.deleteAttachment, { params: { id } })
    expect(refused).toMatchObject({ status: 409, body: { detail: expect.stringContaining('上传新的照片') } })
    const officer = await t.as('aid-officer')
    expect((await officer.call(applications.getAttachment, { params: { id } })).status).toBe(200)
  })

  test('a database lost at the very commit leaves the photo whole: the retry shows it', async () => {
    const student = await t.asStudent('B2')
    const s = t.world.students.B2 as { id: string; name: string; scope: string; schoolId: string }
    const actor = { ...s, kind: 'student' as const, sessionId: randomUUID() }
    let answered = 0
    const platform: typeof t.platform = {
      ...t.platform,
      transaction: async (who, work) => {
        const result = await t.platform.transaction(who, work)
        answered += 1
        if (answered === 1) throw new Error('Connection terminated unexpectedly')
        return result
      },
    }
    const body = { requestId: randomUUID(), kind: 'id-copy' as const }
    const content = await photo()
    const route = applications.uploadAttachment.id
    await expect(uploadPhoto(platform, actor, route, body, { name: 'a.jpg', content })).rejects.toThrow('terminated')
    const retry = await send(student, content, 'a.jpg', body.requestId)
    expect(retry.status).toBe(200)
    const got = await student.call(applications.getOwnAttachment, { params: { id: retry.body.id } })
    expect([got.status, got.headers['content-type']]).toEqual([200, 'image/jpeg'])
  })
})
