import { type CardIssuer, checkCardNumber, checkIdNumber, type LocalDate, preferentialUntil } from '@zhuxue/policy'
import { type LineProblem, parseDay, readSheet, readTable, scrub, type TableRecord } from '../../platform/index.ts'

/** Rows of one bank list; a school opens its cards in lists far below this. */
export const MAX_CARD_ROWS = 5000

const COLUMNS = {
  no: { names: ['序号', '编号'], required: false },
  name: { names: ['姓名', '户名', '客户姓名'], required: true },
  idNumber: { names: ['证件号', '证件号码', '身份证号', '身份证件号', '身份证号码'], required: true },
  card: { names: ['卡号', '账号', '银行卡号', '中职卡号'], required: true },
  openedOn: { names: ['开卡日期', '开户日期', '办卡日期'], required: true },
  result: { names: ['结果', '开卡结果', '状态'], required: false },
  reason: { names: ['原因', '失败原因', '备注'], required: false },
}
type Key = keyof typeof COLUMNS

/** A line that the bank opened a card for. */
export interface OpenedLine {
  readonly line: number
  readonly name: string
  readonly idNumber: string
  readonly cardNumber: string
  readonly last4: string
  readonly issuer: string
  readonly openedOn: LocalDate
  readonly preferentialUntil: LocalDate
}

/** A line that the bank could not open a card for. */
export interface FailedLine {
  readonly line: number
  readonly name: string
  readonly idNumber: string
  readonly reason: string
}

export interface CardList {
  readonly rows: number
  readonly opened: readonly OpenedLine[]
  readonly failed: readonly FailedLine[]
  readonly problems: readonly LineProblem[]
}

/** Names compared as people write them: width, blanks and the many kinds of middle dot do not matter. */
export const comparableName = (name: string): string =>
  name
    .normalize('NFKC')
    .replace(/\s/g, '')
    .replace(/[•・‧∙⋅.]/g, '·')

/**
 * Reads the bank's list of opened cards (序号,姓名,证件号,卡号,开卡日期,结果,原因; xlsx or csv) and checks each line by
 * itself and against the other lines. Says nothing about students: that needs the roll.
 */
export async function parseCardList(
  content: Buffer,
  issuers: readonly CardIssuer[],
  today: LocalDate,
): Promise<CardList> {
  const table = readTable(await readSheet(content, { rows: MAX_CARD_ROWS + 20 }), COLUMNS)
  const problems: LineProblem[] = [...table.problems]
  const opened: OpenedLine[] = []
  const failed: FailedLine[] = []
  const broken = new Set(table.problems.map((p) => p.line))
  const seenCards = new Map<string, number>()
  const seenPersons = new Map<string, number>()
  for (const record of table.records) {
    if (broken.has(record.line)) continue
    const found = readLine(record, issuers, today)
    const add = (column: string, text: string) => problems.push({ line: record.line, column, text })
    const { idNumber, cardNumber } = found
    const samePerson = idNumber === null ? undefined : seenPersons.get(idNumber)
    if (samePerson !== undefined) add('证件号', `与第${samePerson}行是同一个人，一人只办一张卡。`)
    else if (idNumber !== null) seenPersons.set(idNumber, record.line)
    const sameCard = cardNumber === null ? undefined : seenCards.get(cardNumber)
    if (sameCard !== undefined) add('卡号', `与第${sameCard}行的卡号相同，请联系银行核对。`)
    else if (cardNumber !== null) seenCards.set(cardNumber, record.line)
    problems.push(...found.problems)
    if (found.opened) opened.push(found.opened)
    if (found.failed) failed.push(found.failed)
  }
  if (table.records.length === 0 && problems.length === 0) {
    problems.push({ line: 1, column: null, text: '文件里没有开卡记录，请核对后重新上传。' })
  }
  return { rows: table.records.length, opened, failed, problems: problems.sort((a, b) => a.line - b.line) }
}

interface LineResult {
  readonly idNumber: string | null
  readonly cardNumber: string | null
  readonly problems: LineProblem[]
  readonly opened?: OpenedLine
  readonly failed?: FailedLine
}

function readLine({ line, cells }: TableRecord<Key>, issuers: readonly CardIssuer[], today: LocalDate): LineResult {
  const problems: LineProblem[] = []
  const add = (column: string, text: string) => problems.push({ line, column, text })
  const name = cells.name.text.trim()
  if (name === '') add('姓名', '姓名是空的，请补充。')
  const id = checkIdNumber(cells.idNumber.text, today)
  if (!id.ok) add('证件号', id.text)
  const idNumber = id.ok ? id.value.idNumber : null
  const outcome = outcomeOf(cells.result.text, cells.card.text)
  if (outcome === null) {
    add('结果', '结果应为“成功”或“失败”，请核对。')
    return { idNumber, cardNumber: null, problems }
  }
  if (outcome === 'failed') {
    const reason = scrub(cells.reason.text.trim()).slice(0, 60)
    if (reason === '') add('原因', '开卡失败的须写明原因。')
    if (problems.length > 0 || idNumber === null) return { idNumber, cardNumber: null, problems }
    return { idNumber, cardNumber: null, problems, failed: { line, name, idNumber, reason } }
  }
  const card = checkCardNumber(cells.card.text, issuers)
  if (!card.ok) add('卡号', card.text)
  const openedOn = parseDay(cells.openedOn.text)
  if (openedOn === null) add('开卡日期', '开卡日期应写成2026-09-01这样的日期。')
  else if (openedOn > today) add('开卡日期', '开卡日期晚于今天，请核对。')
  const cardNumber = card.ok ? card.value.cardNumber : null
  if (problems.length > 0 || !card.ok || idNumber === null || openedOn === null || cardNumber === null) {
    return { idNumber, cardNumber, problems }
  }
  const { last4, issuer } = card.value
  const until = preferentialUntil(openedOn)
  return {
    idNumber,
    cardNumber,
    problems,
    opened: { line, name, idNumber, cardNumber, last4, issuer: issuer.code, openedOn, preferentialUntil: until },
  }
}

function outcomeOf(result: string, card: string): 'opened' | 'failed' | null {
  const text = result.normalize('NFKC').replace(/\s/g, '').toUpperCase()
  if (/失败|未成功|拒绝|FAIL/.test(text)) return 'failed'
  if (/成功|已开卡|正常|SUCCESS/.test(text)) return 'opened'
  return text === '' && card.trim() !== '' ? 'opened' : null
}
