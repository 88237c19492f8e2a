import { office } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useLocation, useNavigate } from 'react-router'
import { useRead } from '../api/hooks.ts'
import { Icon } from '../ui/icons.tsx'
import { consolePath } from './menu.ts'
import { shellTexts as t } from './texts.ts'

/** The next thing stands on this very page: its button takes the focus (in a row, or above the list). */
function focusAct(): void {
  for (const act of ['main button[data-row-link]', 'main .page-actions .ant-btn-primary', 'main [data-row-link]']) {
    const found = document.querySelector<HTMLElement>(act)
    found?.focus()
    if (found) return
  }
}

/**
 * After an act: what was done, and one key to the next thing that waits (late ones first, the same kind before others).
 * `kindOf` names the work-list group the finished item came from.
 */
export function NextItem({ done, doneId, kind }: { done: string; doneId: string; kind?: string }) {
  const work = useRead(office.workList, {})
  const navigate = useNavigate()
  const here = useLocation()
  const groups = work.data?.groups ?? []
  const items = groups.flatMap((g) => g.items.map((i) => ({ ...i, kind: g.kind })))
  const isSame = (i: (typeof items)[number]) => i.id === doneId || consolePath(i.link).includes(doneId)
  // The same thing waits again for its next step (a run: approve, seal, send): the act is on this very page.
  const goesOn = !work.isFetching && items.some(isSame)
  const open = items
    .filter((i) => !isSame(i))
    .sort((a, b) => Number(b.late) - Number(a.late) || Number(b.kind === kind) - Number(a.kind === kind))
  const next = open[0]
  const target = next ? consolePath(next.link) : '/work'
  const go = () => {
    if (target === here.pathname + here.search) focusAct()
    else void navigate(target)
  }
  return (
    <div className="next-item no-print" role="status">
      <Icon name="check" size={22} />
      <div className="next-text">
        <strong>{done}</strong>
        <span>{goesOn ? t.sameNext : next ? t.nextTitle(next.title) : t.allDone}</span>
      </div>
      <Button type={goesOn ? 'default' : 'primary'} size="large" autoFocus data-next="" onClick={go}>
        {next ? t.next : t.backToWork}
      </Button>
    </div>
  )
}
