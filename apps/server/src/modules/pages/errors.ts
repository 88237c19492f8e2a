import type { Refusal } from '../../platform/index.ts'
import { html } from '../../platform/index.ts'
import type { Page } from './layout.ts'

const TITLES: Readonly<Record<number, string>> = {
  404: '没有找到这个页面',
  429: '操作太频繁',
  503: '系统繁忙',
}

/** A refusal or fault as a page: what happened, and where to go from here. */
export function errorPage(refusal: Refusal, path: string, requestId: string): Page {
  const title = TITLES[refusal.status] ?? (refusal.status >= 500 ? '系统出现故障' : '不能办理')
  return {
    title,
    path,
    body: html`<section class="card"><h1>${title}</h1><p>${refusal.message}</p>${
      refusal.status >= 500 && html`<p class="note small">如需反映，请提供编号 ${requestId}</p>`
    }<p class="acts"><a class="btn" href="/">回到首页</a><a class="btn plain" href="/notices">正在公示</a></p></section>`,
  }
}
