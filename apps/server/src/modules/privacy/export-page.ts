import type { HeldGroup } from '@zhuxue/contracts'
import { html } from '../../platform/index.ts'

export interface Copy {
  readonly name: string
  readonly schoolName: string
  readonly madeAt: string
  readonly groups: readonly HeldGroup[]
}

const style = html`body{margin:0 auto;max-width:60rem;padding:1rem;font:1rem/1.6 sans-serif;color:#1b2733}
h1{font-size:1.4rem}h2{margin:2rem 0 .25rem;font-size:1.15rem}p{margin:.25rem 0}.hint{color:#4a5866}
table{width:100%;margin-top:.5rem;border-collapse:collapse}caption{text-align:left;color:#4a5866}
th,td{padding:.4rem .5rem;border:1px solid #c5ced8;text-align:left;vertical-align:top;word-break:break-word}
th{background:#f0f3f7}`

/** The copy as one page without scripts or anything from outside: readable on a phone, printable, openable in 20 years. */
export const exportPage = ({ name, schoolName, madeAt, groups }: Copy): string =>
  html`<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>我的信息（${name}）</title><style>${style}</style></head>
<body>
<h1>${name}的信息副本</h1>
<p>${schoolName} · 生成时间：${new Date(madeAt).toLocaleString('zh-CN', { timeZone: 'Asia/Shanghai' })}</p>
<p class="hint">本文件含有完整的证件号码、电话和住址，请妥善保管，不要发给他人。有错误的，可以在“我的信息”里要求更正。</p>
${groups.map(
  (g) => html`<h2>${g.title}（${g.count}）</h2>
<p class="hint">用途：${g.purpose} 保存：${g.kept}。</p>
${
  g.items.length === 0
    ? html`<p>没有。</p>`
    : html`<table><thead><tr><th scope="col">项目</th><th scope="col">内容</th><th scope="col">来源</th><th scope="col">日期</th><th scope="col">核实</th></tr></thead><tbody>
${g.items.map(
  (
    i,
  ) => html`<tr><td>${i.label}</td><td>${i.value ?? '不清楚'}</td><td>${i.source}</td><td>${i.asOf ?? ''}</td><td>${i.verifiedBy ?? ''}</td></tr>
`,
)}</tbody></table>`
}
`,
)}</body></html>
`.text
