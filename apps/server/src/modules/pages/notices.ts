import type { publicity, ReplyOf } from '@zhuxue/contracts'
import type { LocalDate } from '@zhuxue/policy'
import { Html, html } from '../../platform/index.ts'
import { noticeItems } from './home.ts'
import { dayText, type Page } from './layout.ts'
import { emptyForm, objectionForm } from './objection.ts'

type List = ReplyOf<typeof publicity.publicNotices>
type Notice = ReplyOf<typeof publicity.publicNotice>

export function noticesPage(
  list: List,
  schools: readonly { readonly id: string; readonly name: string }[],
  schoolId: string,
): Page {
  const filter = html`<form class="filter" method="get" action="/notices"><div><label for="school">学校</label><select id="school" name="school"><option value="">全部学校</option>${schools.map(
    (s) => html`<option value="${s.id}"${s.id === schoolId ? new Html(' selected') : null}>${s.name}</option>`,
  )}</select></div><button class="btn plain">查看</button></form>`
  const more = list.nextCursor
    ? html`<p class="acts"><a class="btn plain" href="/notices?cursor=${list.nextCursor}${schoolId && `&school=${schoolId}`}">下一页</a></p>`
    : null
  return {
    title: '正在公示',
    path: '/notices',
    body: html`<h1>正在公示的拟资助名单</h1><p class="note">名单公示 5 个工作日，期满自动撤下，不能再查看。</p>${filter}<section class="card" aria-label="名单">${
      list.items.length > 0
        ? noticeItems(list.items)
        : html`<p class="note">${schoolId ? '这所学校现在没有公示中的名单。' : '现在没有公示中的名单。'}</p>`
    }</section>${more}`,
  }
}

export function noticePage(n: Notice): Page {
  return {
    title: n.title,
    path: `/notices/${n.id}`,
    body: html`<h1>${n.title}</h1>
<dl class="facts"><div><dt>学校</dt><dd>${n.schoolName}</dd></div><div><dt>发布日期</dt><dd>${dayText(n.publishDay as LocalDate)}</dd></div><div><dt>公示至</dt><dd>${dayText(n.lastDay as LocalDate)}24:00</dd></div><div><dt>人数</dt><dd>${n.entries.length} 人</dd></div></dl>
${n.provisional && html`<p class="card warnbox">公示期跨越尚未公布放假安排的日期，放假通知发布后可能顺延。</p>`}
${n.note && html`<section class="card"><h2>说明</h2><p>${n.note}</p></section>`}
<section class="card noprint"><h2>有异议怎么办</h2><p class="note">公示期内可以实名或匿名提出，说明对名单第几号有异议和理由。学校在 5 个工作日内核实处理；核实期间只暂停这一名学生，不影响其他人。</p><p class="acts"><a class="btn plain" href="#objection">提出异议</a></p></section>
<section class="card list"><table><caption>拟资助学生名单</caption><thead><tr><th scope="col">序号</th><th scope="col">姓名</th><th scope="col">班级</th><th scope="col">专业</th><th scope="col">年级</th></tr></thead><tbody>${n.entries.map(
      (e) =>
        html`<tr><td>${e.no}</td><td>${e.name}</td><td>${e.className}</td><td>${e.majorName}</td><td>${gradeText(e.grade)}</td></tr>`,
    )}</tbody></table></section>
<p class="note small">姓名隐去一部分，身份证件号码、银行卡号、电话、住址、出生日期和享受资助的原因一律不公开。</p>
<section class="noprint"><h2 class="part">提出异议</h2>${objectionForm(n.id, emptyForm(), {})}</section>`,
  }
}

const gradeText = (grade: number): string => `${'一二三四五六'.charAt(grade - 1) || grade}年级`
