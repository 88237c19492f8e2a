import { readFileSync } from 'node:fs'
import { disbursement, hardshipTitles } from '@zhuxue/contracts'
import exceljs from 'exceljs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Bank } from '../../apps/server/src/simulators/bank.ts'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { cardNumber } from '../../apps/server/src/testing/money.ts'
import { apply, passSchool } from '../../apps/server/src/testing/money-path.ts'
import { accessible, heading, look, office, phone, shot } from './browser.ts'
import { fillForm, photosSent } from './form.ts'
import { forward, menu, PASSWORD, staffLogin, student, studentLogin } from './people.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
})
afterAll(() => t?.close())

/** 普秀英: the waiver is automatic for her, the grant needs a hardship determination. */
const HER = 'A7'
const OTHERS = ['A1', 'A3']

const dialog = (page: Page) => page.getByRole('dialog')
/** Sends the dialog that is open by its own button, whose name is that of the act. */
const confirm = (page: Page, name: string | RegExp) => dialog(page).getByRole('button', { name }).last().click()

/** A page of the console for one person, logged in by name and password. */
async function desk(key: string): Promise<Page> {
  const page = await (await office({ acceptDownloads: true })).newPage()
  await staffLogin(page, t, key)
  return page
}

/** Opens her application of a programme from the list of applications. */
async function openApplication(page: Page, programme: string): Promise<void> {
  await menu(page, '申请')
  const row = page
    .getByRole('row')
    .filter({ hasText: student(t, HER).name })
    .filter({ hasText: programme })
  await row.getByRole('link').click()
  await heading(page, `${student(t, HER).name} · ${programme}`)
}

