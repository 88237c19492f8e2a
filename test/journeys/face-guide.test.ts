import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { agree } from '../../apps/server/src/modules/face/face-test-kit.ts'
import { startFaceService } from '../../apps/server/src/modules/face/index.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { accessible, heading, shot } from './browser.ts'
import { cameraPhone, closeCameras, type Play } from './camera.ts'
import { PASSWORD, studentLogin } from './people.ts'

// The guide before the camera (detector and mesh of @vladmandic/human on WebAssembly) in a real browser: it says what
// it sees, presses the button by itself, comes from our own server and only when a check is opened.
let t: TestApp
let service: { stop(): Promise<void> }
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  service = await startFaceService(t.platform)
  for (const key of ['A3', 'A4', 'A5']) await agree(t, key)
}, 240_000)
afterEach(closeCameras)
afterAll(async () => {
  await service?.stop()
  await t?.close()
})

/** The page of a registration with this camera, all addresses that were asked for, and what the page broke. */
async function enrolPage(play: Play, key: string) {
  const context = await cameraPhone(play)
  const page = await context.newPage()
  const asked: string[] = []
  const faults: string[] = []
  context.on('request', (r) => asked.push(r.url()))
  page.on('pageerror', (e) => faults.push(e.message))
  page.on('console', (m) => m.type() === 'error' && faults.push(m.text()))
  await studentLogin(page, t, key, '/me')
  await heading(page, '我的')
  return { page, asked, faults }
}
const isGuide = (url: string) => /\/student\/face\/[^/]+\.(js|json|bin|wasm)$/.test(url)

test('a person: the guide sees the face and takes the first picture by itself; all of it comes from our own server', async () => {
  const { page, asked, faults } = await enrolPage({ kind: 'person', name: 'male-36.jpg', seed: 7, hold: 60 }, 'A3')
  await page.goto(`${t.url}/student/payments`)
  await heading(page, '我的资助款')
  await page.goto(`${t.url}/student/face/enrol`)
  await page.getByRole('button', { name: '登记人脸', exact: true }).waitFor()
  expect(asked.filter(isGuide), 'nothing of the guide before a check is opened').toEqual([])
  await page.getByRole('button', { name: '登记人脸', exact: true }).click()

  await page.getByRole('button', { name: '开始', exact: true }).click()
  await page
    .getByRole('status')
    .filter({ hasText: /看到您的脸了|很好，保持不动/ })
    .first()
    .waitFor()
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

test.each([
  ['no face before the camera', { kind: 'device' }, '没有看到脸', 'A4'],
  ['a room without light', { kind: 'dark' }, '画面太暗', 'A5'],
] as const)(
  '%s: the guide says so, and the button stays with the person',
  async (_name, play, said, key) => {
    const { page } = await enrolPage(play, key)
    await page.goto(`${t.url}/student/face/enrol`)
    await page.getByRole('button', { name: '登记人脸', exact: true }).click()
    await page.getByRole('button', { name: '开始', exact: true }).click()
    await page.getByRole('status').filter({ hasText: said }).first().waitFor()
    await shot(page, key === 'A4' ? 'no-face' : 'dark')
    await accessible(page)
    await page.getByRole('button', { name: '拍照', exact: true }).waitFor()
    await page.getByRole('region', { name: '第 1 步，共 3 步' }).waitFor()
  },
  300_000,
)
