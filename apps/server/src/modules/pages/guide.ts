import { formatTermText, type ProgrammeVersion, STAGE_GROUP_LABELS, unitText, windowText } from '@zhuxue/policy'
import { Html, html } from '../../platform/index.ts'
import { type Guide, guidePeriod, remarksOf, stepsText } from './guide-data.ts'
import type { Page } from './layout.ts'

const addressOf = (guide: Guide, stage: string): string =>
  `/guide?region=${guide.region.code}&term=${guide.term}&stage=${stage}`
const selected = (yes: boolean): Html | null => (yes ? new Html(' selected') : null)

/** 资助政策明白卡: every programme in force, as a table on a wide screen and as cards on a phone. */
export function guidePage(guide: Guide): Page {
  const period = guidePeriod(guide)
  const title = `${guide.region.name}学生资助政策明白卡`
  const pdf = `/guide.pdf?region=${guide.region.code}&term=${guide.term}&stage=${guide.stage ?? 'all'}`
  const old = period && !period.current && !period.coming
  return {
    title,
    path: '/guide',
    wide: true,
    indexed: true,
    description: `${guide.region.name}${formatTermText(guide.term)}学生资助政策：资助对象、标准、申报流程、申请时间和实施部门。`,
    body: html`<h1>${title}</h1>
<p class="note">${period ? period.label : formatTermText(guide.term)}。每一项都注明依据；标有“待确认”的，以发文机关的答复为准。</p>
${old && html`<p class="card warnbox">您看的是以前的政策，只供查阅。<a href="/guide?region=${guide.region.code}">查看现行政策</a></p>`}
${period?.coming && html`<p class="card warnbox">这些政策从${formatTermText(period.from)}起执行，现在还没有执行。<a href="/guide?region=${guide.region.code}">查看现行政策</a></p>`}
${filterForm(guide)}
<nav class="chips noprint" aria-label="按学段查看">${guide.stages.length > 1 && html`${guide.stages.map((stage) => chip(guide, stage, STAGE_GROUP_LABELS[stage], guide.stage === stage))}${chip(guide, 'all', '全部学段', guide.stage === null)}`}</nav>
<p class="acts noprint"><a class="btn" href="/check">我能享受什么</a>${
      guide.groups.length > 0 && html`<a class="btn plain" href="${pdf}">下载明白卡（PDF，一页）</a>`
    }</p>
${
  guide.groups.length > 0
    ? guide.groups.map((group) => stageTable(group, titlesOf(guide)))
    : html`<section class="card"><p>${guide.region.name}${formatTermText(guide.term)}没有有效的政策数据。请换一个时间查看，或咨询当地学生资助管理中心。</p></section>`
}
<section class="card"><h2>还要知道</h2><ul class="bullets"><li>资助不收任何费用。任何人以资助名义要求转账、索要密码或验证码，都是诈骗。</li><li>不清楚能不能享受，可以先<a href="/check">自查</a>（不用登录，答案不会离开您的手机），再问班主任或学校资助办公室。</li><li>名额有限的项目，符合条件还要经学校评审和公示。</li></ul></section>`,
  }
}

const titlesOf = (guide: Guide): ReadonlyMap<string, string> =>
  new Map(guide.groups.flatMap(({ versions }) => versions.map((v) => [v.programme, v.title] as const)))

const chip = (guide: Guide, stage: string, text: string, current: boolean): Html =>
  html`<a href="${addressOf(guide, stage)}"${current ? new Html(' aria-current="true"') : null}>${text}</a>`

function filterForm(guide: Guide): Html {
  const known = guide.periods.some((p) => p.term === guidePeriod(guide)?.term)
  return html`<form class="filter noprint" method="get" action="/guide"><div><label for="region">地区</label><select id="region" name="region">${guide.regions.map(
    ({ code, name }) => html`<option value="${code}"${selected(code === guide.region.code)}>${name}</option>`,
  )}</select></div><div><label for="term">适用时间</label><select id="term" name="term">${
    !known && html`<option value="${guide.term}" selected>${formatTermText(guide.term)}</option>`
  }${guide.periods.map(
    (p) => html`<option value="${p.term}"${selected(p.term === guidePeriod(guide)?.term)}>${p.label}</option>`,
  )}</select></div><input type="hidden" name="stage" value="${guide.stage ?? 'all'}"><button class="btn plain">查看</button></form>`
}

const HEADS = ['资助政策', '资助对象', '资助标准', '申报流程', '实施部门', '备注'] as const

function stageTable(group: Guide['groups'][number], titles: ReadonlyMap<string, string>): Html {
  // display:block on a phone would take the table's meaning away from screen readers: the roles give it back
  return html`<section class="guide card" aria-label="${STAGE_GROUP_LABELS[group.stage]}"><table role="table"><caption>${STAGE_GROUP_LABELS[group.stage]}</caption><thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">序号</th>${HEADS.map((h) => html`<th role="columnheader" scope="col">${h}</th>`)}</tr></thead><tbody role="rowgroup">${group.versions.map((v, i) => row(v, i + 1, titles))}</tbody></table></section>`
}

function row(v: ProgrammeVersion, no: number, titles: ReadonlyMap<string, string>): Html {
  const remarks = remarksOf(v, titles)
  return html`<tr role="row"><td role="cell" class="no-col">${no}</td><th role="rowheader" scope="row">${v.title}${v.provisional && html`<span class="tbc">待确认</span>`}</th>${cell(HEADS[1], v.summary)}${cell(HEADS[2], html`<b>${v.amountText}</b>`)}${cell(
    HEADS[3],
    html`${stepsText(v)}<span class="when">申请时间：${windowText(v.window)}<br>申请地点：${unitText(v.applyTo)}</span>`,
  )}${cell(HEADS[4], v.departments.join('、'))}${cell(
    HEADS[5],
    html`${remarks.map((text) => html`<p>${text}</p>`)}${v.provisional && html`<p class="tbc-text">待确认：${v.provisional}</p>`}<p class="source">依据：${v.sourceDocument}</p>`,
  )}</tr>`
}

const cell = (head: string, content: Html | string): Html => html`<td role="cell" data-head="${head}">${content}</td>`
