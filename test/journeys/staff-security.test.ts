import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { codeNow, keyOf } from '../../apps/server/src/modules/identity/staff-test-kit.ts'
import { delivery } from '../../apps/server/src/simulators/wechat.ts'
import { type Client, type TestApp, testApp } from '../../apps/server/src/testing/app.ts'
import { eventually, heading, look, office, phone, shot } from './browser.ts'
import { menu, PASSWORD } from './people.ts'

/** Accounts as in production: no demo, so every log-in asks for the second factor. */
const WECHAT = { token: 'journey-token', appId: 'wxjourney', aesKey: undefined }
let t: TestApp
let base: string
beforeAll(async () => {
  t = await testApp({
    listen: true,
    password: PASSWORD,
    config: {
      wechat: { ...WECHAT, appSecret: 's', name: '昆明资助', apiUrl: 'http://127.0.0.1:9', templateId: undefined },
    },
  })
  // passkeys exist on names, not on bare addresses
  base = t.url.replace('127.0.0.1', 'localhost')
})
afterAll(() => t.close())

const name = (key: string): string => (t.world.staff[key] as { name: string }).name
const username = (key: string): string => (t.world.staff[key] as { username: string }).username

async function typePassword(page: Page, key: string): Promise<void> {
  await page.goto(`${base}/console/`)
  await page.getByLabel('用户名').fill(username(key))
  await page.getByRole('textbox', { name: '密码' }).fill(PASSWORD)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

/** An entry of the account menu; it opens beside the window first and is clicked once it stands in its place. */
async function accountMenu(page: Page, entry: string): Promise<void> {
  await page.getByRole('button', { name: /^账号：/ }).click()
  const item = page.getByRole('menuitem', { name: entry })
  await eventually(async () => {
    const x = (await item.boundingBox())?.x ?? -1
    return x >= 0 && x < (page.viewportSize()?.width ?? 0)
  }).toBe(true)
  await item.click()
}

async function leave(page: Page): Promise<void> {
  await accountMenu(page, '退出登录')
  await page.getByRole('heading', { name: '工作人员登录' }).waitFor()
}

/** The browser of somebody who is logged in already. */
async function browserOf(client: Client, where: BrowserContext): Promise<Page> {
  const [cookie, value] = client.cookie.split('=') as [string, string]
  await where.addCookies([{ name: cookie, value, url: base, httpOnly: true, sameSite: 'Lax' }])
  return where.newPage()
}

it('first log-in with the authenticator app, then a log-in with a code and one with a recovery code', async () => {
  const page = await (await phone()).newPage()
  await typePassword(page, 'principalA')
  await heading(page, '绑定第二重验证')
  await page.getByRole('button', { name: '绑定动态码' }).waitFor()
  await look(page, 'enrol')
  await page.getByRole('button', { name: '绑定动态码' }).click()
  await page.getByRole('img', { name: '绑定动态码的二维码' }).waitFor()
  await look(page, 'scan')
  const key = keyOf((await page.locator('.secret').textContent()) ?? '')
  await page.getByRole('textbox', { name: '动态码' }).fill('12345')
  await page.getByRole('button', { name: '完成绑定' }).click()
  await page.getByText('动态码是 6 位数字').first().waitFor()
  await page.getByRole('textbox', { name: '动态码' }).fill(codeNow(key))
  await page.getByRole('button', { name: '完成绑定' }).click()
  await page.getByText('请保存恢复码').waitFor()
  await look(page, 'recovery-codes')
  const codes = await page.locator('.codes code').allTextContents()
  expect(codes).toHaveLength(10)
  await page.getByLabel('我已保存恢复码').check()
  await page.getByRole('button', { name: '继续' }).click()
  await heading(page, '待办')
  await leave(page)
  await t.owner.query('update staff_totp set last_step = 0')
  await typePassword(page, 'principalA')
  await heading(page, '第二重验证')
  await look(page, 'second-factor')
  await page.getByRole('textbox', { name: '动态码' }).fill('000000')
  await page.getByRole('button', { name: '验证并进入' }).click()
  await page.getByText('动态码不正确').first().waitFor()
  await page.getByRole('textbox', { name: '动态码' }).fill(codeNow(key))
  await page.getByRole('button', { name: '验证并进入' }).click()
  await heading(page, '待办')
  await leave(page)
  await typePassword(page, 'principalA')
  await page.getByRole('button', { name: '设备不在身边，用恢复码' }).click()
  await page.getByLabel('恢复码').fill(codes[0] ?? '')
  await page.getByRole('button', { name: '验证并进入' }).click()
  await heading(page, '待办')
  await page.getByText('您用恢复码登录了一次，还剩 9 个').waitFor()
  await look(page, 'notice')
  await page.getByRole('button', { name: '知道了' }).click()
  await page.getByText('您用恢复码登录了一次').waitFor({ state: 'detached' })
})

it('a passkey instead: made at the first log-in, used at the next, seen on the account page', async () => {
  const page = await (await office()).newPage()
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  await typePassword(page, 'financeA')
  await heading(page, '绑定第二重验证')
  await page.getByLabel('给它起个名字').waitFor()
  await look(page, 'enrol-office')
  await page.getByLabel('给它起个名字').fill('办公室电脑')
  await page.getByRole('button', { name: '添加通行密钥' }).click()
  await page.getByText('请保存恢复码').waitFor()
  await page.getByLabel('我已保存恢复码').check()
  await page.getByRole('button', { name: '继续' }).click()
  await heading(page, '待办')
  await leave(page)
  await typePassword(page, 'financeA')
  await heading(page, '第二重验证')
  await look(page, 'passkey')
  await page.getByRole('button', { name: '使用通行密钥' }).click()
  await heading(page, '待办')
  await accountMenu(page, '账号安全')
  await heading(page, '账号安全')
  await page.getByText('办公室电脑').waitFor()
  await page.getByText('还剩 10 个').waitFor()
  await look(page, 'account')
  await page.getByRole('button', { name: '删除：办公室电脑' }).click()
  await page.getByRole('dialog').getByLabel('登录密码').fill(PASSWORD)
  await page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
  await page.getByText('这是唯一的第二重验证方式').first().waitFor()
  await shot(page, 'last-factor-stays')
})

it('a session that ended asks for password and code above the open screen', async () => {
  const page = await browserOf(await t.as('security-admin', 'B'), await office())
  await page.goto(`${base}/console/staff`)
  await heading(page, '用户与角色')
  const { id } = t.world.staff['security-adminB'] as { id: string }
  const key = Buffer.from('12345678901234567890')
  await t.owner.query('insert into staff_totp (staff_id, secret_enc, confirmed_at) values ($1, $2, now())', [
    id,
    t.platform.crypto.encrypt(key, `staff_totp.secret:${id}`),
  ])
  await page.getByRole('button', { name: '新建账号' }).click()
  const dialog = page.getByRole('dialog', { name: '新建账号' })
  await dialog.getByLabel('姓名').fill('赵子云')
  await dialog.getByLabel('用户名').fill('zhao.ziyun')
  await dialog.getByLabel('角色').selectOption('principal')
  await dialog.getByLabel('任职机构').selectOption({ label: '滇池职业学校' })
  await t.owner.query('update sessions set revoked_at = now() where staff_id = $1', [id])
  await dialog.getByRole('button', { name: '新建账号' }).click()
  const again = page.getByRole('dialog', { name: '请重新登录' })
  await again.getByLabel('用户名').fill(username('security-adminB'))
  await again.getByRole('textbox', { name: '密码' }).fill(PASSWORD)
  await again.getByRole('button', { name: '登录', exact: true }).click()
  await again.getByRole('textbox', { name: '动态码' }).fill(codeNow(key))
  await again.getByRole('button', { name: '验证并进入' }).click()
  await page.getByText('一次性初始密码').waitFor()
})

it('a post changes hands: counted, confirmed by a second administrator, accepted, printed; the old account is closed', async () => {
  const first = await browserOf(await t.as('security-admin'), await office())
  await first.goto(`${base}/console/`)
  await heading(first, '待办')
  await menu(first, '用户与角色')
  await first.getByText('已全部显示').waitFor()
  await look(first, 'staff')
  await first.getByRole('button', { name: `岗位交接：${name('reviewerA')} 审核人（业务主管）` }).click()
  const dialog = first.getByRole('dialog')
  await dialog
    .getByLabel('接收人')
    .selectOption({ label: `${name('class-teacher2A')}（${username('class-teacher2A')}）` })
  await dialog.getByLabel('理由').fill('岗位调整')
  await shot(first, 'handover-dialog')
  await dialog.getByRole('button', { name: '岗位交接' }).click()
  await heading(first, '交接清单')
  await first.getByText('正在等另一位安全管理员确认').waitFor()

  const second = await browserOf(await t.as('security-admin2'), await office())
  await second.goto(`${base}/console/`)
  await heading(second, '待办')
  await second.getByText('授权申请待确认').first().waitFor()
  await menu(second, '授权申请')
  await look(second, 'requests')
  await second.getByRole('button', { name: `确认：${name('class-teacher2A')} 审核人（业务主管）` }).click()
  await second.getByRole('dialog').getByRole('button', { name: '确认' }).click()
  await second.locator('.tag', { hasText: '已生效' }).waitFor()

  const receiver = await browserOf(await t.as('class-teacher2'), await phone())
  await receiver.goto(`${base}/console/`)
  await heading(receiver, '待办')
  await receiver.getByRole('link', { name: '查看' }).first().click()
  await heading(receiver, '交接清单')
  await receiver.getByLabel('我已核对交接清单，同意接收').check()
  await receiver.evaluate('scrollTo(0, 0)')
  await look(receiver, 'accept')
  await receiver.getByRole('button', { name: '接收岗位' }).click()
  await receiver.getByText('移交人没有其他角色，账号已停用').waitFor()
  await receiver.evaluate('scrollTo(0, 0)')
  await look(receiver, 'accepted')
  await menu(first, '岗位交接')
  await first.locator('.tag', { hasText: '已交接' }).waitFor()
  await look(first, 'handovers')
  const closed = await t.owner.query('select disabled from staff_accounts where username = $1', [username('reviewerA')])
  expect(closed.rows[0].disabled).toBe(true)
})

it('the three administrators have their own consoles', async () => {
  const see = async (role: 'security-admin' | 'system-admin' | 'audit-admin', pages: string[]) => {
    const page = await browserOf(await t.as(role), await office())
    await page.goto(`${base}/console/`)
    await heading(page, '待办')
    for (const title of pages) {
      await menu(page, title)
      await page.getByRole('table').first().or(page.getByText('这一年没有查看记录')).first().waitFor()
      await look(page, title)
    }
  }
  await see('security-admin', ['安全规则'])
  await see('system-admin', ['系统运行'])
  const { id, scope } = t.world.students.A1 as { id: string; scope: string }
  await t.owner.query(
    "insert into reveal_log (id, student_id, scope, at, staff_id, staff_name, role, field, reason) values (gen_random_uuid(), $1, $2, $3, $1, '某', '资助专干', 'phone', 'contact')",
    [id, scope, t.clock.now()],
  )
  await see('audit-admin', ['敏感信息查看报告'])
})

it('WeChat: a counsellor makes a code, sends it to the account, is bound, and unbinds', async () => {
  const page = await browserOf(await t.as('class-teacher', 'B'), await office())
  await page.goto(`${base}/console/account`)
  await heading(page, '账号安全')
  await page.getByRole('button', { name: '绑定微信' }).click()
  await page.getByRole('textbox', { name: '登录密码' }).fill('Falsch-12345')
  await page.getByRole('button', { name: '生成绑定码' }).click()
  await page.getByText('密码不正确').first().waitFor()
  await page.getByRole('textbox', { name: '登录密码' }).fill(PASSWORD)
  await page.getByRole('button', { name: '生成绑定码' }).click()
  await page.locator('.wechat-code').waitFor()
  await look(page, 'wechat-code')
  const code = (await page.locator('.wechat-code').textContent()) ?? ''
  // what the official account delivers, signed as it signs
  const { query, xml } = delivery(WECHAT, { openid: 'o-journey', text: code })
  const reply = await fetch(`${t.url}/wechat/callback?${new URLSearchParams(query)}`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml' },
    body: xml,
  })
  expect(await reply.text()).toContain('绑定成功')
  await page.getByText('绑定成功', { exact: true }).waitFor()
  await page.getByRole('button', { name: '完成', exact: true }).click()
  await page.getByText(/已绑定 昆明资助/).waitFor()
  await look(page, 'wechat-bound')
  await page.getByRole('button', { name: '解除绑定' }).first().click()
  await page.getByRole('dialog').getByRole('button', { name: '解除绑定' }).click()
  await page.getByRole('button', { name: '绑定微信' }).waitFor()
})

