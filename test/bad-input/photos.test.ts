import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { connect } from 'node:net'
import { applications } from '@zhuxue/contracts'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import type { Client } from '../../apps/server/src/testing/client.ts'
import { photo, upload } from '../../apps/server/src/testing/student-kit.ts'
import { expectClear, snapshot } from './support.ts'

let t: TestApp
let student: Client
beforeAll(async () => {
  t = await testApp({ listen: true })
  student = await t.asStudent('A5')
})
afterAll(() => t.close())

describe('photos over a real connection', () => {
  interface Sent {
    status: number
    body: string
    reused: boolean
  }
  /** Streams a multipart upload of `bytes` through a socket, as a browser does, and reads the answer. */
  const send = (bytes: number, agentSocket?: () => void): Promise<Sent> =>
    new Promise((resolve, reject) => {
      const head = Buffer.from(
        `--b\r\ncontent-disposition: form-data; name="requestId"\r\n\r\n${randomUUID()}\r\n--b\r\ncontent-disposition: form-data; name="kind"\r\n\r\nid-copy\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`,
      )
      const tail = Buffer.from('\r\n--b--\r\n')
      const req = request(
        `${t.url}${applications.uploadAttachment.path}`,
        {
          method: 'POST',
          headers: {
            cookie: student.cookie,
            'x-csrf': student.csrf,
            'content-type': 'multipart/form-data; boundary=b',
            'content-length': head.length + bytes + tail.length,
          },
        },
        (res) => {
          let body = ''
          res.on('data', (c) => {
            body += String(c)
          })
          res.on('end', () => resolve({ status: res.statusCode ?? 0, body, reused: req.reusedSocket }))
        },
      )
      req.on('error', reject)
      agentSocket?.()
      req.write(head)
      const chunk = Buffer.alloc(1 << 20, 0xab)
      chunk.set([0xff, 0xd8, 0xff])
      let left = bytes
      const more = () => {
        while (left > 0) {
          const part = chunk.subarray(0, Math.min(left, chunk.length))
          left -= part.length
          if (!req.write(part)) return void req.once('drain', more)
        }
        req.end(tail)
      }
      more()
    })

  test('50 MB: 413 in words, the connection is not torn before the answer, memory stays', async () => {
    const before = process.memoryUsage().rss
    const r = await send(50 * 1024 * 1024)
    const { code, detail } = expectClear({ status: r.status, type: 'application/problem+json', text: r.body })
    expect([r.status, code]).toEqual([413, 'file-too-large'])
    expect(detail).toContain('文件太大')
    expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(150)
  })

  test('ten of them at once: each is answered, and the next good photo is taken', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => send(20 * 1024 * 1024)))
    expect(all.map((r) => r.status)).toEqual(Array(10).fill(413))
    await upload(student, 'id-copy')
  })

  test('a phone that goes away in the middle of an upload leaves nothing behind', async () => {
    const before = await snapshot(t)
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(t.url).port), '127.0.0.1', () => {
        socket.write(
          `POST ${applications.uploadAttachment.path} HTTP/1.1\r\nhost: x\r\ncookie: ${student.cookie}\r\nx-csrf: ${student.csrf}\r\ncontent-type: multipart/form-data; boundary=b\r\ncontent-length: 5000000\r\n\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nabc`,
          () => setTimeout(() => resolve(void socket.destroy()), 100),
        )
      })
    })
    await new Promise((r) => setTimeout(r, 200))
    expect(await snapshot(t)).toBe(before)
    expect((await fetch(`${t.url}/healthz`)).status).toBe(200)
  })

  test('nonsense instead of HTTP, and a header without end, do not disturb anybody', async () => {
    const answer = (text: string) =>
      new Promise<string>((resolve) => {
        let said = ''
        const s = connect(Number(new URL(t.url).port), '127.0.0.1', () => s.write(text))
        s.on('data', (c) => {
          said += String(c)
        })
        s.on('error', () => undefined)
        s.on('close', () => resolve(said))
        setTimeout(() => s.destroy(), 2000).unref()
      })
    for (const text of [
      '\x16\x03\x01\x02\x00',
      'GET / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nx: ${'a'.repeat(100_000)}\r\n\r\n`,
      'POST /api/v1/student/login HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\ncontent-length: 5\r\n\r\nzz\r\n',
    ]) {
      expect(await answer(text)).not.toMatch(/HTTP\/1\.1 (200|5\d\d)/)
    }
    expect((await fetch(`${t.url}/healthz`)).status).toBe(200)
  })

  // SVG, HTML, PDF, GIF, HEIC named .jpg, half a JPEG, 900 million pixels: applications/student-attachments.test.ts
  test.each([
    [
      'an SVG with a script named .jpg',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    ],
    [
      'a JPEG cut in the middle',
      async () =>
        (
          await sharp({
            create: {
              width: 900,
              height: 900,
              channels: 3,
              background: '#123',
              noise: { type: 'gaussian', mean: 120, sigma: 60 },
            },
          })
            .jpeg()
            .toBuffer()
        ).subarray(0, 20_000),
    ],
    [
      'a PNG of 60,000 × 60,000 in its head',
      async () => {
        const png = await sharp({ create: { width: 2, height: 2, channels: 3, background: '#fff' } })
          .png()
          .toBuffer()
        png.writeUInt32BE(60_000, 16)
        png.writeUInt32BE(60_000, 20)
        return png
      },
    ],
    [
      'a zip that begins like a JPEG',
      async () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(4000, 0x50)]),
    ],
    ['one byte', async () => Buffer.from([0xff])],
  ])('%s: 422 in words, nothing stored', async (_, make) => {
    const before = await snapshot(t)
    const started = performance.now()
    const r = await student.call(applications.uploadAttachment, {
      body: { kind: 'id-copy' },
      file: { name: 'photo.jpg', content: await make() },
    })
    expect([r.status, r.body.code]).toEqual([422, 'file-refused'])
    expect(r.body.detail).toMatch(/重新|直接用手机拍照/)
    expect(performance.now() - started).toBeLessThan(60_000)
    expect(await snapshot(t)).toBe(before)
  })

  test.each([
    '../../../etc/passwd',
    '..\\..\\boot.ini',
    'a\u0000.jpg',
    `${'长'.repeat(3000)}.jpg`,
    '<img src=x onerror=alert(1)>.jpg',
    '=cmd.jpg',
    '',
  ])('the name %j of a good photo does not matter', async (name) => {
    const me = await t.asStudent('B1')
    const r = await me.call(applications.uploadAttachment, {
      body: { kind: 'other' as never },
      file: { name, content: await photo() },
    })
    if (r.status !== 200) {
      expect([400, 422]).toContain(r.status)
      expect(r.body.detail).toMatch(/[\u4e00-\u9fff]{4,}/)
    }
  })
})
