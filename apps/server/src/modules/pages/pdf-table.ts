/** Breaks text into lines and lays a table with spanning first columns on one page: measured first, drawn afterwards. */

/** Width of a text at size 1, in the same unit as the column widths. */
export type Measure = (text: string) => number

/** 行首禁则: no line begins with these. */
const NOT_FIRST = new Set('，。、；：！？）》」』】〕％℃…,.;:!?)]}%')
/** 行末禁则: no line ends with these. */
const NOT_LAST = new Set('（《「『【〔([{￥')
const WORD = /[A-Za-z0-9.,%—–-]/

/** Pieces that stay together: a Latin word or number; any other sign alone. Numbers keep their unit sign. */
function pieces(text: string): string[] {
  const list: string[] = []
  for (const sign of text) {
    const last = list[list.length - 1]
    if (last !== undefined && WORD.test(sign) && WORD.test(last.slice(-1))) list[list.length - 1] = last + sign
    else list.push(sign)
  }
  return list
}

/** Lines no wider than `width` (at size 1), Chinese line-breaking rules kept; a piece wider than a line is cut. */
export function wrap(text: string, width: number, measure: Measure): string[] {
  const lines: string[] = []
  for (const paragraph of text.split('\n')) {
    let line: string[] = []
    let used = 0
    const flush = () => {
      lines.push(line.join('').trimEnd())
      line = []
      used = 0
    }
    for (const piece of pieces(paragraph).flatMap((p) => (measure(p) > width ? [...p] : [p]))) {
      const wide = measure(piece)
      if (used + wide > width && line.length > 0) {
        const carried: string[] = []
        // what may not begin a line takes the sign before it along
        if (NOT_FIRST.has(piece)) {
          let taken: string | undefined
          do {
            taken = line.length > 1 ? line.pop() : undefined
            if (taken !== undefined) carried.unshift(taken)
          } while (taken !== undefined && NOT_FIRST.has(taken))
        }
        // what may not end a line goes down with what follows it
        while (line.length > 1 && NOT_LAST.has(line[line.length - 1] ?? '')) carried.unshift(line.pop() ?? '')
        flush()
        for (const c of carried) {
          line.push(c)
          used += measure(c)
        }
      }
      if (line.length === 0 && piece === ' ') continue
      line.push(piece)
      used += wide
    }
    flush()
  }
  return lines
}

export interface Cell {
  readonly text: string
  readonly bold?: boolean
  readonly centred?: boolean
}

/** Rows that share their first two cells (序号 and 学段), which are drawn once over all of them. */
export interface Group {
  readonly head: readonly [Cell, Cell]
  readonly rows: readonly (readonly Cell[])[]
}

export interface Laid {
  readonly height: number
  readonly rows: readonly { readonly height: number; readonly cells: readonly (readonly string[])[] }[][]
  readonly headLines: readonly (readonly (readonly string[])[])[]
}

export interface Look {
  readonly size: number
  /** line height as a multiple of the size */
  readonly leading: number
  readonly padX: number
  readonly padY: number
}

/**
 * Lays the groups out in columns of these widths (points): lines of every cell and heights of every row. A group whose
 * spanning head is taller than its rows stretches its last row.
 */
export function layOut(
  groups: readonly Group[],
  widths: readonly number[],
  look: Look,
  measure: (text: string, bold: boolean) => number,
): Laid {
  const lineHeight = look.size * look.leading
  const linesOf = (cell: Cell, column: number) =>
    wrap(cell.text, ((widths[column] ?? 0) - 2 * look.padX) / look.size, (t) => measure(t, cell.bold === true))
  const tall = (lines: readonly string[]) => lines.length * lineHeight + 2 * look.padY
  const headLines = groups.map((group) => group.head.map((cell, column) => linesOf(cell, column)))
  const rows = groups.map((group, g) => {
    const laid = group.rows.map((row) => {
      const cells = row.map((cell, i) => linesOf(cell, i + group.head.length))
      return { cells, height: Math.max(...cells.map(tall)) }
    })
    const missing = Math.max(...(headLines[g] ?? []).map(tall)) - laid.reduce((sum, r) => sum + r.height, 0)
    const last = laid[laid.length - 1]
    if (missing > 0 && last) laid[laid.length - 1] = { ...last, height: last.height + missing }
    return laid
  })
  return { height: rows.flat().reduce((sum, row) => sum + row.height, 0), rows, headLines }
}
