import type { ProgrammeVersion } from '@zhuxue/policy'
import { Button } from 'antd'
import { timeText } from '../../lib/format.ts'
import { Notice } from '../../ui/bits.tsx'
import { editable } from './definition.ts'
import { Differences } from './differences.tsx'
import { useNames } from './names.ts'
import { catalogueTexts as t } from './texts.ts'

const ID = 'draft-conflict'

/** To the choice, from wherever on the long page she was typing. */
export function toConflict(): void {
  const box = document.getElementById(ID)
  box?.scrollIntoView({ block: 'start' })
  box?.focus({ preventScroll: true })
}

/** Somebody else saved the same draft: what they saved beside what stands on this page, and which of the two to keep. */
export function Conflict({
  mine,
  current,
  onMine,
  onTheirs,
}: {
  mine: ProgrammeVersion | null
  current: { updatedBy?: string; updatedAt?: string; definition?: unknown }
  onMine: () => void
  onTheirs: () => void
}) {
  const names = useNames()
  const theirs = editable(current.definition)
  return (
    <div id={ID} tabIndex={-1} className="conflict">
      <Notice tone="warn" title={t.conflictTitle} announce>
        <p>{t.conflictHelp(current.updatedBy ?? '', timeText(current.updatedAt ?? null))}</p>
        {mine !== null && theirs !== null && (
          <div className="conflict-table">
            <Differences
              before={theirs}
              after={mine}
              names={names}
              titles={{ before: t.theirs(current.updatedBy ?? ''), after: t.mine }}
            />
          </div>
        )}
        <div className="card-links">
          <Button onClick={onTheirs}>{t.takeTheirs}</Button>
          <Button type="primary" onClick={onMine}>
            {t.keepMine}
          </Button>
        </div>
      </Notice>
    </div>
  )
}