it('a minor’s file: a reason first, kept for the day if she wants, shown to the student', async () => {
  const page = await browserOf(await t.as('class-teacher', 'A'), await office())
  const key = Object.keys(t.world.students).find((k) => k.startsWith('A') && inFirstClass(k)) as string
  const { id, name: who } = t.world.students[key] as { id: string; name: string }
  await t.owner.query("update students set birth_date = '2010-03-01' where school_id = $1", [t.world.schools.A.id])
  await page.goto(`${base}/console/students/${id}`)
  await page.getByText('请选择查看原因').waitFor()
  await look(page, 'file-reason')
  expect(await page.getByText(who, { exact: true }).count()).toBe(0)
  await page.getByLabel('班级日常管理').check()
  await page.getByLabel('今天查看其他学生也用这个原因').check()
  await page.getByRole('button', { name: '查看档案' }).click()
  await heading(page, who)
  await page.getByText('查看原因：班级日常管理').waitFor()
  await look(page, 'file-open')
  const { rows } = await t.owner.query(
    "select field, reason from reveal_log where student_id = $1 and staff_name <> '某'",
    [id],
  )
  expect(rows).toEqual([{ field: 'file', reason: 'class-work' }])
})

const inFirstClass = (key: string): boolean =>
  (t.world.students[key] as { classId: string }).classId === t.world.schools.A.classes[0]?.id
