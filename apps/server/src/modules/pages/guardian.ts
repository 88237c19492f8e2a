import type { activation, ReplyOf } from '@zhuxue/contracts'
import { formatDateText, localDate } from '@zhuxue/policy'
import { dayOf, html, newId } from '../../platform/index.ts'
import type { Page } from './layout.ts'

type Shown = ReplyOf<typeof activation.guardianLink>
type Opened = ReplyOf<typeof activation.openGuardianLink>

/** What a guardian typed, as it came. */
export interface GuardianForm {
  readonly requestId: string
  readonly key: string
  readonly name: string
  readonly relation: string
  /** 'yes' or 'no' for an application */
  readonly agree: string
  /** purpose → 'yes' | 'no' */
  readonly choices: Readonly<Record<string, string>>
}

export const emptyGuardianForm = (): GuardianForm => ({
  requestId: newId(),
  key: '',
  name: '',
  relation: '',
  agree: '',
  choices: {},
})

/** Problems by field id; '' for one that belongs to no field. */
export type GuardianProblems = Readonly<Record<string, string>>

const summary = (problems: GuardianProblems) => {
  const list = Object.entries(problems)
  return (
    list.length > 0 &&
    html`<section class="card errors" role="alert" tabindex="-1" autofocus><h2>请修改后再提交</h2><ul class="bullets">${list.map(([id, text]) => html`<li>${id === '' ? text : html`<a href="#${id}">${text}</a>`}</li>`)}</ul></section>`
  )
}

const field = (
  id: string,
  label: string,
  value: string,
  problems: GuardianProblems,
  hint: string,
  more: { numeric?: boolean; max: number },
) =>
  html`<div class="field${problems[id] ? ' bad' : ''}"><label for="${id}">${label}</label><span class="hint" id="${id}-hint">${hint}</span>${problems[id] && html`<span class="err" id="${id}-err">${problems[id]}</span>`}<input type="text" id="${id}" name="${id}" value="${value}" maxlength="${more.max}" autocomplete="off" aria-describedby="${id}-hint${problems[id] ? ` ${id}-err` : ''}"></div>`

const WHAT = { consent: '同意告知书', application: '为资助申请签字' } as const

/** First page of a link: who it is for, and the digits that a stranger does not know. */
export function guardianKeyPage(token: string, link: Shown, form: GuardianForm, problems: GuardianProblems): Page {
  const until = formatDateText(localDate(dayOf(new Date(link.expiresAt))))
  return {
    title: `监护人${WHAT[link.purpose]}`,
    path: `/g/${token}`,
    body: html`<h1>监护人${WHAT[link.purpose]}</h1><p class="note">${link.schoolName} · ${link.studentCall}的监护人</p>
${summary(problems)}<form class="card" method="post" action="/g/${token}">
<p>为了确认您是${link.studentCall}的家人，请填写孩子的信息。短信转给别人也打不开。</p>
${field('key', '孩子证件号码的后4位，或生日的月和日', form.key, problems, '例如 012X，或 9月5日出生填 0905。', { max: 12 })}
<p class="acts"><button class="btn">下一步</button></p></form>
<section class="card"><h2>请放心</h2><ul class="bullets"><li>不用注册，不用下载，不收费。</li><li>链接到${until}有效，只能签一次。</li><li>不会问您银行卡号、密码和验证码；问的都是假的。</li><li>不方便用手机的，可以到学校在纸质表上签字，效力一样。</li></ul></section>`,
  }
}

const radio = (name: string, value: string, chosen: string, label: string) =>
  html`<label class="pick"><input type="radio" name="${name}" id="${name}-${value}" value="${value}"${chosen === value && html` checked`}>${label}</label>`

