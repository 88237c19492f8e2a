import { html } from '../../platform/index.ts'
import type { ShownSms } from '../notifications/index.ts'
import type { Page } from './layout.ts'

const time = (at: string): string =>
  new Date(at).toLocaleTimeString('zh-CN', {
    timeZone: 'Asia/Shanghai',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })

/** A link in an SMS opens here whatever address the server believes to have. */
const text = (sms: ShownSms) => {
  const m = /^(.*?)(https?:\/\/[^\s/]+)?(\/g\/[A-Za-z0-9_-]+)(.*)$/s.exec(sms.text)
  return m ? html`${m[1]}<a href="${m[3]}">${m[2]}${m[3]}</a>${m[4]}` : html`${sms.text}`
}

/** What the phones of the demo would have received: nobody's phone rings, so the SMS are read here. */
export const demoSmsPage = (list: readonly ShownSms[]): Page => ({
  title: '演示短信',
  path: '/demo/sms',
  body: html`<h1>演示短信</h1><p class="note">演示环境不真的发短信。学生和监护人的手机会收到的内容都在这里，新的在上面。</p><p class="acts"><a class="btn plain" href="/demo/sms">刷新</a></p>
<section class="card">${
    list.length === 0
      ? html`<p>还没有短信。请在学生端获取验证码，或请监护人签字。</p>`
      : html`<ul class="notices">${list.map((s) => html`<li><p class="note small">${time(s.at)} · 发往 ${s.to}</p><p>${text(s)}</p></li>`)}</ul>`
  }</section>`,
})
