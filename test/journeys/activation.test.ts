import { activation } from '@zhuxue/contracts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recentSms } from '../../apps/server/src/modules/notifications/index.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { eventually, heading, look, phone, shot } from './browser.ts'
import { PASSWORD, student, studentLogin } from './people.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
})
afterAll(() => t?.close())

const click = (page: Page, name: string | RegExp) => page.getByRole('button', { name }).first().click()

/** As on the first day: a preset password from the slip, nothing done. */
async function asNew(key: string, birth?: string): Promise<void> {
  await t.owner.query(
    'update student_accounts set must_change_password = true, activated_at = null, wizard_done_at = null where student_id = $1',
    [student(t, key).id],
  )
  if (birth) await t.owner.query('update students set birth_date = $2 where id = $1', [student(t, key).id, birth])
}

async function ownPassword(page: Page): Promise<void> {
  await page.getByLabel('密码条上的密码').fill(PASSWORD)
  await page.getByLabel('新密码', { exact: true }).fill('Wode-mima-2026')
  await page.getByLabel('再输一次新密码').fill('Wode-mima-2026')
  await page.getByRole('button', { name: /保存/ }).click()
}

/** What the phone of the student or the guardian received last. */
const sms = async (): Promise<string> => (await recentSms(t.platform))[0]?.text ?? ''

test('without face, with a wrong roll datum, resumed on a second device', async () => {
  await asNew('A3')
  const one = await (await phone()).newPage()
  await studentLogin(one, t, 'A3')
  await ownPassword(one)
  await heading(one, '账号激活')
  await look(one, 'steps')

  // notice and consents, one at a time; every other address leads here until the notice is accepted
  await one.getByRole('link', { name: '开始' }).click()
  await heading(one, '告知与同意')
  await one.getByRole('heading', { name: '个人信息处理告知' }).waitFor()
  await look(one, 'notice')
  await click(one, '我已阅读，同意')
  await one.getByRole('heading', { name: '与有关部门核对家庭情况' }).waitFor()
  await click(one, '同意核对')
  await one.getByRole('heading', { name: '人脸识别' }).waitFor()
  await look(one, 'face-consent')
  await click(one, /不用人脸/)
  await one.getByRole('heading', { name: '短信提醒' }).waitFor()
  await click(one, '同意接收短信')

  // a wrong datum
  await heading(one, '核对学籍信息')
  await click(one, '户籍地类型不对')
  await one.getByLabel('正确的内容').fill('镇')
  await shot(one, 'report')
  await click(one, '告诉学校')
  await one.getByRole('heading', { name: '我反映的问题' }).waitFor()
  await look(one, 'roll')

  // the phone dies here; she goes on with another one
  await one.context().close()
  const two = await (await phone()).newPage()
  await two.goto(`${t.url}/student/`)
  await two.getByLabel('证件号码').fill(student(t, 'A3').idNumber)
  await two.getByLabel('密码', { exact: true }).fill('Wode-mima-2026')
  await click(two, '登录')
  await heading(two, '账号激活')
  await two.getByRole('link', { name: '继续办理' }).click()
  await heading(two, '核对学籍信息')
  await two.getByText('学校正在核实').first().waitFor()
  await click(two, '都看过了，继续')

  await heading(two, '确认手机号')
  await two.getByLabel('手机号码').fill('154 0000 4321')
  await click(two, '获取验证码')
  await two.getByText('验证码已发到 154****4321').waitFor()
  await eventually(sms).toContain('验证码')
  await two.getByLabel('6位验证码').fill('000000')
  await click(two, '确认')
  await two.getByText('验证码不正确，还可以试4次。').waitFor()
  await look(two, 'code')
  await two.getByLabel('6位验证码').fill(/验证码(\d{6})/.exec(await sms())?.[1] ?? '')
  await click(two, '确认')

  await heading(two, '怎样核对是您本人')
  await look(two, 'in-person-or-face')
  await click(two, '老师当面核对')
  await heading(two, '学籍照片')
  await click(two, '以后再办')
  await heading(two, '账号激活')
  await look(two, 'steps-done')
  await click(two, '先进入首页')
  await heading(two, /你好|您好|张美玲/)
  await two.getByText('账号激活还有1步没办').waitFor()

  const officer = await t.as('roll-officer')
  const { items } = (await officer.call(activation.listRollReports)).body
  expect(items.map((i) => [i.studentName, i.label, i.claimed, i.status])).toEqual([
    ['张美玲', '户籍地类型', '镇', 'open'],
  ])
})

