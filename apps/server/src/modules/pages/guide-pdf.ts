import { createRequire } from 'node:module'
import { formatTermText, STAGE_GROUP_LABELS, unitText, windowText } from '@zhuxue/policy'
import PDFDocument from 'pdfkit'
import { type Guide, guidePeriod, remarksOf, stepsText } from './guide-data.ts'
import { type Cell, type Group, type Laid, type Look, layOut, wrap } from './pdf-table.ts'

const font = (weight: string): string =>
  createRequire(import.meta.url).resolve(`@expo-google-fonts/noto-sans-sc/${weight}/NotoSansSC_${weight}.ttf`)
const REGULAR = font('400Regular')
const BOLD = font('700Bold')

type Doc = InstanceType<typeof PDFDocument>

/** Landscape pages in points, smallest first, with the type sizes that are still read with ease on each. */
const PAPERS = [
  { name: 'A4', width: 841.89, height: 595.28, sizes: [13, 12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8] },
  { name: 'A3', width: 1190.55, height: 841.89, sizes: [11, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5] },
  // a card of all stages with two dozen rows; printed on A3 it is still as large as a newspaper's small type
  { name: 'A2', width: 1683.78, height: 1190.55, sizes: [12, 11, 10, 9, 8] },
] as const
type Paper = (typeof PAPERS)[number]

const MARGIN = 28
const HEADS = ['序号', '学段', '资助政策', '资助对象', '资助标准', '申报流程', '实施部门', '备注']
/** Shares of the width; of the seed's card, with more room for the steps. */
const SHARES = [0.035, 0.05, 0.09, 0.255, 0.135, 0.2, 0.095, 0.14]
const INK = '#1b2733'
const SOFT = '#4a5866'
const LINE = '#8a96a3'
const BLUE = '#0b57a4'
const WARN = '#8a4f00'

const made = new Map<string, Promise<Buffer>>()

/**
 * The card as a PDF: one page, A4 if it stays readable there, else A3, and A2 for a card of all stages. Rules are data of this build, so a card is made
 * once and kept; there are only as many as regions × periods × stages.
 */
export function guidePdf(guide: Guide): Promise<Buffer> {
  const key = [
    guide.region.code,
    guide.stage ?? 'all',
    ...guide.groups.flatMap((g) => g.versions.map((v) => v.version)),
  ].join()
  const known = made.get(key) ?? draw(guide)
  made.set(key, known)
  return known
}

function draw(guide: Guide): Promise<Buffer> {
  const doc = new PDFDocument({
    autoFirstPage: false,
    lang: 'zh-CN',
    displayTitle: true,
    info: { Title: `${guide.region.name}学生资助政策明白卡`, Author: guide.region.name, Creator: 'zhuxue' },
  })
  doc.registerFont('regular', REGULAR).registerFont('bold', BOLD)
  const done = new Promise<Buffer>((resolve, reject) => {
    const chunks: Buffer[] = []
    doc.on('data', (chunk: Buffer) => chunks.push(chunk))
    doc.on('end', () => resolve(Buffer.concat(chunks)))
    doc.on('error', reject)
  })
  const measure = measurer(doc)
  const notes = notesOf(guide)
  const groups = groupsOf(guide, notes)
  const fit = fitting(groups, footTexts(guide, notes), measure)
  doc.addPage({ size: [fit.paper.width, fit.height], margin: 0 })
  page(doc, guide, groups, fit)
  doc.end()
  return done
}

/** Widths at size 1, remembered by sign: a card has thousands of signs and a few hundred different ones. */
function measurer(doc: Doc): (text: string, bold: boolean) => number {
  const widths = new Map<string, number>()
  const sign = (s: string, bold: boolean): number => {
    const key = `${bold}${s}`
    const known = widths.get(key)
    if (known !== undefined) return known
    const width =
      doc
        .font(bold ? 'bold' : 'regular')
        .fontSize(100)
        .widthOfString(s) / 100
    widths.set(key, width)
    return width
  }
  return (text, bold) => [...text].reduce((sum, s) => sum + sign(s, bold), 0)
}

