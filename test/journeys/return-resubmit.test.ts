import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { openRound } from '../../apps/server/src/testing/money-path.ts'
import { eventually, heading, look, office, phone } from './browser.ts'
import { fillForm, next, photosSent } from './form.ts'
import { menu, PASSWORD, paper, staffLogin, student, studentLogin } from './people.ts'

let t: TestApp
beforeAll(async () => {
  t = await testApp({ listen: true, demo: true, password: PASSWORD })
  await openRound(t)
})
afterAll(() => t?.close())

test('returned with a reason for each answer; corrected on the phone; the teacher sees what changed', async () => {
  const { name } = student(t, 'A3')
  const hers = await (await phone()).newPage()
  await studentLogin(hers, t, 'A3', '/apply')
  await fillForm(hers, name)
  await hers.getByRole('button', { name: '提交申请' }).click()
  await heading(hers, '申请已提交')
  const reference = await hers.locator('.banner .num').textContent()

  const teacher = await (await office()).newPage()
  await staffLogin(teacher, t, 'class-teacher2A')
  await teacher
    .getByRole('link', { name: new RegExp(name) })
    .first()
    .click()
  await heading(teacher, new RegExp(name))
  await teacher.getByRole('button', { name: '退回补正' }).click()
  const dialog = teacher.getByRole('dialog')
  await dialog.getByRole('button', { name: '退回补正' }).click()
  // an empty return is refused in place
  await dialog.getByText('有 1 处需要改正').waitFor()
  await dialog.getByLabel('家庭人口数', { exact: true }).check()
  await dialog.getByLabel('上传的材料', { exact: true }).check()
  await dialog.getByLabel('家庭人口数：要怎么改').fill('户口簿上是4人，请核对。')
  await dialog.getByLabel('上传的材料：要怎么改').fill('户口簿照片看不清，请重拍。')
  await look(teacher, 'teacher-return')
  await dialog.getByRole('button', { name: '退回补正' }).click()
  await teacher.getByText('已办理：').waitFor()
  await look(teacher, 'teacher-returned')

  // she is told, and sees each reason where the answer stands
  await hers.getByRole('link', { name: '回首页' }).click()
  await hers.reload()
  await hers.getByRole('heading', { name: '申请被退回，请补正后重新提交' }).first().waitFor()
  await look(hers, 'student-home-returned')
  await hers.getByRole('link', { name: '去办理' }).first().click()
  await heading(hers, '请核对，再提交')
  await hers.getByText('退回原因：户口簿上是4人，请核对。').waitFor()
  await hers.getByText('退回原因：户口簿照片看不清，请重拍。').waitFor()
  await look(hers, 'student-reasons')
  await hers.getByRole('link', { name: '修改：您家一共有几口人？' }).click()
  await heading(hers, '您家一共有几口人？')
  await hers.getByText('退回原因：户口簿上是4人，请核对。').waitFor()
  await look(hers, 'student-reason-at-field')
  await hers.getByLabel('家庭人口').fill('4')
  await next(hers)
  await hers.getByRole('link', { name: '修改：请拍照上传材料' }).click()
  await heading(hers, '请拍照上传材料')
  const box = hers.locator('section').filter({ has: hers.getByRole('heading', { name: '户口簿', exact: false }) })
  await box.locator('input[type=file]').setInputFiles({
    name: 'IMG_0002.jpg',
    mimeType: 'image/jpeg',
    buffer: await paper('户口簿（重拍）'),
  })
  await photosSent(hers)
  await eventually(() => box.getByText('已上传').count()).toBe(2)
  await next(hers)
  await hers.getByRole('button', { name: '重新提交' }).click()
  await heading(hers, '申请已提交')
  expect(await hers.locator('.banner .num').textContent()).toBe(reference)
  await look(hers, 'student-resubmitted')

  // the teacher sees old and new side by side
  await menu(teacher, '待办')
  await teacher
    .getByRole('link', { name: new RegExp(name) })
    .first()
    .click()
  await teacher.getByText(/重新提交后有 \d 处变化，已标出/).waitFor()
  const changed = teacher.locator('.answer-changed').filter({ hasText: '家庭人口数' })
  expect(await changed.locator('del').textContent()).toContain('5')
  expect(await changed.locator('ins').textContent()).toContain('4')
  await look(teacher, 'teacher-differences')
  const sent = await t.owner.query('select count(*)::int as n from submissions')
  expect(sent.rows).toEqual([{ n: 1 }])
})
