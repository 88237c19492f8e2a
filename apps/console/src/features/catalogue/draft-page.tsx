import { useQueryClient } from '@tanstack/react-query'
import { catalogue, type ReplyOf } from '@zhuxue/contracts'
import { type ProgrammeVersion, parseVersion } from '@zhuxue/policy'
import { Button, Tabs } from 'antd'
import { lazy, Suspense, useCallback, useMemo, useState } from 'react'
import { useParams } from 'react-router'
import { useRead } from '../../api/hooks.ts'
import { timeText } from '../../lib/format.ts'
import { Notice, Tag } from '../../ui/bits.tsx'
import { Page } from '../../ui/page.tsx'
import { Await, Empty, Loading } from '../../ui/states.tsx'
import { useAutosave } from './autosave.ts'
import { periodOf } from './catalogue-page.tsx'
import { Conflict, toConflict } from './conflict.tsx'
import { editable } from './definition.ts'
import { Discard, GiveBack, Publish, Submit } from './dialogs.tsx'
import { Differences } from './differences.tsx'
import { fieldId } from './field-id.ts'
import { useNames, useVocabulary } from './names.ts'
import { catalogueTexts as t } from './texts.ts'

const Editor = lazy(() => import('./editor.tsx'))
const WhatIfPanel = lazy(() => import('./what-if.tsx'))

type Draft = ReplyOf<typeof catalogue.getDraft>
type Act = 'submit' | 'return' | 'publish' | 'discard' | null

