import { face, faceCaseStatuses, faceCaseStatusTitles } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { type RowOf, useWrite } from '../../api/hooks.ts'
import { timeText } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Due, Tag, type Tone } from '../../ui/bits.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { choiceOf, textOf } from '../../ui/form.ts'
import { ListView } from '../../ui/list.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import type { Column } from '../../ui/table.tsx'
import { caseTexts as t } from './texts.ts'

type Case = RowOf<typeof face.listCases>
type Act = 'confirm' | 'issue' | 'decide'
type Shown = { readonly act: Act; readonly row: Case }
interface Code {
  readonly name: string
  readonly code: string
  readonly expiresAt: string
}

const tones: Record<Case['status'], Tone> = { waiting: 'warn', passed: 'good', refused: 'bad', ended: 'mute' }
const saw = optionsOf(face.sawWays, face.sawTitles)
const sawField = { kind: 'radio' as const, name: 'saw', label: t.saw, required: true, options: saw }

type Noticed = NonNullable<Case['check']>['reasons']
const flagsOf = (reasons: Noticed): string[] => [...new Set(reasons.map((r) => t.flags[r.code] ?? r.text))]

/** What a try and those before it showed, in words and numbers; there is no picture to show. */
function Found({ row }: { row: Case }) {
  const c = row.check
  return (
    <>
      {c && flagsOf(c.reasons).map((flag) => <div key={flag}>{flag}</div>)}
      {c && (
        <div className="muted">
          <div>{c.score !== null && c.threshold !== null ? t.score(c.score, c.threshold) : t.noScore}</div>
          {c.hint !== null && <div>{t.hint(c.hint)}</div>}
          <div>{t.tries(c.triesThatDay)}</div>
        </div>
      )}
      {c && c.earlier.length > 0 && (
        <div className="muted">
          {t.earlier}
          <ul className="tight">
            {c.earlier.map((e) => (
              <li key={e.at}>
                {timeText(e.at).slice(-5)} {flagsOf(e.reasons).join('、')}
              </li>
            ))}
          </ul>
        </div>
      )}
      {row.status === 'waiting' && row.first && (
        <div className="muted">{row.kind === 'code' ? t.codeBy(row.first.by) : t.confirmedBy(row.first.by)}</div>
      )}
      {row.status !== 'waiting' && row.first && (
        <div className="muted">
          {[row.first, row.second].map((p) => (p ? `${p.by} ${timeText(p.at)}` : '')).join(' ')}
          {row.decisionReason ? `：${row.decisionReason}` : ''}
        </div>
      )}
      {!c && !row.first && t.none}
    </>
  )
}

function ConfirmDialog({ row, onClose, onDone }: { row: Case; onClose: () => void; onDone: (text: string) => void }) {
  const confirm = useWrite(face.confirmCase)
  return (
    <ActDialog
      title={t.confirmTitle(row.studentName)}
      intro={t.confirmIntro}
      fields={[sawField]}
      submitText={t.confirm}
      onClose={onClose}
      onSubmit={async (v) => {
        const way = choiceOf(v, 'saw', face.sawWays)
        if (!way) return
        const reply = await confirm.run({ params: { id: row.id }, body: { saw: way } })
        onDone(reply.confirmations === 2 ? t.done.second : t.done.first)
        onClose()
      }}
    />
  )
}

function IssueDialog({ row, onClose, onCode }: { row: Case; onClose: () => void; onCode: (code: Code) => void }) {
  const issue = useWrite(face.issueCode)
  return (
    <ActDialog
      title={t.issueTitle(row.studentName)}
      intro={t.issueIntro}
      fields={[sawField]}
      submitText={t.issue}
      onClose={onClose}
      onSubmit={async (v) => {
        const way = choiceOf(v, 'saw', face.sawWays)
        if (!way) return
        const reply = await issue.run({ params: { id: row.id }, body: { saw: way } })
        onCode({ name: row.studentName, ...reply })
        onClose()
      }}
    />
  )
}

