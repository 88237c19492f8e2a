import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { recordConsent } from '../../apps/server/src/modules/activation/index.ts'
import { agree, ask } from '../../apps/server/src/modules/face/face-test-kit.ts'
import { startFaceService } from '../../apps/server/src/modules/face/index.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { openRound } from '../../apps/server/src/testing/money-path.ts'
import { personPlay, realTry } from '../face/real.ts'
import { accessible, heading, office, shot } from './browser.ts'
import { cameraPhone, closeCameras, closePhones, type Play, show, withoutGuide } from './camera.ts'
import { PASSWORD, staffLogin, student, studentLogin } from './people.ts'

// Ways that need no face before the camera, and the guide before it (detector and mesh of @vladmandic/human on
// WebAssembly). Faces are registered through the real service with rendered pictures.
let t: TestApp
let service: { pid(): number | undefined; stop(): Promise<void> }
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  service = await startFaceService(t.platform)
  await openRound(t)
  for (const key of ['A3', 'A5', 'A6']) await agree(t, key)
}, 240_000)
afterEach(closePhones)
afterAll(async () => {
  await closeCameras()
  await service?.stop()
  await t?.close()
})

const OWN = 'male-36.jpg'
const id = (key: string) => student(t, key).id
const rows = async (sql: string, ...args: unknown[]) => (await t.owner.query(sql, args)).rows

async function open(play: Play | null, key: string, path: string, allowed: boolean) {
  const context = await cameraPhone(play, allowed)
  await withoutGuide(context)
  const page = await context.newPage()
  await studentLogin(page, t, key, path)
  return page
}

/** Registers a face through the real service without a camera; what the camera sees is tested in test/face. */
async function enrol(key: string, name: string): Promise<void> {
  expect((await realTry(t, await t.asStudent(key), 'enrol', personPlay(name))).result).toBe('pass')
  expect(await rows('select model_id from face_templates where student_id = $1', id(key))).toHaveLength(1)
}

test('the camera is denied or missing: what to do is said, wrong files too, and the other way is there', async () => {
  await ask(t, 'A', ['application'])
  await enrol('A5', OWN)
  for (const [play, said] of [
    [{ kind: 'wall' }, '浏览器没有得到摄像头的允许'],
    [null, '没有找到摄像头'],
  ] as const) {
    const page = await open(play, 'A5', '/face/application', false)
    await page.getByRole('button', { name: /用手机拍几张照片核验/ }).click()
    await page.getByRole('button', { name: '开始', exact: true }).click()
    await page.getByRole('alert').filter({ hasText: said }).waitFor()
    await shot(page, play ? 'camera-denied' : 'no-camera')
    await accessible(page)
    const pick = (name: string, mimeType: string, buffer: Buffer) =>
      page.locator('input[type=file]').setInputFiles({ name, mimeType, buffer })
    await pick('a.svg', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))
    await page.getByText('不是照片').waitFor()
    const heic = [Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic'), Buffer.alloc(64)]
    await pick('a.heic', 'image/heic', Buffer.concat(heic))
    await page.getByText('HEIC').waitFor()
    await pick('a.jpg', 'image/jpeg', Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(500)]))
    await page.getByText('照片不完整').waitFor()
    await page.getByRole('button', { name: '不用人脸，换一种方式' }).click()
    await page.getByRole('button', { name: /请两位老师当面核验/ }).waitFor()
    await closePhones()
  }
}, 300_000)

test('consent withdrawn: the face is gone at once and the ways without a face remain; a new device by the code', async () => {
  await enrol('A6', OWN)
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
}, 300_000)

/** The guide's page of a registration with this camera, all addresses that were asked for, and what the page broke. */
async function guided(play: Play, key: string) {
  const context = await cameraPhone(play)
  const page = await context.newPage()
  const asked: string[] = []
  const faults: string[] = []
  context.on('request', (r) => asked.push(r.url()))
  page.on('pageerror', (e) => faults.push(e.message))
  page.on('console', (m) => m.type() === 'error' && faults.push(m.text()))
  await studentLogin(page, t, key, '/face/enrol')
  await page.getByRole('button', { name: '登记人脸', exact: true }).waitFor()
  return { page, asked, faults }
}
const isGuide = (url: string) => /\/student\/face\/[^/]+\.(js|json|bin|wasm)$/.test(url)

test('the guide says when it sees no face or no light, then takes the first picture of a person by itself; all of it comes from our own server', async () => {
  await ask(t, 'A', [])
  const { page, asked, faults } = await guided({ kind: 'wall' }, 'A3')
  expect(asked.filter(isGuide), 'nothing of the guide before a check is opened').toEqual([])
  await page.getByRole('button', { name: '登记人脸', exact: true }).click()
  for (const [play, said] of [
    [{ kind: 'wall' }, '没有看到脸'],
    [{ kind: 'dark' }, '画面太暗'],
  ] as const) {
    await show(play)
    await page.getByRole('button', { name: '开始', exact: true }).click()
    await page.getByRole('status').filter({ hasText: said }).first().waitFor()
    await shot(page, play.kind)
    await accessible(page)
    // the button stays with the person
    await page.getByRole('button', { name: '拍照', exact: true }).waitFor()
    await page.getByRole('region', { name: '第 1 步，共 3 步' }).waitFor()
    await page.getByRole('button', { name: '不用人脸，换一种方式' }).click()
    await page.getByRole('button', { name: '登记人脸', exact: true }).click()
  }
  await show({ kind: 'person', name: OWN, seed: 7, hold: 50 })
  await page.getByRole('button', { name: '开始', exact: true }).click()
  const seen = page.getByRole('status').filter({ hasText: /看到您的脸了|很好，保持不动/ })
  await seen.first().waitFor()
  await shot(page, 'seen')
  // nobody presses anything
  await page.getByRole('region', { name: '第 2 步，共 3 步' }).waitFor()

  const guide = [...new Set(asked.filter(isGuide))]
  expect(guide.map((u) => u.split('/').at(-1)).sort()).toEqual(
    expect.arrayContaining(['blazeface.bin', 'blazeface.json', 'facemesh.bin', 'facemesh.json', 'human.esm.js']),
  )
  // the content security policy would stop it, too: no other server is asked for anything
  expect(asked.filter((u) => !u.startsWith(t.url) && !/^(data|blob):/.test(u))).toEqual([])
  expect(faults).toEqual([])
  let bytes = 0
  for (const url of guide) {
    const r = await t.app.inject({ url: new URL(url).pathname, headers: { 'accept-encoding': 'br' } })
    expect(r.statusCode, url).toBe(200)
    bytes += r.rawPayload.length
  }
  process.stdout.write(`face guide: ${guide.length} files, ${Math.round(bytes / 1024)} KB as sent\n`)
  expect(bytes).toBeLessThan(2.8 * 1024 * 1024)
}, 600_000)
