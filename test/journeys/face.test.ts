import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { recordConsent } from '../../apps/server/src/modules/activation/index.ts'
import { agree, ask } from '../../apps/server/src/modules/face/face-test-kit.ts'
import { startFaceService } from '../../apps/server/src/modules/face/index.ts'
import { recentSms } from '../../apps/server/src/modules/notifications/index.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { openRound } from '../../apps/server/src/testing/money-path.ts'
import { accessible, heading, shot } from './browser.ts'
import { cameraPhone, closeCameras, doSteps, type Play, withoutGuide } from './camera.ts'
import { PASSWORD, student, studentLogin } from './people.ts'

// Real browser, real service, real models; the fake camera plays rendered photos. That proves that the parts work
// together, nothing about accuracy on people (docs/domain/face.md). Prints, exchanged people, replays and a killed
// service: test/face/real-service.test.ts; no camera, a new device: face-ways.test.ts.
let t: TestApp
let service: { pid(): number | undefined; stop(): Promise<void> }
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  service = await startFaceService(t.platform)
  await openRound(t)
  await agree(t, 'A3')
}, 240_000)
afterEach(closeCameras)
afterAll(async () => {
  await service?.stop()
  await t?.close()
})

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

  const lent = await open(person(BEATE, 1), 'A3', '/face/change-phone')
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

test('her phone number, long after the wizard: who is this first, then the SMS; the face is asked above the form', async () => {
  await ask(t, 'A', ['change-phone'])
  await t.platform.transaction({ kind: 'worker', name: '测试' }, (tx) =>
    recordConsent(tx, {
      studentId: id('A3'),
      purpose: 'data-processing',
      decision: 'given',
      by: { way: 'phone' },
    }),
  )
  await rows(
    `insert into activations (student_id, scope, started_at, updated_at, phone_confirmed_at)
     select id, scope, now(), now(), now() from students where id = $1`,
    id('A3'),
  )
  const page = await open(person(ANNA, 3), 'A3', '/me')
  await page.getByRole('link', { name: /手机号码/ }).click()
  await heading(page, '手机号码')
  await page.getByLabel('手机号码', { exact: true }).fill('154 0002 2222')
  await page.getByRole('button', { name: '获取验证码' }).click()
  const who = page.getByRole('dialog', { name: '确认是您本人：更换手机号码' })
  await who.getByRole('button', { name: /请两位老师当面核验/ }).waitFor()
  await shot(page, 'phone-who')
  await accessible(page)
  expect(await rows('select 1 from phone_codes where student_id = $1', id('A3'))).toEqual([])
  await who.getByRole('button', { name: /用手机拍几张照片核验/ }).click()
  await doSteps(page)
  await who.getByRole('heading', { name: '核验通过' }).waitFor()
  await who.getByRole('button', { name: '继续' }).click()

  // what waited went out by itself: nothing is typed twice
  await page.getByText('验证码已发到').waitFor()
  await t.runJobs()
  const code = /验证码(\d{6})/.exec((await recentSms(t.platform))[0]?.text ?? '')?.[1] ?? ''
  await page.getByLabel('6位验证码').fill(code)
  await shot(page, 'phone-code')
  await accessible(page)
  await page.getByRole('button', { name: '确认', exact: true }).click()
  await page.getByText('手机号已换成 154****2222').waitFor()
  await shot(page, 'phone-changed')
  await accessible(page)
}, 600_000)