/** Footnotes: what still has to be confirmed, each said once, numbered in the order of the card. */
function notesOf(guide: Guide): string[] {
  const texts = guide.groups.flatMap(({ versions }) => versions.flatMap((v) => (v.provisional ? [v.provisional] : [])))
  return [...new Set(texts)]
}

function groupsOf(guide: Guide, notes: readonly string[]): Group[] {
  const titles = new Map(guide.groups.flatMap(({ versions }) => versions.map((v) => [v.programme, v.title] as const)))
  return guide.groups.map(({ stage, versions }, i) => ({
    head: [
      { text: String(i + 1), centred: true },
      { text: STAGE_GROUP_LABELS[stage], bold: true, centred: true },
    ],
    rows: versions.map((v): Cell[] => {
      const mark = v.provisional ? `\n［待确认${notes.indexOf(v.provisional) + 1}］` : ''
      const remarks = [`${windowText(v.window)}${v.applyTo === 'none' ? '' : `，向${unitText(v.applyTo)}申请`}`]
      return [
        { text: `${v.title}${mark}`, bold: true },
        { text: v.summary },
        { text: v.amountText, bold: true },
        { text: stepsText(v) },
        { text: v.departments.join('、') },
        { text: [...remarks, ...remarksOf(v, titles)].join('。').replace(/。。/g, '。') },
      ]
    }),
  }))
}

interface Fit {
  readonly paper: Paper
  /** of the page; grows beyond the paper only when even the smallest type does not fit */
  readonly height: number
  readonly look: Look
  readonly laid: Laid
  readonly widths: readonly number[]
  readonly foot: readonly FootLine[]
}

interface FootLine {
  readonly text: string
  readonly color: string
}

const headRow = (size: number): number => size * 2.2
const TITLE_HEIGHT = 56
const FOOT_LEADING = 1.5

const noteLook = (size: number) => Math.max(6.5, size - 1.5)

/** The largest type on the smallest paper on which everything stands on one page. */
function fitting(groups: readonly Group[], notes: readonly FootLine[], measure: ReturnType<typeof measurer>): Fit {
  let last: Fit | undefined
  for (const paper of PAPERS) {
    const widths = SHARES.map((share) => share * (paper.width - 2 * MARGIN))
    for (const size of paper.sizes) {
      const look: Look = { size, leading: 1.36, padX: size * 0.4, padY: size * 0.3 }
      const laid = layOut(groups, widths, look, measure)
      const wide = (paper.width - 2 * MARGIN) / noteLook(size)
      const foot = notes.flatMap(({ text, color }) =>
        wrap(text, wide, (t) => measure(t, false)).map((line) => ({ text: line, color })),
      )
      const footHeight = foot.length * noteLook(size) * FOOT_LEADING + 14
      const needed = TITLE_HEIGHT + headRow(size) + laid.height + footHeight + 2 * MARGIN
      last = { paper, height: Math.max(paper.height, needed), look, laid, widths, foot }
      if (needed <= paper.height) return last
    }
  }
  if (!last) throw new Error('no paper')
  return last
}

