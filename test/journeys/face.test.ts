import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { recordConsent } from '../../apps/server/src/modules/activation/index.ts'
import { agree, ask } from '../../apps/server/src/modules/face/face-test-kit.ts'
import { startFaceService } from '../../apps/server/src/modules/face/index.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { openRound } from '../../apps/server/src/testing/money-path.ts'
import { accessible, eventually, heading, office, shot } from './browser.ts'
import { cameraPhone, closeCameras, doSteps, type Play, withoutGuide } from './camera.ts'
import { PASSWORD, staffLogin, student, studentLogin } from './people.ts'

// Real browser, real service, real models; the fake camera plays rendered photos. That proves that the parts work
// together, nothing about accuracy on people (docs/domain/face.md).
let t: TestApp
let service: { pid(): number | undefined; stop(): Promise<void> }
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  service = await startFaceService(t.platform)
  await openRound(t)
  for (const key of ['A3', 'A4', 'A5', 'A6']) await agree(t, key)
}, 240_000)
afterEach(closeCameras)
afterAll(async () => {
  await service?.stop()
  await t?.close()
})

/** Minutes of rendered video each; written on a machine too busy to finish them, so they run when asked for. */
const more = test.skipIf(!process.env.FACE_JOURNEYS)

const ANNA = 'female-1.jpg'
const BEATE = 'female-9.jpg'
const id = (key: string) => student(t, key).id
const rows = async (sql: string, ...args: unknown[]) => (await t.owner.query(sql, args)).rows

async function open(play: Play | null, key: string, path: string, permissions?: string[]) {
  const context = await cameraPhone(play, permissions)
  await withoutGuide(context)
  const page = await context.newPage()
  await studentLogin(page, t, key, path)
  return page
}
const person = (name: string, seed: number): Play => ({ kind: 'person', name, seed })

/** Registers a face; the same person with another seed is another moment. */
async function enrol(key: string, name: string): Promise<void> {
  const page = await open(person(name, 1), key, '/face/enrol')
  await page.getByRole('button', { name: '登记人脸', exact: true }).click()
  await doSteps(page)
  await page.getByText('人脸已登记').first().waitFor()
  expect(await rows('select model_id from face_templates where student_id = $1', id(key))).toHaveLength(1)
  await closeCameras()
}

test('registered, then recognised before an act; a different person is not', async () => {
  await ask(t, 'A', ['application'])
  const page = await open(person(ANNA, 1), 'A3', '/face/enrol')
  await shot(page, 'enrol')
  await accessible(page)
  await page.getByRole('button', { name: '登记人脸', exact: true }).click()
  await shot(page, 'tips')
  await accessible(page)
  await doSteps(page, async () => {
    await shot(page, 'step')
    await accessible(page)
  })
  await page.getByText('人脸已登记').first().waitFor()
  await closeCameras()

  const own = await open(person(ANNA, 2), 'A3', '/face/application')
  await heading(own, /确认是您本人/)
  await shot(own, 'ways')
  await accessible(own)
  await own.getByRole('button', { name: /用手机拍几张照片核验/ }).click()
  await doSteps(own)
  await own.getByRole('heading', { name: '核验通过' }).waitFor()
  await shot(own, 'passed')
  expect(await rows("select 1 from face_passes where student_id = $1 and way = 'face'", id('A3'))).toHaveLength(1)
  await closeCameras()

  const lent = await open(person(BEATE, 1), 'A3', '/face/change-card')
  await lent.getByRole('button', { name: /用手机拍几张照片核验/ }).click()
  await doSteps(lent)
  await lent.getByText('与登记的人脸不一致').waitFor()
  await lent.getByText('今天还可以试 4 次').waitFor()
  await shot(lent, 'not-matching')
  await accessible(lent)
  // the way without a face is one tap away
  await lent.getByRole('button', { name: '不用人脸，换一种方式' }).click()
  await lent.getByRole('button', { name: /请班主任当面核验/ }).waitFor()
}, 600_000)

more(
  'a flat print, a person who is exchanged, and a recording that was sent before',
  async () => {
    await enrol('A4', BEATE)
    const check = async (play: Play, text: RegExp) => {
      const page = await open(play, 'A4', '/face/application')
      await page.getByRole('button', { name: /用手机拍几张照片核验/ }).click()
      await doSteps(page)
      await page.getByText(text).first().waitFor()
      return page
    }
    await check({ kind: 'print', name: BEATE }, /没有看到/)
    await closeCameras()
    await check({ kind: 'swapped', first: BEATE, next: ANNA }, /不像同一个人/)
    await closeCameras()
    // every picture of the recording is the same bytes each time it comes round
    const page = await open({ kind: 'recording', name: BEATE }, 'A4', '/face/change-card')
    await page.getByRole('button', { name: /用手机拍几张照片核验/ }).click()
    await doSteps(page)
    await page.getByRole('heading', { name: '核验通过' }).waitFor()
    await page.goto(`${t.url}/student/face/change-phone`)
    await page.getByRole('button', { name: /用手机拍几张照片核验/ }).click()
    await doSteps(page)
    await page.getByText('这张照片以前用过').waitFor()
  },
  600_000,
)