test('one student’s money, from log-in to bank account, by six people who log in', async () => {
  const her = student(t, HER)

  // 1 · the aid officer opens the round
  const officer = await desk('aid-officerA')
  await look(officer, 'officer-work-empty')
  await menu(officer, '申请批次')
  await officer.getByRole('button', { name: '开通申请' }).click()
  await dialog(officer).getByLabel('国家助学金：上级下达名额').fill('5')
  await dialog(officer).getByLabel('国家助学金：下达文件号').fill('官教资〔2026〕3号')
  await look(officer, 'officer-open-round')
  await confirm(officer, '开通申请')
  await dialog(officer).getByText('受理窗口：2026年9月1日 至').waitFor()
  await confirm(officer, '关闭')
  await look(officer, 'officer-rounds')
  const round = await t.owner.query<{ id: string }>('select id from rounds')
  const roundId = round.rows[0]?.id ?? ''

  // 2 · the student changes the password of her slip, sees what she may get, and applies on her phone
  await t.owner.query('update student_accounts set must_change_password = true where student_id = $1', [her.id])
  const hers = await (await phone()).newPage()
  await hers.goto(`${t.url}/student/`)
  await hers.getByLabel('证件号码').waitFor()
  await look(hers, 'student-login')
  await studentLogin(hers, t, HER)
  await heading(hers, '设置您自己的密码')
  await look(hers, 'student-first-password')
  await hers.getByLabel('密码条上的密码').fill(PASSWORD)
  await hers.getByLabel('新密码', { exact: true }).fill('xiuying2026')
  await hers.getByLabel('再输一次新密码').fill('xiuying2026')
  await hers.getByRole('button', { name: '保存新密码' }).click()
  await heading(hers, `${her.name}，您好`)
  await look(hers, 'student-home')
  await hers.getByRole('link', { name: '去申请' }).click()
  await fillForm(hers, her.name, async (page, question) => {
    await look(page, `form-${question.step}`)
    if (question.step === 'attachments') await photosSent(page)
    return page
  })
  await look(hers, 'form-check')
  await hers.getByRole('button', { name: '提交申请' }).click()
  await heading(hers, '申请已提交')
  await look(hers, 'form-sent')
  for (const key of OTHERS) {
    for (const a of Object.values(await apply(t, key, roundId))) await passSchool(t, key, a.id)
  }

  // 3 · the class teacher checks and proposes a level of hardship
  const teacher = await desk('class-teacher2A')
  await teacher
    .getByRole('link', { name: new RegExp(her.name) })
    .first()
    .waitFor()
  await look(teacher, 'teacher-work')
  await openApplication(teacher, '国家助学金')
  await look(teacher, 'teacher-application')
  await teacher.getByRole('button', { name: '提出困难等级建议' }).click()
  await dialog(teacher).getByLabel(hardshipTitles.mild, { exact: true }).check()
  await dialog(teacher).getByLabel('理由').fill('父亲手术后家里只有母亲有收入。')
  await dialog(teacher).getByLabel('补充依据').fill('8月家访，父亲手术后不能下地。')
  await shot(teacher, 'teacher-hardship')
  await confirm(teacher, '提出困难等级建议')
  await teacher.getByText('待审定').first().waitFor()
  await teacher.getByRole('button', { name: '初审通过' }).click()
  await teacher.getByText('已办理：').waitFor()
  await look(teacher, 'teacher-done')
  await openApplication(teacher, '免学费')
  await teacher.getByRole('button', { name: '初审通过' }).click()
  await teacher.getByText('已办理：').waitFor()

  // 4 · the aid officer decides the hardship and reviews both applications
  await menu(officer, '困难认定')
  await officer.getByRole('button', { name: '审定', exact: true }).click()
  await look(officer, 'officer-hardship')
  await confirm(officer, '审定')
  await officer.getByText('困难等级已审定').waitFor()
  for (const programme of ['国家助学金', '免学费']) {
    await openApplication(officer, programme)
    await look(officer, `officer-review-${programme}`)
    for (const box of await officer.getByLabel('我已核对，可以通过').all()) await box.check()
    await officer.getByRole('button', { name: '审核通过' }).click()
    await officer.getByText('已办理：').waitFor()
  }

  // 5 · the committee decides both lists
  const committee = await desk('aid-committeeA')
  for (const programme of ['国家助学金', '免学费']) {
    await menu(committee, '评审名单')
    await committee.getByRole('link', { name: new RegExp(`· ${programme}`) }).click()
    await heading(committee, `评审名单 · ${programme}`)
    await look(committee, `committee-${programme}`)
    await committee.getByRole('button', { name: '作出决定' }).click()
    await dialog(committee).getByLabel('会议纪要').fill('9月1日下午在会议室逐一评审，同意拟资助名单。')
    await dialog(committee).getByLabel('到会成员').fill('校长、资助专干、教师代表、学生代表')
    await dialog(committee).getByLabel('我已核对名单和名额，同意按此决定').check()
    await look(committee, `committee-decide-${programme}`)
    await confirm(committee, '作出决定')
    await committee.getByText('已决定：拟资助 3 人').waitFor()
  }

  // the officer publishes; the demo bar moves the clock over the five working days
  await menu(officer, '公示')
  for (const programme of ['国家助学金', '免学费']) {
    await officer.getByRole('button', { name: '发布公示' }).click()
    await dialog(officer).getByLabel(programme, { exact: true }).check()
    await dialog(officer).getByLabel('我已核对名单和说明，同意公示').check()
    await look(officer, `officer-publish-${programme}`)
    await confirm(officer, '发布公示')
    await officer.getByText('已发布公示 3 人，公示至').waitFor()
  }
  await look(officer, 'officer-notices')
  await forward(officer, t, 5, 2)
  await officer.reload()
  await officer.getByRole('row').filter({ hasText: '已期满' }).first().waitFor()

  // 6 · the county approves the whole batch
  const county = await desk('county-aid')
  await look(county, 'county-work')
  await menu(county, '县级审核')
  await county.getByLabel('全选已显示的申请').check()
  await look(county, 'county-batch')
  await county.getByRole('button', { name: '批准', exact: true }).click()
  await confirm(county, '批准')
  await county.getByText('已办理 6 份').waitFor()
  await look(county, 'county-done')

  // cards: the officer imports the bank's list and records that she activated hers
  await menu(officer, '中职卡')
  await officer.getByRole('link', { name: '导入开卡清单' }).click()
  await officer.locator('input[type=file]').setInputFiles({
    name: '开卡清单.xlsx',
    mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    buffer: await cardList(),
  })
  await officer.getByRole('button', { name: '检查文件' }).click()
  await officer.getByRole('button', { name: '导入 3 张卡' }).click()
  await confirm(officer, '导入 3 张卡')
  await officer.getByText('已导入 3 张卡').waitFor()
  await look(officer, 'officer-cards-imported')
  await hers.getByRole('link', { name: '回首页' }).click()
  await hers.getByRole('link', { name: '资助款', exact: true }).click()
  await hers.getByText('尾号').first().waitFor()
  await look(hers, 'student-card-issued')
  await menu(officer, '中职卡')
  const card = officer.getByRole('row').filter({ hasText: her.name })
  await card.getByRole('button', { name: '登记激活' }).click()
  await confirm(officer, '登记激活')
  await card.getByText('已激活').waitFor()
  await look(officer, 'officer-cards')

  // money: allocated, run built, approved by another, sealed, sent, answered
  const allocated = await (await t.as('county-finance')).call(disbursement.allocateFunds, {
    body: {
      schoolId: t.world.schools.A.id,
      programme: 'national-grant',
      term: '2026-autumn',
      amountFen: 1_000_000,
      documentNo: '官财教〔2026〕18号',
    },
  })
  expect(allocated.status, JSON.stringify(allocated.body)).toBe(200)
  await forward(officer, t, 30)
  await officer.goto(`${t.url}/console/work`)
  const waiting = officer.getByRole('region', { name: /待组发放批次/ })
  await waiting.getByRole('link', { name: /^国家助学金.*2026年9月/ }).click()
  await heading(officer, '组成发放批次')
  await officer
    .getByRole('button', { name: /已到期/ })
    .first()
    .click()
  await look(officer, 'officer-new-run')
  await officer.getByRole('button', { name: '组成批次' }).click()
  await confirm(officer, '组成批次')
  await officer.getByRole('list', { name: '办理进度' }).waitFor()
  await look(officer, 'officer-run')

  const finance = await desk('financeA')
  await look(finance, 'finance-work')
  await finance
    .getByRole('region', { name: /待审批发放批次/ })
    .getByRole('listitem')
    .getByRole('link')
    .click()
  const step = async (name: string) => {
    await finance.getByRole('button', { name, exact: true }).click()
    await confirm(finance, name)
    await dialog(finance).waitFor({ state: 'detached' })
  }
  await step('审批通过')
  await step('生成并封存文件')
  const [download] = await Promise.all([
    finance.waitForEvent('download'),
    finance.getByRole('button', { name: '下载银行文件' }).click(),
  ])
  const bank = new Bank()
  const batch = bank.submit(readFileSync(await download.path()))
  await look(finance, 'finance-sealed')
  await step('登记已送银行')
  await finance.getByRole('button', { name: '导入银行回盘' }).click()
  await dialog(finance)
    .locator('input[type=file]')
    .setInputFiles({ name: '回盘.csv', mimeType: 'text/csv', buffer: bank.answer(batch) })
  await confirm(finance, '导入银行回盘')
  await finance.getByText('回盘已接受：到账 1 笔').waitFor()
  await step('对账办结')
  await finance.getByText('对账相符').waitFor()
  await look(finance, 'finance-closed')

  // and she sees it arrive
  await hers.reload()
  await heading(hers, '我的资助款')
  const grant = hers.getByRole('region', { name: '国家助学金' })
  await grant.getByText(/到账.*尾号/).waitFor()
  await look(hers, 'student-paid')
  await hers.getByRole('link', { name: '进度' }).click()
  await hers.getByRole('link', { name: /国家助学金/ }).click()
  await hers.getByText('已到账1期').first().waitFor()
  await look(hers, 'student-tracker')
  await hers.getByRole('link', { name: /消息/ }).click()
  await heading(hers, '消息')
  await look(hers, 'student-messages')
  await hers.getByRole('link', { name: '我的', exact: true }).click()
  await look(hers, 'student-settings')

  const paid = bank.paid()
  expect(paid).toHaveLength(1)
  const books = await t.owner.query<{ sum: string }>(
    'select coalesce(sum(amount_fen), 0)::text as sum from payment_items where student_id = $1 and status = $2',
    [her.id, 'paid'],
  )
  expect(Number(books.rows[0]?.sum)).toBe(Math.round(Number(paid[0]?.amount) * 100))
  await accessible(finance)
}, 480_000)

/** The bank's list of opened cards, as a workbook. */
async function cardList(): Promise<Buffer> {
  const book = new exceljs.Workbook()
  const sheet = book.addWorksheet('开卡清单')
  sheet.addRow(['序号', '姓名', '证件号', '卡号', '开卡日期', '结果', '原因'])
  for (const [i, key] of [HER, ...OTHERS].entries()) {
    const s = student(t, key)
    sheet.addRow([i + 1, s.name, s.idNumber, cardNumber(i + 1), '2026-09-08', '成功', ''])
  }
  return Buffer.from(await book.xlsx.writeBuffer())
}
