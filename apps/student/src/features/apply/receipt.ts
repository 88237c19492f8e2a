/** Draws the confirmation as a picture (PNG data URL): WeChat's browser cannot print, but keeps pictures. */
export function drawReceipt(title: string, rows: readonly (readonly [string, string])[]): string {
  const scale = 2
  const width = 360
  const canvas = document.createElement('canvas')
  const pen = canvas.getContext('2d')
  if (!pen) return ''
  const font = (size: number, bold = false) =>
    `${bold ? '600 ' : ''}${size}px "PingFang SC", "Noto Sans CJK SC", sans-serif`
  const wrap = (text: string, max: number): string[] => {
    const lines: string[] = ['']
    for (const char of text) {
      const last = lines[lines.length - 1] ?? ''
      if (pen.measureText(last + char).width > max) lines.push(char)
      else lines[lines.length - 1] = last + char
    }
    return lines
  }
  pen.font = font(16)
  const laid = rows.map(([name, value]) => ({ name, lines: wrap(value, width - 130) }))
  const height = 110 + laid.reduce((n, r) => n + r.lines.length * 24 + 12, 0)
  canvas.width = width * scale
  canvas.height = height * scale
  pen.scale(scale, scale)
  pen.fillStyle = '#fff'
  pen.fillRect(0, 0, width, height)
  pen.fillStyle = '#0B57A4'
  pen.fillRect(0, 0, width, 64)
  pen.fillStyle = '#fff'
  pen.font = font(19, true)
  pen.fillText(title, 20, 40)
  let y = 100
  for (const row of laid) {
    pen.fillStyle = '#4A5866'
    pen.font = font(14)
    pen.fillText(row.name, 20, y)
    pen.fillStyle = '#1B2733'
    pen.font = font(16)
    for (const line of row.lines) {
      pen.fillText(line, 110, y)
      y += 24
    }
    y += 12
  }
  return canvas.toDataURL('image/png')
}