test('under 14 the guardian decides by a link; a stranger does not get in, and the link counts once', async () => {
  await asNew('A5', '2013-05-01')
  const child = await (await phone()).newPage()
  await studentLogin(child, t, 'A5')
  await ownPassword(child)
  await heading(child, '账号激活')
  await child.getByRole('link', { name: '开始' }).click()
  await child.getByRole('heading', { name: '请监护人来决定' }).waitFor()
  await look(child, 'ask-guardian')
  await click(child, /发短信给监护人/)
  await child.getByText('短信已发出').waitFor()
  await eventually(sms).toContain('/g/')
  const path = /\/g\/[A-Za-z0-9_-]+/.exec(await sms())?.[0] ?? ''

  const guardian = await (await phone()).newPage()
  await guardian.goto(t.url + path)
  await heading(guardian, '监护人同意告知书')
  await look(guardian, 'guardian-key')
  await guardian.getByLabel(/孩子证件号码的后4位/).fill('0101')
  await click(guardian, '下一步')
  await guardian.getByText('还可以试4次').first().waitFor()
  await look(guardian, 'guardian-wrong-key')
  await guardian.getByLabel(/孩子证件号码的后4位/).fill('5月1日')
  await click(guardian, '下一步')
  await guardian.getByRole('heading', { name: '个人信息处理告知' }).waitFor()
  // the guardian is spoken to about the child, not as if the data were the guardian's own
  await guardian.getByText('请您阅读后替孩子决定').waitFor()
  await guardian.getByText('是否同意用孩子的人脸').waitFor()
  expect(await guardian.getByText(/你的|用您的|您申请资助/).count()).toBe(0)
  await click(guardian, '签字提交')
  // the list names each open item; no sentence stands there twice
  await guardian.getByRole('alert').waitFor()
  const open = await guardian.getByRole('alert').getByRole('listitem').allTextContents()
  expect(open).toContain('“人脸识别”：请您选择同意或不同意。')
  expect(new Set(open).size).toBe(open.length)
  const yes = ['data-processing', 'department-matching', 'sms']
  for (const p of [...yes, 'face']) await guardian.locator(`#c-${p}-${p === 'face' ? 'no' : 'yes'}`).check()
  await guardian.getByLabel('您的姓名').fill('赵建华')
  await guardian.getByLabel('您和孩子的关系').fill('父亲')
  await look(guardian, 'guardian-sign')
  await click(guardian, '签字提交')
  await heading(guardian, '已收到您的签字')
  await look(guardian, 'guardian-done')

  // forwarded afterwards, it opens nothing and says what to do
  const stranger = await (await phone()).newPage()
  await stranger.goto(t.url + path)
  await heading(stranger, '链接不能使用')
  await stranger.getByText('已经用过').waitFor()
  await look(stranger, 'link-used')

  await click(child, '看看签好没有')
  await eventually(() => child.getByText('已同意').count()).toBeGreaterThan(2)
  const own = (await (await t.asStudent('A5')).call(activation.ownConsents)).body.consents
  expect(own.map((c) => [c.purpose, c.state, c.last?.by])).toEqual([
    ['data-processing', 'given', '赵建华（父亲）'],
    ['department-matching', 'given', '赵建华（父亲）'],
    ['face', 'refused', '赵建华（父亲）'],
    ['sms', 'given', '赵建华（父亲）'],
  ])
})
