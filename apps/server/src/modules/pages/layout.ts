import { formatDateText, type LocalDate, weekday } from '@zhuxue/policy'
import { Html, html, newId, type Platform } from '../../platform/index.ts'
import { regionPack } from '../programmes/index.ts'
import { STYLE } from './style.ts'

export interface Page {
  readonly title: string
  /** path of the page itself; marks the menu and is where the demo bar returns to */
  readonly path: string
  readonly body: Html
  /** full-width part above the body */
  readonly hero?: Html
  /** may be found by search engines; everything else of these pages may not */
  readonly indexed?: true
  readonly description?: string
  /** a table that needs the whole width of a desk screen */
  readonly wide?: true
}

const LOGO = new Html(
  '<svg viewBox="0 0 96 96" aria-hidden="true"><path d="M48 20 14 36l34 16 34-16z" fill="#fff"/><path d="M28 47v16c0 5 9 11 20 11s20-6 20-11V47l-20 9.5z" fill="#fff" fill-opacity=".86"/><path d="M78 39v20" stroke="#F2B84B" stroke-width="5" stroke-linecap="round"/></svg>',
)

const menu = [
  ['/', '首页'],
  ['/guide', '政策明白卡'],
  ['/notices', '正在公示'],
] as const

/** 2026年9月28日（星期一） */
export const dayText = (day: LocalDate): string =>
  `${formatDateText(day)}（星期${'一二三四五六日'.charAt(weekday(day) - 1)}）`

const demoBar = (platform: Platform, path: string): Html | null =>
  platform.config.demo
    ? html`<aside class="demo" aria-label="演示环境"><div class="wrap"><span>演示环境，数据均为虚构 · 今天 ${formatDateText(platform.clock.today())}</span><form method="post" action="/demo/clock"><input type="hidden" name="requestId" value="${newId()}"><input type="hidden" name="back" value="${path}">${[1, 5, 30].map((n) => html`<button name="days" value="${n}">前进${n}天</button>`)}</form></div></aside>`
    : null

/** The whole document. Works without scripts, on every WebView that a student's phone may have. */
export function document(platform: Platform, page: Page): string {
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
${page.indexed ? page.description && html`<meta name="description" content="${page.description}">` : html`<meta name="robots" content="noindex,nofollow,noarchive">`}
<meta name="referrer" content="same-origin">
<meta name="format-detection" content="telephone=no">
<meta name="theme-color" content="#0b57a4">
<title>${page.title} · 中职学生资助</title>
<link rel="icon" href="/student/icon.svg" type="image/svg+xml">
<style>${new Html(STYLE)}</style>
</head>
<body${page.wide && new Html(' class="wide"')}>
<a class="skip" href="#main">跳到正文</a>
${demoBar(platform, page.path)}
<header class="top"><div class="wrap"><a class="brand" href="/">${LOGO}${regionPack(platform).name}中职学生资助</a><nav aria-label="主菜单">${menu.map(
    ([href, text]) =>
      html`<a href="${href}"${href === page.path ? new Html(' aria-current="page"') : null}>${text}</a>`,
  )}</nav></div></header>
<main id="main">${page.hero}<div class="wrap body">${page.body}</div></main>
<footer class="foot"><div class="wrap">${!page.indexed && '公示内容只供公示期内核对和监督，请勿转载。'}资助工作人员不会索要密码和验证码，不会要求转账。</div></footer>
</body>
</html>
`.text
}