more(
  'a minute is over; the camera is denied or missing: what to do is said, and the other way is there',
  async () => {
    await enrol('A5', ANNA)
    const page = await open(person(ANNA, 3), 'A5', '/face/application')
    await page.getByRole('button', { name: /用手机拍几张照片核验/ }).click()
    await doSteps(page, () => {
      t.clock.offsetMs += 90_000
    })
    await page.getByText('这次核验已超时').waitFor()
    expect(await rows('select 1 from face_checks where student_id = $1 and counts', id('A5'))).toEqual([])
    await closeCameras()

    const none = await open(null, 'A5', '/face/application')
    await none.getByRole('button', { name: /用手机拍几张照片核验/ }).click()
    await none.getByRole('button', { name: '开始', exact: true }).click()
    await none.getByText(/没有找到摄像头|不能直接使用摄像头|没有得到摄像头的允许/).waitFor()
    await shot(none, 'no-camera')
    await accessible(none)
    const pick = (name: string, mimeType: string, buffer: Buffer) =>
      none.locator('input[type=file]').setInputFiles({ name, mimeType, buffer })
    await pick('a.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))
    await none.getByText('不是照片').waitFor()
    await pick(
      'a.heic',
      'image/heic',
      Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(64)]),
    )
    await none.getByText('HEIC').waitFor()
    await pick('a.jpg', 'image/jpeg', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(500)]))
    await none.getByText('照片不完整').waitFor()
    await none.getByRole('button', { name: '不用人脸，换一种方式' }).click()
    await none.getByRole('button', { name: /请两位老师当面核验/ }).waitFor()
  },
  600_000,
)

more(
  'consent withdrawn: the face is gone at once and the ways without a face remain; a new device by the code',
  async () => {
    await enrol('A6', BEATE)
    await t.platform.transaction({ kind: 'worker', name: '测试' }, (tx) =>
      recordConsent(tx, { studentId: id('A6'), purpose: 'face', decision: 'refused', by: { way: 'phone' } }),
    )
    expect(await rows('select 1 from face_templates where student_id = $1', id('A6'))).toEqual([])
    await ask(t, 'A', ['new-device'])
    const context = await cameraPhone(null)
    const phone = await context.newPage()
    await studentLogin(phone, t, 'A6')
    await phone.getByText('您没有同意使用人脸').first().waitFor()
    await shot(phone, 'new-device')
    await accessible(phone)
    await phone.getByRole('button', { name: /请班主任当面核验/ }).click()
    await phone.getByLabel('班主任给您的一次性码').waitFor()

    const desk = await (await office()).newPage()
    await staffLogin(desk, t, 'class-teacher2A')
    await desk.goto(`${t.url}/console/face-cases`)
    await heading(desk, '本人核验')
    await shot(desk, 'console-cases')
    await accessible(desk)
    await desk.getByRole('button', { name: /给一次性码/ }).click()
    await desk.getByLabel('本人熟识，当面确认').check()
    await desk.getByRole('dialog').getByRole('button', { name: '给一次性码' }).click()
    const code = (await desk.locator('.face-code').textContent()) ?? ''
    await phone.getByLabel('班主任给您的一次性码').fill(code)
    await phone.getByRole('button', { name: '提交', exact: true }).click()
    await phone.getByRole('button', { name: '继续' }).click()
    await phone.getByRole('navigation', { name: '主要页面' }).waitFor()
  },
  600_000,
)

more('no picture is left anywhere: not on disk, not in the database, not in a log', async () => {
  const marks = await rows('select count(*)::int as n from face_checks where result is not null')
  expect(marks[0]?.n).toBeGreaterThan(4)
  // every JPEG begins with FF D8 FF; text columns would hold it as base64 "/9j/"
  const { rows: tables } = await t.owner.query<{ t: string }>(
    "select relname as t from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname like 'face%'",
  )
  for (const { t: table } of tables) {
    const found = await rows(
      `select 1 from "${table}" x where to_jsonb(x)::text like '%/9j/%' or to_jsonb(x)::text like '%\\\\xffd8ff%'`,
    )
    expect(found, table).toEqual([])
    const long = await rows(`select max(length(to_jsonb(x)::text)) as n from "${table}" x`)
    // the longest thing kept is an encrypted template of 512 numbers
    expect(Number(long[0]?.n ?? 0), table).toBeLessThan(8000)
  }
  expect(await rows("select 1 from request_log where route_id = 'face.submit'")).toEqual([])
  const files = (dir: string): string[] =>
    readdirSync(dir).flatMap((n) => (statSync(join(dir, n)).isDirectory() ? files(join(dir, n)) : [join(dir, n)]))
  for (const file of files(t.platform.config.dataDir)) {
    expect(readFileSync(file).includes(Buffer.from([0xff, 0xd8, 0xff, 0xe0])), file).toBe(false)
  }
})

more(
  'kill -9 of the service loses no request of the caller',
  async () => {
    await ask(t, 'A', ['application'])
    const page = await open(person(ANNA, 4), 'A5', '/face/change-card')
    await page.getByRole('button', { name: /用手机拍几张照片核验/ }).click()
    await doSteps(page, () => process.kill(service.pid() as number, 'SIGKILL'))
    await page.getByRole('heading', { name: '核验通过' }).waitFor({ timeout: 90_000 })
    await eventually(() => service.pid()).not.toBeUndefined()
  },
  300_000,
)
