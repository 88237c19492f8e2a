import type { publicity, ReplyOf } from '@zhuxue/contracts'
import type { LocalDate } from '@zhuxue/policy'
import { type Html, html, newId } from '../../platform/index.ts'
import { dayText, type Page } from './layout.ts'

type Notice = ReplyOf<typeof publicity.publicNotice>

/** What a person typed into the form, as it came. */
export interface ObjectionForm {
  readonly requestId: string
  readonly entryNo: string
  readonly text: string
  readonly name: string
  readonly contact: string
}

export const emptyForm = (): ObjectionForm => ({ requestId: newId(), entryNo: '', text: '', name: '', contact: '' })

/** Problems by field; `form` for one that belongs to no field. */
export type Problems = Partial<Record<'entryNo' | 'text' | 'name' | 'contact' | 'form', string>>

const LIMITS = { text: 1000, name: 40, contact: 60 } as const

/** Reads the number as people type it: spaces, full-width digits, 第3号. */
export const entryNumber = (typed: string): number | null => {
  const digits = typed.normalize('NFKC').replace(/[\s第号]/g, '')
  return /^[1-9]\d{0,4}$/.test(digits) ? Number(digits) : null
}

/** What is missing or too long, in words that say what to do; empty when the form can be sent. */
export function problemsOf(form: ObjectionForm): Problems {
  const problems: Problems = {}
  if (entryNumber(form.entryNo) === null) problems.entryNo = '请填写名单中的序号，例如 3。'
  if (form.text.trim().length < 5) problems.text = '请写明异议的内容和依据，至少 5 个字。'
  for (const field of ['text', 'name', 'contact'] as const) {
    if (form[field].length > LIMITS[field]) problems[field] = `最多 ${LIMITS[field]} 个字，请精简。`
    // what the database and other screens cannot show
    else if ([...form[field]].some((c) => c < ' ' && !'\n\r\t'.includes(c)))
      problems[field] = '含有不能识别的字符，请删除。'
  }
  return problems
}

const TITLES = {
  entryNo: '对第几号有异议',
  text: '异议内容和依据',
  name: '您的姓名',
  contact: '联系方式',
  form: '',
} as const

function field(
  name: 'entryNo' | 'text' | 'name' | 'contact',
  form: ObjectionForm,
  problems: Problems,
  hint: string,
): Html {
  const problem = problems[name]
  const describe = problem ? `${name}-err ${name}-hint` : `${name}-hint`
  const control =
    name === 'text'
      ? html`<textarea id="text" name="text" rows="6" maxlength="${LIMITS.text}" aria-describedby="${describe}">${form.text}</textarea>`
      : html`<input type="text" id="${name}" name="${name}" value="${form[name]}"${name === 'entryNo' ? html` class="short" inputmode="numeric"` : html` maxlength="${LIMITS[name]}"`} autocomplete="off" aria-describedby="${describe}">`
  return html`<div class="field${problem ? ' bad' : ''}"><label for="${name}">${TITLES[name]}${(name === 'name' || name === 'contact') && '（可以不填）'}</label><span class="hint" id="${name}-hint">${hint}</span>${problem && html`<span class="err" id="${name}-err">${problem}</span>`}${control}</div>`
}

/** The form, on the notice's page and, when something has to be changed, on a page of its own. */
export const objectionForm = (noticeId: string, form: ObjectionForm, problems: Problems): Html =>
  html`<form class="card" id="objection" method="post" action="/notices/${noticeId}/objection"><input type="hidden" name="requestId" value="${form.requestId}">
${field('entryNo', form, problems, '名单最左边一列的序号。')}
${field('text', form, problems, '请写事实和依据。不要写身份证号、银行卡号、电话，写了也会被隐去。')}
${field('name', form, problems, '留下姓名和联系方式，学校才能答复您；不留就是匿名，同样会核实。只有处理异议的人能看到。')}
${field('contact', form, problems, '电话或邮箱，加密保存。')}
<p class="acts"><button class="btn">提交异议</button></p></form>`

export function objectionPage(n: Notice, form: ObjectionForm, problems: Problems): Page {
  const found = (Object.keys(TITLES) as (keyof Problems)[]).filter((k) => problems[k])
  return {
    title: `${found.length > 0 ? '有内容需要修改 · ' : ''}提出异议`,
    path: `/notices/${n.id}/objection`,
    body: html`<p><a href="/notices/${n.id}">返回名单</a></p><h1>提出异议</h1><p class="note">${n.title}，公示至 ${dayText(n.lastDay as LocalDate)}24:00</p>
${
  found.length > 0 &&
  html`<section class="card errors" role="alert" tabindex="-1" autofocus><h2>请修改后再提交</h2><ul class="bullets">${found.map((k) => html`<li>${k === 'form' ? problems[k] : html`<a href="#${k}">${TITLES[k]}：${problems[k]}</a>`}</li>`)}</ul></section>`
}
${objectionForm(n.id, form, problems)}`,
  }
}

export function objectionDonePage(n: { readonly id: string }, reply: ReplyOf<typeof publicity.raiseObjection>): Page {
  return {
    title: '异议已收到',
    path: `/notices/${n.id}`,
    body: html`<section class="card done"><h1>异议已收到</h1><p class="note">异议编号</p><p class="no">${reply.objectionNo}</p><p>请记下编号，询问处理情况时使用。</p></section>
<section class="card"><h2>接下来</h2><ul class="bullets"><li>学校在 ${dayText(reply.decideDueOn as LocalDate)}前核实处理，处理的人不是发布名单的人。</li><li>核实期间这名学生暂不进入下一步，名单中其他人不受影响。</li><li>留了联系方式的，学校会把结果告诉您。</li><li>对处理结果不满意的，可以向学校资助工作领导小组申诉，再向县（区）学生资助管理中心反映。</li></ul><p class="acts"><a class="btn plain" href="/notices">返回公示</a></p></section>`,
  }
}
