import type { Page } from 'playwright-core'
import { heading } from './browser.ts'
import { paper } from './people.ts'

export interface Question {
  /** the step in the address */
  readonly step: string
  readonly title: string
  answer(page: Page, name: string): Promise<void>
}

const choose = (page: Page, label: string) => page.getByLabel(label, { exact: true }).check()
const nothing = async () => undefined

/** The questions of the form in their order, each with an answer that a person could give. */
export const questions: readonly Question[] = [
  { step: 'programmes', title: '您要申请哪些资助？', answer: nothing },
  { step: 'roll', title: '这些学籍信息对吗？', answer: (p) => choose(p, '都对') },
  { step: 'phone', title: '我们怎么联系您？', answer: nothing },
  // full-width digit and unit, as phones type them
  { step: 'household', title: '您家一共有几口人？', answer: (p) => p.getByLabel('家庭人口').fill('５ 人') },
  { step: 'students', title: '家里有几个人在上学？', answer: (p) => p.getByLabel('在学人数').fill('2') },
  {
    step: 'dependants',
    title: '家里需要赡养或抚养几个人？',
    answer: (p) => p.getByLabel('赡养、抚养人数').fill('2'),
  },
  { step: 'unemployed', title: '家里有几个大人没有工作？', answer: (p) => p.getByLabel('失业人数').fill('1') },
  { step: 'income', title: '家里去年平均每人收入多少元？', answer: (p) => choose(p, '不清楚') },
  { step: 'groups', title: '您家属于下面哪些情况？', answer: (p) => choose(p, '都没有') },
  {
    step: 'members',
    title: '家里还有哪些人？',
    answer: async (p) => {
      await p.getByRole('button', { name: '添加一位家人' }).click()
      await p.getByLabel('姓名', { exact: true }).fill('张大山')
      await p.getByLabel('和您的关系').fill('父亲')
    },
  },
  {
    step: 'events',
    title: '家里最近遇到过这些困难吗？',
    answer: async (p) => {
      await choose(p, '家人残疾、年老多病或重病')
      await p.getByLabel('家人残疾、年老多病或重病：简单说明').fill('父亲腰椎手术，长期服药')
    },
  },
  { step: 'attachments', title: '请拍照上传材料', answer: addPhotos },
  {
    step: 'promise',
    title: '承诺和签名',
    answer: async (p, name) => {
      await choose(p, '我已经看过，并且同意以上三条')
      await p.getByLabel('签名：请输入您的姓名').fill(name)
    },
  },
]

/** Gives every required paper; each is on the phone when it returns, not necessarily on the server. */
async function addPhotos(page: Page): Promise<void> {
  const wanted = page.locator('section').filter({ hasText: '必须上传' })
  for (const box of await wanted.all()) {
    const title = (await box.getByRole('heading').textContent()) ?? ''
    await box
      .locator('input[type=file]')
      .setInputFiles({ name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: await paper(title) })
    await box.getByRole('link', { name: `查看${title}` }).waitFor()
  }
}

/** Goes on to the next question, or back to the check page. */
export const next = (page: Page) => page.getByRole('button', { name: /^(继续|保存，回到核对页)$/ }).click()

/** Fills the form from its first question to the check page. `each` may replace the page after an answer. */
export async function fillForm(
  page: Page,
  name: string,
  each?: (page: Page, question: Question) => Promise<Page>,
): Promise<Page> {
  let p = page
  for (const question of questions) {
    await heading(p, question.title)
    await question.answer(p, name)
    if (each) p = await each(p, question)
    await next(p)
  }
  await heading(p, '请核对，再提交')
  return p
}

/** All photos have reached the server. */
export async function photosSent(page: Page): Promise<void> {
  await page.getByText('已存在手机上，等待上传').first().waitFor({ state: 'detached' })
}

/** The draft has reached the server. */
export const draftSaved = (page: Page): Promise<void> => page.locator('.sync').getByText('已保存').waitFor()