/** Second page: everything to be read, the answers, and the signature. */
export function guardianSignPage(token: string, link: Opened, form: GuardianForm, problems: GuardianProblems): Page {
  const consents = link.consents.map((c) => {
    const name = `c-${c.purpose}`
    return html`<section class="card"><h2>${c.text.title}</h2><p>${c.text.ask}</p><ul class="bullets">${c.text.points.map((p) => html`<li>${p}</li>`)}</ul><p class="note">如果不同意：${c.text.refusing}</p>
<fieldset class="${problems[`${name}-yes`] ? 'bad' : ''}"><legend>您的决定</legend>${problems[`${name}-yes`] && html`<span class="err">${problems[`${name}-yes`]}</span>`}${radio(name, 'yes', form.choices[c.purpose] ?? '', '同意')}${radio(name, 'no', form.choices[c.purpose] ?? '', '不同意')}</fieldset></section>`
  })
  const lines =
    link.purpose === 'application' &&
    html`<section class="card"><h2>孩子填写的内容</h2><dl class="lines">${link.lines.map((l) => html`<div><dt>${l.label}</dt><dd>${l.value}</dd></div>`)}</dl></section>`
  const agree =
    link.purpose === 'application' &&
    html`<fieldset class="${problems['agree-yes'] ? 'bad' : ''}"><legend>您是否同意这份申请</legend>${problems['agree-yes'] && html`<span class="err">${problems['agree-yes']}</span>`}${radio('agree', 'yes', form.agree, '同意。内容属实，同意申请，并同意有关部门核对')}${radio('agree', 'no', form.agree, '不同意')}</fieldset>`
  return {
    title: `${Object.keys(problems).length > 0 ? '有内容需要修改 · ' : ''}监护人${WHAT[link.purpose]}`,
    path: `/g/${token}`,
    body: html`<h1>监护人${WHAT[link.purpose]}</h1><p class="note">${link.studentName} · ${link.schoolName} ${link.className}</p>
${summary(problems)}<form method="post" action="/g/${token}/sign"><input type="hidden" name="requestId" value="${form.requestId}"><input type="hidden" name="key" value="${form.key}">
${lines}${consents}
<section class="card"><h2>签字</h2>${agree}
${field('name', '您的姓名', form.name, problems, '填写姓名就是签字，请写身份证上的姓名。', { max: 40 })}
${field('relation', '您和孩子的关系', form.relation, problems, '例如：父亲、母亲、奶奶。', { max: 20 })}
<p class="acts"><button class="btn">签字提交</button></p></section></form>`,
  }
}

/** Done; the same page whichever way was chosen, in words for each. */
export function guardianDonePage(token: string, link: Opened, form: GuardianForm): Page {
  const agreed = link.purpose === 'application' ? form.agree === 'yes' : form.choices['data-processing'] === 'yes'
  return {
    title: '已收到您的签字',
    path: `/g/${token}`,
    body: html`<section class="card done"><h1>已收到您的签字</h1><p>${form.name}（${form.relation}），${
      link.purpose === 'application'
        ? agreed
          ? `您已同意${link.studentName}的资助申请，学校会继续办理。`
          : `您没有同意${link.studentName}的资助申请，学校不会继续办理，孩子会收到通知。`
        : agreed
          ? `您已为${link.studentName}逐项作出决定，孩子现在可以接着激活账号。`
          : `您没有同意处理个人信息，${link.studentName}的资助请到学校用纸质材料办理。`
    }</p></section>
<section class="card"><h2>以后</h2><ul class="bullets"><li>想改主意的，可以让孩子登录修改，或到学校办理。</li><li>有疑问请联系班主任。</li></ul></section>`,
  }
}

/** What stands where a link no longer counts: why, and what to do. */
export const guardianOverPage = (token: string, text: string): Page => ({
  title: '链接不能使用',
  path: `/g/${token}`,
  body: html`<section class="card"><h1>链接不能使用</h1><p>${text}</p></section>
<section class="card"><h2>怎么办</h2><ul class="bullets"><li>让孩子登录学生端，在“激活”或“进度”里重新发送短信。</li><li>或者到学校在纸质表上签字，效力一样。</li></ul></section>`,
})