function ProblemList({ problems, onGo }: { problems: Draft['problems']; onGo: (path: string) => void }) {
  if (problems.length === 0) return <Notice tone="good" title={t.noProblems} />
  return (
    <Notice tone="warn" title={t.problems(problems.length)}>
      <ul>
        {problems.map((p) => (
          <li key={`${p.path}${p.text}`}>
            <button type="button" className="link-like" onClick={() => onGo(p.path)}>
              {p.text}
            </button>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

/** Moves to the field that a problem names, or to the nearest part around it. */
function goTo(path: string): void {
  for (let p = path; p !== ''; p = p.slice(0, p.lastIndexOf('/'))) {
    const element = document.getElementById(fieldId(p))
    if (element) {
      element.scrollIntoView({ block: 'center' })
      element.focus()
      return
    }
  }
}

function Head({ draft }: { draft: Draft }) {
  return (
    <>
      {draft.returnReason !== null && draft.status === 'editing' && (
        <Notice tone="warn" title={t.returned}>
          {draft.returnReason}
        </Notice>
      )}
      {draft.status === 'submitted' && (
        <Notice tone="info" title={`${draft.submittedBy} 于 ${timeText(draft.submittedAt)} 提交发布`}>
          <p>{draft.note}</p>
          {draft.whyNotPublish !== null && <p>{draft.whyNotPublish}</p>}
        </Notice>
      )}
      {draft.version !== null && <Notice tone="good" title={t.published(draft.version)} />}
    </>
  )
}

function Editing({ draft, reload }: { draft: Draft; reload: () => void }) {
  const client = useQueryClient()
  const key = [catalogue.getDraft.id, { params: { id: draft.id } }]
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key follows from the id
  const onSaved = useCallback((saved: Draft) => client.setQueryData(key, saved), [client, draft.id])
  const save = useAutosave(draft, onSaved)
  const areas = useVocabulary()?.areas
  const names = useNames()
  const [start, setStart] = useState(() => editable(draft.definition))
  const [round, setRound] = useState(0)
  const [value, setValue] = useState(start)
  const [tab, setTab] = useState('edit')
  const [act, setAct] = useState<Act>(null)
  // checked here while typing; the server adds what only it knows (terms, place), from the last save
  const problems = useMemo(() => {
    const parsed = parseVersion(value, areas === undefined ? {} : { areas: areas.map((a) => a.id) })
    const own = parsed.ok ? [] : parsed.problems
    const served = save.state === 'saved' ? draft.problems.filter((p) => !own.some((o) => o.path === p.path)) : []
    return [...own, ...served]
  }, [value, areas, draft.problems, save.state])
  const byPath = useMemo(() => new Map(problems.map((p) => [p.path, p.text])), [problems])
  if (start === null || value === null) return <Empty title="草稿内容不完整，无法编辑。请放弃后重新起草。" />
  const current = (save.error?.current ?? {}) as { revision?: number; definition?: unknown }
  const restart = (definition: unknown) => {
    save.forget()
    const next = editable(definition)
    setStart(next)
    setValue(next)
    setRound((n) => n + 1)
    reload()
  }
  const states = {
    saved: t.saved,
    unsaved: t.unsaved,
    saving: t.saving,
    failed: t.saveFailed,
    conflict: t.conflictTitle,
  }
  const open = async (next: Act) => {
    await save.flush()
    setAct(next)
  }
  return (
    <>
      {save.state === 'conflict' && (
        <Conflict
          mine={save.mine()}
          current={current}
          onTheirs={() => restart(current.definition)}
          onMine={() => save.overwrite(current.revision ?? draft.revision)}
        />
      )}
      {save.state === 'failed' && save.error && <Notice tone="bad" title={save.error.message} announce />}
      {save.state !== 'conflict' && (
        <ProblemList
          problems={problems}
          onGo={(path) => {
            setTab('edit')
            setTimeout(() => goTo(path), 50)
          }}
        />
      )}
      <Tabs
        activeKey={tab}
        onChange={(next) => {
          setTab(next)
          void save.flush()
        }}
        items={[
          {
            key: 'edit',
            label: t.editTab,
            children: (
              <Suspense fallback={<Loading rows={10} />}>
                <Editor
                  key={round}
                  initial={start}
                  school={draft.schoolId !== null}
                  problems={byPath}
                  onChange={(v) => {
                    setValue(v)
                    save.change(v)
                  }}
                />
              </Suspense>
            ),
          },
          {
            key: 'diff',
            label: t.diffTab,
            children: (
              <div className="card card-flush">
                <Differences before={draft.before as ProgrammeVersion | null} after={value} names={names} />
              </div>
            ),
          },
          { key: 'what-if', label: t.whatIfTab, children: <WhatIf draft={draft} /> },
        ]}
      />
      <div className="action-bar">
        <span className="action-hint" role="status">
          {states[save.state]}
        </span>
        {save.state === 'conflict' && <Button onClick={toConflict}>{t.seeConflict}</Button>}
        <Button danger onClick={() => void open('discard')}>
          {t.discard}
        </Button>
        <Button
          type="primary"
          disabled={problems.length > 0 || save.state === 'conflict'}
          onClick={() => void open('submit')}
        >
          {t.submit}
        </Button>
      </div>
      <Acts draft={draft} act={act} close={() => setAct(null)} done={reload} />
    </>
  )
}

const WhatIf = ({ draft }: { draft: Draft }) => (
  <Suspense fallback={<Loading rows={6} />}>
    <WhatIfPanel id={draft.id} revision={draft.revision} />
  </Suspense>
)

function Acts({ draft, act, close, done }: { draft: Draft; act: Act; close: () => void; done: () => void }) {
  const shared = {
    id: draft.id,
    revision: draft.revision,
    onClose: close,
    onDone: () => {
      close()
      done()
    },
  }
  if (act === 'submit') return <Submit {...shared} />
  if (act === 'return') return <GiveBack {...shared} />
  if (act === 'discard') return <Discard {...shared} />
  if (act === 'publish') {
    const from = draft.effectiveFrom === null ? '' : periodOf({ effectiveFrom: draft.effectiveFrom, effectiveTo: null })
    return <Publish {...shared} title={`${draft.title}，${from}执行`} />
  }
  return null
}

/** What a draft looks like to somebody who does not edit it: differences, what-if, and the second person's decision. */
function Reading({ draft, reload }: { draft: Draft; reload: () => void }) {
  const names = useNames()
  const [act, setAct] = useState<Act>(null)
  const value = editable(draft.definition)
  return (
    <>
      {draft.problems.length > 0 && draft.status !== 'published' && (
        <ProblemList problems={draft.problems} onGo={() => undefined} />
      )}
      <Tabs
        items={[
          {
            key: 'diff',
            label: t.diffTab,
            children: (
              <div className="card card-flush">
                {value && <Differences before={draft.before as ProgrammeVersion | null} after={value} names={names} />}
              </div>
            ),
          },
          { key: 'what-if', label: t.whatIfTab, children: <WhatIf draft={draft} /> },
        ]}
      />
      {(draft.may.publish || draft.may.return) && (
        <div className="action-bar">
          <Button onClick={() => setAct('return')}>{t.giveBack}</Button>
          <Button type="primary" disabled={!draft.may.publish} onClick={() => setAct('publish')}>
            {t.publish}
          </Button>
        </div>
      )}
      <Acts draft={draft} act={act} close={() => setAct(null)} done={reload} />
    </>
  )
}

export default function DraftPage() {
  const { id = '' } = useParams()
  const read = useRead(catalogue.getDraft, { params: { id } })
  const reload = () => void read.refetch()
  const title = read.data?.title || '规则草稿'
  return (
    <Page
      title={title}
      back={{ to: '/catalogue', text: t.title }}
      intro={
        read.data && (
          <span className="tags">
            <Tag tone={read.data.status === 'submitted' ? 'warn' : 'info'}>{t.status[read.data.status]}</Tag>
            {read.data.place}
          </span>
        )
      }
    >
      <Await read={read} rows={10}>
        {(draft) => (
          <>
            <Head draft={draft} />
            {draft.may.edit ? <Editing draft={draft} reload={reload} /> : <Reading draft={draft} reload={reload} />}
          </>
        )}
      </Await>
    </Page>
  )
}
