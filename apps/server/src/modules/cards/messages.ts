import { smsText } from '@zhuxue/policy'
import { sql } from 'kysely'
import type { Platform, Tx } from '../../platform/index.ts'
import { regionPack } from '../programmes/index.ts'
import type { FailedLine, OpenedLine } from './parse.ts'
import type { Holder } from './store.ts'

/** Tells students that their card can be fetched, or why the bank could not open it. */
export async function tellHolders(
  tx: Tx,
  platform: Platform,
  opened: readonly { holder: Holder; line: OpenedLine }[],
  failed: readonly { holder: Holder; line: FailedLine }[],
): Promise<void> {
  const { smsSignature: signature, cardIssuers } = regionPack(platform)
  const payloads = [
    ...opened.map(({ holder, line }) => {
      const issuer = cardIssuers.find((i) => i.code === line.issuer)
      return {
        studentIds: [holder.id],
        kind: 'card-issued',
        title: '中职卡已办好，请领取并激活',
        body: `尾号${line.last4}的中职卡（${issuer?.name ?? '发卡银行'}）已办好。${issuer?.activation[0] ?? '请本人带身份证原件和中职卡到发卡银行网点柜台激活'}，不满16周岁的由监护人陪同。激活后才能收到资助款。`,
        link: '/student/card',
        sms: smsText({ signature, name: holder.name }, { kind: 'card-issued', last4: line.last4 }),
      }
    }),
    ...failed.map(({ holder, line }) => ({
      studentIds: [holder.id],
      kind: 'card-failed',
      title: '中职卡没有办成',
      body: `银行没有办成您的中职卡，原因：${line.reason}。请带身份证找学校资助老师补齐材料，重新申办。`,
      link: '/student/card',
      sms: null,
    })),
  ]
  if (payloads.length === 0) return
  await sql`select enqueue_job('notify', p::json, null, null, null) from jsonb_array_elements(${JSON.stringify(payloads)}::jsonb) as p`.execute(
    tx.db,
  )
}
