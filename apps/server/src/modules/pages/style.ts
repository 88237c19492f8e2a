import { createHash } from 'node:crypto'

/** Faint diagonal text over a list, on paper too: a screenshot carries what it is. */
const WATERMARK = encodeURIComponent(
  "<svg xmlns='http://www.w3.org/2000/svg' width='320' height='190'><text x='20' y='150' transform='rotate(-24 20 150)' font-size='17' font-family='sans-serif' fill='#1b2733' fill-opacity='.065'>仅供公示期内核对 请勿转载</text></svg>",
)

/** One style sheet for all public pages; the tokens of the apps. No flex gap, clamp() or :is(): Chrome 64 and iOS 12 lack them. */
export const STYLE = `
:root{--primary:#0b57a4;--dark:#08427d;--soft:#e8f0f9;--ok:#1a7f37;--warn:#9a5b00;--warn-soft:#fdf3e1;--bad:#b3261e;--bad-soft:#fcebea;--text:#1b2733;--text2:#4a5866;--line:#d5dce4;--control:#76838f;--bg:#f4f6f9}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--bg);color:var(--text);font:16px/1.65 -apple-system,BlinkMacSystemFont,"PingFang SC","HarmonyOS Sans SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;overflow-wrap:break-word;word-wrap:break-word}
h1,h2,h3,p,ul,ol,dl,dd{margin:0;padding:0}
ul,ol{list-style:none}
h1{font-size:26px;line-height:1.35;font-weight:600}
h2{font-size:19px;line-height:1.4;font-weight:600}
a{color:var(--primary)}
a:focus,button:focus,input:focus,textarea:focus,select:focus,summary:focus{outline:3px solid #f2b84b;outline-offset:2px}
.wrap{max-width:1040px;margin:0 auto;padding:0 16px}
.skip{position:absolute;left:-999px}
.skip:focus{left:8px;top:8px;background:#fff;padding:8px 12px;z-index:9}
.top{background:var(--primary);color:#fff}
.top .wrap{display:flex;align-items:center;flex-wrap:wrap;padding-top:6px;padding-bottom:6px}
.top a{color:#fff;text-decoration:none;display:inline-flex;align-items:center;min-height:44px}
.brand{font-size:18px;font-weight:600;margin-right:auto}
.brand svg{width:30px;height:30px;margin-right:10px}
.top nav a{padding:0 12px;border-radius:6px}
.top nav a[aria-current]{box-shadow:inset 0 -3px 0 #f2b84b;border-radius:0}
.top nav a:hover{background:var(--dark)}
.body{padding-top:24px;padding-bottom:40px}
.hero{background:#fff;border-bottom:1px solid var(--line);padding:36px 0 32px}
.hero p{color:var(--text2);margin-top:8px;font-size:17px;max-width:46em}
.acts{margin-top:22px}
.btn{display:inline-flex;align-items:center;justify-content:center;min-height:48px;padding:0 26px;margin:0 12px 10px 0;border-radius:10px;border:1px solid var(--primary);background:var(--primary);color:#fff;font:inherit;font-size:17px;text-decoration:none;cursor:pointer}
.btn:hover{background:var(--dark)}
.btn.plain{background:#fff;color:var(--primary)}
.btn.plain:hover{background:var(--soft)}
.card{background:#fff;border:1px solid var(--line);border-radius:12px;padding:20px;margin-top:16px}
.card h2+*{margin-top:10px}
.cols{display:grid;grid-template-columns:1fr;grid-gap:0 16px}
.part{margin-top:32px}
.note{color:var(--text2)}
.small{font-size:14px}
.warnbox{background:var(--warn-soft);border-color:#ecd5a8}
.warnbox h2{color:var(--warn)}
.bullets li{padding-left:1.1em;position:relative;margin-top:4px}
.bullets li:before{content:"";position:absolute;left:.2em;top:.72em;width:6px;height:6px;border-radius:50%;background:currentColor;opacity:.6}
.steps{counter-reset:s}
.steps li{counter-increment:s;position:relative;padding:0 0 12px 42px}
.steps li:before{content:counter(s);position:absolute;left:0;top:0;width:28px;height:28px;border-radius:50%;background:var(--soft);color:var(--primary);text-align:center;line-height:28px;font-weight:600;font-size:15px}
.steps b{display:block;font-weight:600}
.notices li{border-top:1px solid var(--line);padding:14px 0}
.notices li:first-child{border-top:0;padding-top:4px}
.notices li:last-child{padding-bottom:0}
.notices a{font-weight:600}
.head{display:flex;align-items:baseline;justify-content:space-between}
.head>a{margin-top:0!important}
.facts{margin-top:16px}
.facts div{display:flex;padding:3px 0}
.facts dt{flex:none;width:5.5em}
.facts dt{color:var(--text2)}
.facts dd{font-weight:600;font-variant-numeric:tabular-nums}
.list{padding:0;overflow:hidden;background-image:url("data:image/svg+xml,${WATERMARK}")}
table{border-collapse:collapse;width:100%}
caption{text-align:left;padding:16px 20px 10px;font-weight:600;font-size:19px}
th,td{text-align:left;padding:9px 8px;border-top:1px solid var(--line);vertical-align:top}
th:first-child,td:first-child{padding-left:20px;width:4.2em;font-variant-numeric:tabular-nums}
th:last-child,td:last-child{padding-right:20px;white-space:nowrap}
thead th{color:var(--text2);font-weight:500;font-size:14px;white-space:nowrap}
form .field+.field{margin-top:18px}
.card .acts{margin-bottom:-10px}
.list+p{margin-top:10px}
td:nth-child(2){white-space:nowrap}
label,legend{font-weight:600;display:block}
.hint{color:var(--text2);font-size:14px;display:block}
input[type=text],textarea,select{width:100%;max-width:520px;min-height:46px;margin-top:6px;padding:9px 12px;border:1px solid var(--control);border-radius:10px;background:#fff;font:inherit;color:inherit}
textarea{min-height:140px}
input.short{max-width:160px}
.err{color:var(--bad);display:block}
.bad input,.bad textarea{border-color:var(--bad);border-width:2px}
.errors{background:var(--bad-soft);border-color:#e5b5b1}
.errors a{color:var(--bad)}
.done{border-top:4px solid var(--ok)}
.no{font-size:24px;font-weight:600;font-variant-numeric:tabular-nums;letter-spacing:.02em}
.demo{background:#3b2a00;color:#fff;font-size:14px}
.demo .wrap{display:flex;flex-wrap:wrap;align-items:center;padding-top:4px;padding-bottom:4px}
.demo span{margin-right:auto;padding:4px 12px 4px 0}
.demo button{min-height:44px;padding:0 12px;margin:2px 0 2px 6px;border:1px solid #d9c48f;border-radius:8px;background:none;color:#fff;font:inherit;cursor:pointer}
.foot{border-top:1px solid var(--line);color:var(--text2);font-size:14px;padding:18px 0 32px}
.filter{display:flex;flex-wrap:wrap;align-items:flex-end;margin-top:12px}
.filter select{min-width:220px;width:auto;max-width:100%;margin-right:12px}
.filter .btn{margin:6px 0 0;min-height:46px}
.wide .wrap{max-width:1360px}
.chips{display:flex;flex-wrap:wrap;margin:14px -4px 0}
.chips a{display:inline-flex;align-items:center;min-height:44px;padding:0 16px;margin:4px;border:1px solid var(--control);border-radius:22px;background:#fff;text-decoration:none}
.chips a[aria-current]{background:var(--primary);border-color:var(--primary);color:#fff}
.filter>div{margin:0 12px 0 0}
.guide{padding:0;overflow:hidden}
.guide td,.guide th{padding:12px 10px;font-size:15px;white-space:normal}
.guide tbody th{font-weight:600;font-size:16px}
.guide td+td{overflow-wrap:break-word}
.guide .when{display:block;margin-top:8px;color:var(--text2)}
.guide p+p{margin-top:6px}
.tbc{display:inline-block;margin-left:6px;padding:0 8px;border-radius:6px;background:var(--warn-soft);color:var(--warn);font-size:13px;font-weight:500;white-space:nowrap}
.tbc-text{color:var(--warn);font-size:14px}
.source{color:var(--text2);font-size:14px}
@media(max-width:919px){.guide table,.guide tbody,.guide tr,.guide td,.guide tbody th,.guide caption{display:block;width:auto}.guide thead{position:absolute;left:-9999px}.guide tr{padding:16px;border-top:1px solid var(--line)}.guide caption{border-bottom:0}.guide td,.guide tbody th,.guide td:first-child,.guide td:last-child{border:0;padding:0;white-space:normal}.guide tbody th{font-size:18px;width:auto!important}.guide td:before{content:attr(data-head);display:block;margin-top:10px;color:var(--text2);font-size:14px}.guide td.no-col{display:none}}
@media(min-width:920px){.guide thead th{white-space:nowrap}.guide tbody th{width:10em}.guide td:nth-child(3){width:24%}.guide td:nth-child(4){width:13%}.guide td:nth-child(5){width:22%}.guide td:nth-child(6){width:9%}}
fieldset{border:0;margin:18px 0 0;padding:0;min-width:0}
.pick{display:flex;align-items:center;min-height:52px;margin-top:10px;padding:8px 14px;border:1px solid var(--control);border-radius:10px;background:#fff;font-weight:400;cursor:pointer}
.pick input{flex:none;width:22px;height:22px;margin:0 12px 0 0}
fieldset+.field,p+.field{margin-top:22px}
legend{padding:0}
fieldset.bad .pick{border-color:var(--bad)}
.lines div{padding:10px 0;border-top:1px solid var(--line)}
.lines div:first-child{border-top:0}
.lines dt{color:var(--text2);font-size:14px}
.lines dd{font-weight:600}
@media(min-width:720px){.cols{grid-template-columns:3fr 2fr}.facts{display:grid;grid-template-columns:1.3fr 1.2fr 1.5fr .6fr;grid-gap:16px}.facts div{display:block}.facts dt{font-size:14px}h1{font-size:30px}.hero{padding:52px 0 44px}.card{padding:24px}.list,.guide{padding:0}caption,th:first-child,td:first-child{padding-left:24px}}
@media(max-width:480px){th,td{padding-left:5px;padding-right:5px;font-size:15px}th:first-child,td:first-child{padding-left:14px;width:3em}th:last-child,td:last-child{padding-right:14px}caption{padding-left:14px}.brand{width:100%}.top nav{margin-left:-12px}.acts .btn{width:100%;margin-right:0}.demo span{width:100%}.demo form{margin-left:-6px}}
@media print{.top,.foot,.demo,.acts,.noprint{display:none}body{background:#fff}.card{border:0;padding:0}.list{-webkit-print-color-adjust:exact;print-color-adjust:exact}thead{display:table-header-group}tr{page-break-inside:avoid}.body{padding:0}}
`
  .trim()
  .replace(/\n/g, '')

const hash = createHash('sha256').update(STYLE).digest('base64')

/** Nothing but the page itself, its one style sheet and pictures of our own; forms go to us; nobody may frame it. */
export const PAGE_CSP = `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`
