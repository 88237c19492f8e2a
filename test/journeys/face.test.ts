import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { recordConsent } from '../../apps/server/src/modules/activation/index.ts'
import { agree, ask } from '../../apps/server/src/modules/face/face-test-kit.ts'
import { startFaceService } from '../../apps/server/src/modules/face/index.ts'
import { recentSms } from '../../apps/server/src/modules/notifications/index.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { openRound } from '../../apps/server/src/testing/money-path.ts'
import { accessible, heading, look, office, shot } from './browser.ts'
import { cameraPhone, closeCameras, closePhones, doSteps, type Play, show, withoutGuide } from './camera.ts'
import { PASSWORD, staffLogin, student, studentLogin } from './people.ts'

// Real browser, real service, real models; the fake camera plays rendered photos. That proves that the parts work
// together, nothing about accuracy on people (docs/domain/face.md). Bad pictures and a killed service:
// test/face/real-service.test.ts; no camera, a new device: face-ways.test.ts.
let t: TestApp
let service: { pid(): number | undefined; stop(): Promise<void> }
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  service = await startFaceService(t.platform)
  await openRound(t)
  await agree(t, 'A3')
}, 240_000)
afterEach(closePhones)
afterAll(async () => {
  await closeCameras()
  await service?.stop()
  await t?.close()
})

const ANNA = 'female-1.jpg'
const BEATE = 'female-9.jpg'
const id = (key: string) => student(t, key).id
const rows = async (sql: string, ...args: unknown[]) => (await t.owner.query(sql, args)).rows

async function open(play: Play, key: string, path: string) {
  const context = await cameraPhone(play)
  await withoutGuide(context)
  const page = await context.newPage()
  await studentLogin(page, t, key, path)
  return page
}
const passes = async () =>
  (await rows("select purpose from face_passes where student_id = $1 and way = 'face'", id('A3'))).map((r) => r.purpose)
const person = (name: string, seed: number): Play => ({ kind: 'person', name, seed })
/** What a camera recorded of her and a thief kept: the same pictures each time it is played. */
const RECORDING: Play = { kind: 'person', name: ANNA, seed: 2, recorded: true }

test('registered, then recognised before an act', async () => {
  await ask(t, 'A', ['application'])
  const page = await open(person(ANNA, 1), 'A3', '/face/enrol')
  await look(page, 'enrol')
  await page.getByRole('button', { name: '登记人脸', exact: true }).click()
  await look(page, 'tips')
  await doSteps(page, () => look(page, 'step'))
  await page.getByText('人脸已登记').first().waitFor()
  await closePhones()

  const own = await open(RECORDING, 'A3', '/face/application')
  await heading(own, /确认是您本人/)
  await look(own, 'ways')
  await own.getByRole('button', { name: /用手机拍几张照片核验/ }).click()
  await doSteps(own)
  await own.getByRole('heading', { name: '核验通过' }).waitFor()
  await shot(own, 'passed')
  expect(await passes()).toEqual(['application'])
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

// Every play that is not the person herself, in one sitting, as somebody with her password would try them.
test('a flat photo, an exchanged person, time over, a recording, another person: none passes, five tries, then a person of the school', async () => {
  await ask(t, 'A', ['application'])
  const before = await passes()
  const page = await open({ kind: 'print', name: ANNA }, 'A3', '/face/application')
  await page.getByRole('button', { name: /用手机拍几张照片核验/ }).click()
  /** One play before the camera: what the student reads, and how many tries are left. */
  const attempt = async (play: Play, text: RegExp, left: number, during?: () => void) => {
    await show(play)
    await doSteps(page, during)
    expect(await page.locator('section.card [role=alert]').textContent()).toMatch(text)
    await page.getByRole('button', { name: '不用人脸，换一种方式' }).waitFor()
    if (left === 0) return
    await page.getByText(`今天还可以试 ${left} 次`).waitFor()
    await page.getByRole('button', { name: '重新开始' }).click()
  }
  await attempt({ kind: 'print', name: ANNA }, /没有看到(向左转头|向右转头|张嘴)/, 4)
  await attempt({ kind: 'person', name: BEATE, first: ANNA, seed: 4 }, /不像同一个人/, 3)
  // the minute is over on the server, whatever the phone thinks: not a try
  await attempt(person(ANNA, 5), /已超时，请重新开始/, 3, () => {
    t.clock.offsetMs += 90_000
  })
  await attempt(RECORDING, /这张照片以前用过/, 2)
  await attempt(person(BEATE, 6), /与登记的人脸不一致/, 1)
  await attempt(person(BEATE, 7), /与登记的人脸不一致/, 0)
  await page.getByText('今天的 5 次机会已用完，已交老师核对').waitFor()
  await look(page, 'five-tries')
  await page.getByRole('button', { name: '不用人脸，换一种方式' }).click()
  await page.getByRole('button', { name: /请班主任当面核验/ }).waitFor()
  await look(page, 'other-ways')
  expect(await passes()).toEqual(before)

  // for the school: one case with what was noticed each time, and no picture
  const desk = await (await office()).newPage()
  await staffLogin(desk, t, 'class-teacher2A')
  await desk.goto(`${t.url}/console/face-cases`)
  await heading(desk, '本人核验')
  const row = desk.getByRole('row').filter({ hasText: student(t, 'A3').name })
  for (const flag of ['与登记的人脸不一致', '用了以前拍过的照片', '中途换了人', /没有(向左转头|向右转头|张嘴)/]) {
    await row.getByText(flag).first().waitFor()
  }
  await row.getByText('当天第 5 次').waitFor()
  expect(await desk.locator('main img').count()).toBe(0)
  await look(desk, 'case')
  await row.getByRole('button', { name: /核对/ }).waitFor()
}, 600_000)