function page(doc: Doc, guide: Guide, groups: readonly Group[], fit: Fit): void {
  const { paper, look, widths } = fit
  const period = guidePeriod(guide)
  const stages = guide.stage ? `（${STAGE_GROUP_LABELS[guide.stage]}）` : ''
  line(doc, `${guide.region.name}学生资助政策明白卡${stages}`, MARGIN, MARGIN, {
    width: paper.width - 2 * MARGIN,
    size: 20,
    bold: true,
    align: 'center',
  })
  line(doc, `适用：${period?.label ?? formatTermText(guide.term)}`, MARGIN, MARGIN + 29, {
    width: paper.width - 2 * MARGIN,
    size: 10,
    align: 'center',
    color: SOFT,
  })
  const top = MARGIN + TITLE_HEIGHT
  doc.rect(MARGIN, top, paper.width - 2 * MARGIN, headRow(look.size)).fill('#e8f0f9')
  let x = MARGIN
  HEADS.forEach((head, i) => {
    const width = widths[i] ?? 0
    line(doc, head, x, top + look.size * 0.42, { width, size: look.size, bold: true, align: 'center', color: BLUE })
    x += width
  })
  frame(doc, MARGIN, top, paper.width - 2 * MARGIN, headRow(look.size))
  const bottom = body(doc, groups, fit, top + headRow(look.size))
  const size = noteLook(look.size)
  fit.foot.forEach(({ text, color }, i) => {
    line(doc, text, MARGIN, bottom + 8 + i * size * FOOT_LEADING, { width: paper.width - 2 * MARGIN, size, color })
  })
}

/** The rows; returns where they end. */
function body(doc: Doc, groups: readonly Group[], { laid, look, widths }: Fit, top: number): number {
  let y = top
  groups.forEach((group, g) => {
    const rows = laid.rows[g] ?? []
    const height = rows.reduce((sum, row) => sum + row.height, 0)
    let x = MARGIN
    group.head.forEach((cell, i) => {
      box(doc, cell, laid.headLines[g]?.[i] ?? [], x, y, widths[i] ?? 0, height, look)
      x += widths[i] ?? 0
    })
    let rowTop = y
    rows.forEach((row, r) => {
      let cellX = x
      row.cells.forEach((lines, i) => {
        const width = widths[i + group.head.length] ?? 0
        const cell = group.rows[r]?.[i] ?? { text: '' }
        box(doc, cell, lines, cellX, rowTop, width, row.height, look)
        cellX += width
      })
      rowTop += row.height
    })
    y += height
  })
  return y
}

function box(
  doc: Doc,
  cell: Cell,
  lines: readonly string[],
  x: number,
  y: number,
  width: number,
  height: number,
  look: Look,
): void {
  frame(doc, x, y, width, height)
  const lineHeight = look.size * look.leading
  const middle = Math.max(look.padY, (height - lines.length * lineHeight) / 2)
  lines.forEach((text, i) => {
    const at = y + middle + i * lineHeight
    const options = {
      width: width - 2 * look.padX,
      size: look.size,
      bold: cell.bold === true,
      ...(cell.centred ? { align: 'center' as const } : {}),
    }
    line(doc, text, x + look.padX, at, options)
  })
}

function frame(doc: Doc, x: number, y: number, width: number, height: number): void {
  doc.rect(x, y, width, height).lineWidth(0.5).stroke(LINE)
}

interface LineLook {
  readonly width: number
  readonly size: number
  readonly bold?: boolean
  readonly align?: 'left' | 'center'
  readonly color?: string
}

function line(doc: Doc, text: string, x: number, y: number, look: LineLook): void {
  doc
    .font(look.bold ? 'bold' : 'regular')
    .fontSize(look.size)
    .fillColor(look.color ?? INK)
  const left = look.align === 'center' ? x + (look.width - doc.widthOfString(text)) / 2 : x
  // Noto's own ascent is high; the line box of the table is ours
  doc.text(text, left, y - look.size * 0.02, { lineBreak: false })
}

/** Under the table: what has to be confirmed, every source document in full, and the warning against fraud. */
function footTexts(guide: Guide, notes: readonly string[]): FootLine[] {
  const sources = [...new Set(guide.groups.flatMap(({ versions }) => versions.map((v) => v.sourceDocument)))]
  return [
    ...notes.map((text, i) => ({ text: `［待确认${i + 1}］${text}`, color: WARN })),
    { text: `依据：${sources.join('；')}`, color: SOFT },
    {
      text: '温馨提示：资助不收任何费用；索要密码、验证码或要求转账的都是诈骗。咨询请找班主任、学校资助办公室或当地学生资助管理中心。',
      color: INK,
    },
  ]
}
