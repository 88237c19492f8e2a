import { roleTitles } from '@zhuxue/contracts'
import { CalendarCoverageError, isWorkingDay, type LocalDate } from '@zhuxue/policy'
import type { Platform, StaffActor, WorkerTx } from '../../platform/index.ts'
import { bindingOf, bindingsDue, dropBinding, markReminded, postsOf, wechatAccount } from '../identity/index.ts'
import { regionPack } from '../programmes/index.ts'
import { workList } from './work-list.ts'

/** Reminders go out from this hour of a working day (Asia/Shanghai). */
const FROM_HOUR = 8
const BATCH = 200

/** Enqueues one reminder for every bound person who got none today; repeatable. */
export async function remindWhenDue(platform: Platform): Promise<void> {
  if (!wechatAccount(platform)) return
  await platform.transaction({ kind: 'worker', name: '微信提醒' }, async (tx) => {
    const hour = Number(
      new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hour12: false, timeZone: 'Asia/Shanghai' }).format(tx.now),
    )
    if (hour < FROM_HOUR || !isWorking(platform, tx.today)) return
    const due = await bindingsDue(tx, BATCH)
    for (const staffId of due) {
      await tx.enqueue('wechat-reminder', { staffId, day: tx.today }, { key: `wechat-reminder:${staffId}:${tx.today}` })
    }
    await markReminded(tx, due)
  })
}

/** Beyond the calendar nobody is woken on a guess. */
function isWorking(platform: Platform, day: LocalDate): boolean {
  try {
    return isWorkingDay(regionPack(platform).calendar, day)
  } catch (e) {
    if (e instanceof CalendarCoverageError) return false
    throw e
  }
}

/**
 * Job: kinds and numbers of what waits for one person in all her posts, to WeChat; nothing of students. Nothing waits:
 * nothing is sent. One reminder a day whatever is retried: its id is that of person and day.
 */
export async function sendReminder(payload: unknown, tx: WorkerTx, platform: Platform): Promise<void> {
  const { staffId, day } = payload as { staffId: string; day: string }
  const account = wechatAccount(platform)
  const binding = await bindingOf(tx, platform, staffId)
  if (!account || !binding || day !== tx.today) return
  const counts = new Map<string, { count: number; late: number }>()
  for (const post of await postsOf(tx, staffId)) {
    const actor: StaffActor = { ...post, kind: 'staff', roleTitle: roleTitles[post.role], sessionId: staffId }
    const { groups } = await platform.transaction(actor, (own) => workList(own))
    for (const g of groups) {
      const sum = counts.get(g.title) ?? { count: 0, late: 0 }
      counts.set(g.title, { count: sum.count + g.count, late: sum.late + g.late })
    }
  }
  if (counts.size === 0) return
  const total = [...counts.values()].reduce((n, c) => n + c.count, 0)
  const late = [...counts.values()].reduce((n, c) => n + c.late, 0)
  const result = await account.remind(binding.openid, {
    id: `${staffId.replaceAll('-', '').slice(0, 24)}${day.replaceAll('-', '')}`,
    title: `待办${total}件${late > 0 ? `，已超期${late}件` : ''}`,
    text: [...counts].map(([title, c]) => `${title}${c.count}`).join('，'),
    url: platform.config.publicUrl ? `${platform.config.publicUrl}/console/` : null,
  })
  if (result.outcome === 'later') throw new Error(`wechat: ${result.reason}`)
  // she left the account, or it knows her no more: no further tries, and she is told where she looks next
  if (result.outcome === 'refused') await dropBinding(tx, staffId, result.reason)
}