function DecideDialog({ row, onClose, onDone }: { row: Case; onClose: () => void; onDone: (text: string) => void }) {
  const decide = useWrite(face.decideCase)
  return (
    <ActDialog
      title={t.decideTitle(row.studentName)}
      intro={
        <>
          <p>{t.decideIntro}</p>
          <Found row={row} />
        </>
      }
      fields={(v) => [
        {
          kind: 'radio',
          name: 'decision',
          label: t.decision,
          required: true,
          options: [
            { value: 'pass', label: t.pass },
            { value: 'refuse', label: t.refuse },
          ],
        },
        ...(textOf(v, 'decision') === 'pass' ? [sawField] : []),
        { kind: 'area', name: 'reason', label: t.reason, max: 200, required: true, help: t.reasonHelp },
      ]}
      submitText={t.decide}
      onClose={onClose}
      onSubmit={async (v) => {
        const decision = choiceOf(v, 'decision', ['pass', 'refuse'])
        if (!decision) return
        const way = decision === 'pass' ? (choiceOf(v, 'saw', face.sawWays) ?? null) : null
        await decide.run({ params: { id: row.id }, body: { decision, saw: way, reason: textOf(v, 'reason') } })
        onDone(t.done[decision])
        onClose()
      }}
    />
  )
}

/** Students whom a person of the school must see: what was noticed, who confirmed, and the next act. */
export default function CasesPage() {
  const me = useMe()
  const { message } = App.useApp()
  const filters = useFilters(['status'])
  const typed = filters.values.status
  const status = filters.oneOf('status', faceCaseStatuses) ?? (typed === '' ? 'waiting' : undefined)
  const [open, setOpen] = useState<Shown | null>(null)
  const [code, setCode] = useState<Code | null>(null)
  const done = (text: string) => void message.success(text)
  const close = () => setOpen(null)
  const act = (r: Case) => {
    if (r.status !== 'waiting') return t.none
    if (r.kind === 'two-staff' && r.first?.byId === me.id) return <span className="muted">{t.selfWaits}</span>
    if (r.kind === 'code' && me.grant?.role !== 'class-teacher') return <span className="muted">{t.issueOnly}</span>
    const kind: Act = r.kind === 'review' ? 'decide' : r.kind === 'code' ? 'issue' : 'confirm'
    return (
      <Button
        data-row-link=""
        type="primary"
        aria-label={`${t[kind]}：${r.studentName}`}
        onClick={() => setOpen({ act: kind, row: r })}
      >
        {t[kind]}
      </Button>
    )
  }
  const columns: Column<Case>[] = [
    { key: 'student', title: t.student, main: true, render: (r) => r.studentName },
    { key: 'class', title: t.className, render: (r) => r.className },
    { key: 'purpose', title: t.purpose, render: (r) => r.purposeTitle },
    { key: 'kind', title: t.kind, render: (r) => r.kindTitle },
    { key: 'found', title: t.found, render: (r) => <Found row={r} /> },
    { key: 'opened', title: t.opened, render: (r) => timeText(r.openedAt) },
    { key: 'due', title: t.due, render: (r) => (r.status === 'waiting' ? <Due on={r.dueOn} /> : '—') },
    { key: 'status', title: common.status, render: (r) => <Tag tone={tones[r.status]}>{r.statusTitle}</Tag> },
    { key: 'act', title: t.act, render: act },
  ]
  return (
    <Page title={t.title} intro={t.intro}>
      <FilterBar
        filters={{
          ...filters,
          values: { ...filters.values, status: status ?? '' },
          set: (name: string, value: string) => filters.set(name, value === '' ? 'all' : value),
        }}
        defs={[
          {
            kind: 'select',
            name: 'status',
            label: common.status,
            options: optionsOf(faceCaseStatuses, faceCaseStatusTitles),
          },
        ]}
      />
      <ListView
        route={face.listCases}
        args={{ query: status ? { status } : {} }}
        caption={t.title}
        columns={columns}
        rowKey={(r) => r.id}
        empty={{ title: t.empty, help: t.emptyHelp }}
      />
      {open?.act === 'confirm' && <ConfirmDialog row={open.row} onClose={close} onDone={done} />}
      {open?.act === 'decide' && <DecideDialog row={open.row} onClose={close} onDone={done} />}
      {open?.act === 'issue' && <IssueDialog row={open.row} onClose={close} onCode={setCode} />}
      {code && (
        <Dialog
          title={t.codeTitle(code.name)}
          onCancel={() => setCode(null)}
          mask={{ closable: false }}
          footer={
            <Button type="primary" onClick={() => setCode(null)}>
              {t.codeClose}
            </Button>
          }
        >
          <p className="face-code">{code.code}</p>
          <p>{t.codeHelp(timeText(code.expiresAt))}</p>
        </Dialog>
      )}
    </Page>
  )
}
