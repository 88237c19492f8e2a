import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask } from '../../apps/server/src/modules/face/face-test-kit.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { seedCards } from '../../apps/server/src/testing/money.ts'
import { heading, look, office, phone } from './browser.ts'
import { PASSWORD, staffLogin, student, studentLogin } from './people.ts'

/** 中职卡 lost: said on the phone after the check of the person, dealt with by the aid officer, answered on the phone. */
let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  const { id, ...of } = t.world.students.A3 as { id: string; scope: string; schoolId: string }
  await seedCards(t.platform, [{ id, scope: of.scope, schoolId: of.schoolId }])
  await ask(t, 'A', ['change-card'])
})
afterAll(() => t?.close())

test('a lost card: the bank first, who is this by the class teacher’s code, the officer reissues, she reads it', async () => {
  const mine = await (await phone()).newPage()
  await studentLogin(mine, t, 'A3', '/payments')
  await heading(mine, '我的资助款')
  await look(mine, 'payments')
  await mine.getByRole('link', { name: '卡丢了、坏了，或信息不对' }).click()
  await heading(mine, '反映卡的问题')
  await mine.getByRole('button', { name: '提交' }).click()
  await mine.getByText('请选择是什么问题。').waitFor()
  await mine.getByLabel('卡的信息不对').check()
  await mine.getByRole('button', { name: '提交' }).click()
  await mine.getByText('请写明哪一项不对、应该是什么。').waitFor()
  await mine.getByLabel('卡丢了').check()
  await mine.getByText('口头挂失').waitFor()
  await mine.getByLabel('补充说明').fill('昨天在食堂丢的')
  await look(mine, 'form')
  await mine.getByRole('button', { name: '提交' }).click()

  // the school asks who this is, above the form; no face is registered, so the equal ways are offered
  const who = mine.getByRole('dialog', { name: '确认是您本人：变更银行卡信息' })
  await who.getByRole('button', { name: /请班主任当面核验/ }).waitFor()
  await look(mine, 'who')
  await who.getByRole('button', { name: /请班主任当面核验/ }).click()
  const desk = await (await office()).newPage()
  await staffLogin(desk, t, 'class-teacher2A')
  await desk.goto(`${t.url}/console/face-cases`)
  await heading(desk, '本人核验')
  await desk.getByRole('button', { name: /给一次性码/ }).click()
  await desk.getByLabel('本人熟识，当面确认').check()
  await desk.getByRole('dialog').getByRole('button', { name: '给一次性码' }).click()
  const code = (await desk.locator('.face-code').textContent()) ?? ''
  await who.getByLabel('班主任给您的一次性码').fill(code)
  await who.getByRole('button', { name: '提交', exact: true }).click()
  await who.getByRole('button', { name: '继续' }).click()

  // what she typed was sent by itself
  await heading(mine, '我的资助款')
  await mine.getByText('您反映：卡丢了').waitFor()
  await mine.getByText('待学校办理').waitFor()
  await look(mine, 'reported')

  const aid = await (await office()).newPage()
  await staffLogin(aid, t, 'aid-officerA')
  await aid.getByText('学生反映中职卡有问题').waitFor()
  await aid.goto(`${t.url}/console/cards`)
  await heading(aid, '中职卡')
  await aid.getByRole('link', { name: '学生反映' }).click()
  await heading(aid, '学生反映的中职卡问题')
  await aid.getByText('昨天在食堂丢的').waitFor()
  await look(aid, 'console-list')
  await aid.getByRole('button', { name: '办理' }).click()
  const dialog = aid.getByRole('dialog')
  await dialog.getByLabel('办理补换卡，原卡停用').check()
  await dialog.getByText('丢失的卡记为挂失').waitFor()
  await dialog.getByRole('textbox', { name: '办理情况' }).fill('已报建设银行补卡，约10个工作日后到校领取')
  await look(aid, 'console-decide')
  await dialog.getByRole('button', { name: '办理' }).click()
  await aid.getByText('已办理，学生会收到消息').waitFor()

  await t.runJobs()
  await mine.goto(`${t.url}/student/messages`)
  await mine.getByText('中职卡：学校已为您办理补换卡').click()
  await mine.getByRole('link', { name: '去看看' }).click()
  await heading(mine, '我的资助款')
  await mine.getByText('已报建设银行补卡').waitFor()
  await mine.getByText('已挂失', { exact: true }).waitFor()
  await look(mine, 'answered')
  const { rows } = await t.owner.query('select status from cards where student_id = $1', [student(t, 'A3').id])
  expect(rows).toEqual([{ status: 'lost' }])
}, 300_000)

test('taken back: the card was found', async () => {
  const { id, scope, schoolId } = t.world.students.A4 as { id: string; scope: string; schoolId: string }
  await seedCards(t.platform, [{ id, scope, schoolId }], 50)
  await ask(t, 'A', [])
  const mine = await (await phone()).newPage()
  await studentLogin(mine, t, 'A4', '/payments/card')
  await mine.getByLabel('卡坏了，不能用').check()
  await mine.getByRole('button', { name: '提交' }).click()
  await mine.getByText('您反映：卡坏了，不能用').waitFor()
  await mine.getByRole('button', { name: '撤回' }).click()
  await mine.getByRole('dialog', { name: '撤回这条反映？' }).getByRole('button', { name: '撤回' }).click()
  await mine.getByText('已撤回', { exact: true }).waitFor()
  await mine.getByRole('link', { name: '卡丢了、坏了，或信息不对' }).waitFor()
}, 120_000)
