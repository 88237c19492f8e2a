import { programmeTitles, type publicity, type ReplyOf } from '@zhuxue/contracts'
import { formatDateText, formatTermText, type LocalDate } from '@zhuxue/policy'
import type { Platform } from '../../platform/index.ts'
import { type Html, html } from '../../platform/index.ts'
import type { Rules } from '../catalogue/index.ts'
import { currentTerm } from '../programmes/index.ts'
import type { Page } from './layout.ts'

type Notices = ReplyOf<typeof publicity.publicNotices>['items']

/** 学校学生资助工作指南: the way of an application, in the words of a student. */
const STEPS: readonly (readonly [string, string])[] = [
  ['申请', '开学注册后 5 个工作日内，登录学生端，一次填完能申请的项目'],
  ['学校审核', '班主任初审，资助专干审核；材料有误会退回并说明怎么改'],
  ['评审', '学校资助工作领导小组评审，名额有限的项目按规则排序'],
  ['公示', '拟资助名单公示 5 个工作日，姓名隐去一部分'],
  ['县级审核', '县（区）学生资助管理部门审核批准'],
  ['办卡和发放', '助学金按月发到本人中职卡；免学费直接抵扣，不用先交再退'],
]

/** Lines of the list of notices, here and on its own page. */
export const noticeItems = (notices: Notices): Html =>
  html`<ul class="notices">${notices.map(
    (n) =>
      html`<li><a href="/notices/${n.id}">${n.title}</a><p class="note small">${n.schoolName} · ${n.names} 人 · 公示至 ${formatDateText(n.lastDay as LocalDate)} 24:00</p></li>`,
  )}</ul>`

export function homePage(platform: Platform, notices: Notices, rules: Rules): Page {
  const term = currentTerm(platform)
  const offered = rules.inForce(term, null).filter((v) => v.programme in programmeTitles)
  return {
    title: '首页',
    path: '/',
    hero: html`<section class="hero"><div class="wrap"><h1>资助办到哪一步，每一步都看得见</h1><p>查能享受什么、在线申请、看审核进度和发放记录。学生和家长不用为申请资助交任何费用。</p><div class="acts"><a class="btn" href="/student/">学生登录</a><a class="btn plain" href="/check">我能享受什么</a><a class="btn plain" href="/console/">工作人员登录</a></div></div></section>`,
    body: html`<div class="cols"><div>
<section class="card"><div class="head"><h2>正在公示</h2>${notices.length > 0 && html`<a href="/notices">查看全部</a>`}</div>${
      notices.length > 0
        ? noticeItems(notices)
        : html`<p class="note">现在没有公示中的名单。公示期满的名单已自动撤下。</p>`
    }</section>
<section class="card"><div class="head"><h2>${formatTermText(term)}可以申请</h2><a href="/guide">政策明白卡</a></div><ul class="notices">${offered.map(
      (v) =>
        html`<li><b>${v.title}</b><p class="note">${v.summary}</p><p class="note small">依据：${v.sourceDocument}</p></li>`,
    )}</ul></section>
<section class="card"><h2>怎么办理</h2><ol class="steps">${STEPS.map(([title, text]) => html`<li><b>${title}</b><span class="note">${text}</span></li>`)}</ol></section>
</div><div>
<section class="card warnbox"><h2>谨防诈骗</h2><ul class="bullets"><li>资助不收手续费、保证金，不需要先转账。</li><li>任何人索要密码、验证码、银行卡号，都不要给。</li><li>不要点陌生短信里的链接，不要共享屏幕。</li><li>接到可疑电话，先向班主任核实，被骗请立即拨打 110。</li></ul></section>
<section class="card"><h2>咨询和反映问题</h2><p class="note">先找班主任或学校资助办公室。对学校答复不满意的，可以向学校所在县（区）学生资助管理中心反映。电话以学校公示栏和当地教育部门公布的为准。</p></section>
</div></div>`,
  }
}
