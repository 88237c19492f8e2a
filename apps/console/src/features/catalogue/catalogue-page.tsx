import { catalogue } from '@zhuxue/contracts'
import { isTerm, type Term, termsText } from '@zhuxue/policy'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { type RowOf, useList, useRead } from '../../api/hooks.ts'
import { timeText } from '../../lib/format.ts'
import { useCan } from '../../shell/me.tsx'
import { Card, Tag, type Tone } from '../../ui/bits.tsx'
import { FilterBar, useFilters } from '../../ui/filters.tsx'
import { LinkButton } from '../../ui/link-button.tsx'
import { optionsOf } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import { Await, Empty } from '../../ui/states.tsx'
import { NewDraft, Withdraw } from './dialogs.tsx'
import { NewFromTemplate } from './from-template.tsx'
import { useVocabulary } from './names.ts'
import { catalogueTexts as t } from './texts.ts'

type Programme = RowOf<typeof catalogue.listProgrammes>
type Version = Programme['versions'][number]

const tones: Record<Version['state'], Tone> = { past: 'mute', 'in-force': 'good', coming: 'info', withdrawn: 'bad' }

/** '2025年春季学期起' for the terms of a version as the server shows them. */
export const periodOf = (v: { effectiveFrom: string; effectiveTo: string | null }): string =>
  isTerm(v.effectiveFrom)
    ? termsText({ effectiveFrom: v.effectiveFrom, effectiveTo: v.effectiveTo as Term | null })
    : v.effectiveFrom

function VersionRow({ v, onWithdraw }: { v: Version; onWithdraw: () => void }) {
  const can = useCan()
  return (
    <tr>
      <th scope="row" className="cell-main" data-label={t.terms}>
        <Link className="row-link" to={`/catalogue/compare?b=${v.version}`}>
          {periodOf(v)}
        </Link>
      </th>
      <td data-label="状态">
        <span className="tags">
          <Tag tone={tones[v.state]}>{t.state[v.state]}</Tag>
          {v.provisional !== null && <Tag tone="warn">{t.provisional}</Tag>}
        </span>
      </td>
      <td data-label={t.standard}>{v.amountText}</td>
      <td data-label={t.basis}>
        <span className="stack-lines">
          <span>{v.sourceDocument}</span>
          {v.provisional !== null && <span className="muted small">{v.provisional}</span>}
          {v.withdrawReason !== null && (
            <span className="muted small">
              {v.withdrawnBy}撤回：{v.withdrawReason}
            </span>
          )}
        </span>
      </td>
      <td data-label={t.who}>
        {v.origin === 'shipped' ? (
          <span className="nowrap">{t.origin.shipped}</span>
        ) : (
          <span className="stack-lines">
            <span>
              {v.draftedBy} / {v.publishedBy}
            </span>
            <span className="muted small">{timeText(v.publishedAt)}</span>
            {v.mayWithdraw && can(catalogue.withdrawVersion.permission) && (
              <Button size="small" onClick={onWithdraw} aria-label={`${t.withdraw}：${periodOf(v)}`}>
                {t.withdraw}
              </Button>
            )}
          </span>
        )}
      </td>
    </tr>
  )
}

function ProgrammeCard({ p, onDraft }: { p: Programme; onDraft: (version: string) => void }) {
  const can = useCan()
  const [withdrawing, setWithdrawing] = useState<Version | null>(null)
  const current = p.versions.find((v) => v.state === 'in-force') ?? p.versions[0]
  const [newest, older] = p.versions.filter((v) => v.state !== 'withdrawn')
  return (
    <Card
      title={
        <>
          {p.title}
          <span className="muted head-note">{p.place}</span>
        </>
      }
      extra={<Tag tone="mute">{t.kinds[p.kind]}</Tag>}
      className="card-flush"
    >
      <section className="table-wrap" aria-label={`${p.title}的版本`}>
        <table className="table versions">
          <thead>
            <tr>
              {[t.terms, '状态', t.standard, t.basis, t.who].map((h) => (
                <th key={h} scope="col">
                  {h}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {p.versions.map((v) => (
              <VersionRow key={v.version} v={v} onWithdraw={() => setWithdrawing(v)} />
            ))}
          </tbody>
        </table>
      </section>
      <div className="card-links">
        {newest && older && <Link to={`/catalogue/compare?a=${older.version}&b=${newest.version}`}>{t.compare}</Link>}
        {can(catalogue.createDraft.permission) && current && (
          <Button onClick={() => onDraft(current.version)} aria-label={`${t.newDraft}：${p.title}`}>
            {t.newDraft}
          </Button>
        )}
      </div>
      {withdrawing?.id && (
        <Withdraw
          id={withdrawing.id}
          title={`${p.title} ${periodOf(withdrawing)}`}
          onClose={() => setWithdrawing(null)}
        />
      )}
    </Card>
  )
}

function Drafts() {
  const list = useList(catalogue.listDrafts, {})
  const open = list.items.filter((d) => d.status === 'editing' || d.status === 'submitted')
  return (
    <Card title={t.draftsTitle}>
      {open.length === 0 ? (
        <p className="muted">{t.noDrafts}</p>
      ) : (
        <ul className="link-list">
          {open.map((d) => (
            <li key={d.id}>
              <Link to={`/catalogue/drafts/${d.id}`}>
                <span>
                  {d.title || '（未命名）'}{' '}
                  <span className="muted">
                    {d.effectiveFrom && isTerm(d.effectiveFrom)
                      ? periodOf({ effectiveFrom: d.effectiveFrom, effectiveTo: null })
                      : ''}
                    ，{d.place}，{d.savedBy} {timeText(d.savedAt)}
                  </span>
                </span>
                <Tag tone={d.status === 'submitted' ? 'warn' : 'info'}>{t.status[d.status]}</Tag>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}

/** 项目目录: every programme with its versions, and the drafts that are being worked on. */
export default function CataloguePage() {
  const can = useCan()
  const filters = useFilters(['kind'])
  const kind = filters.oneOf('kind', ['national', 'local', 'school', 'social'])
  const read = useRead(catalogue.listProgrammes, { query: kind === undefined ? {} : { kind } })
  const [source, setSource] = useState<string | null | undefined>(undefined)
  const mayDraft = can(catalogue.createDraft.permission)
  const [templates, setTemplates] = useState(false)
  const hasTemplates = (useVocabulary()?.templates.length ?? 0) > 0
  return (
    <Page
      title={t.title}
      intro={t.intro}
      actions={
        <>
          <LinkButton to="/catalogue/compare">{t.compare}</LinkButton>
          {mayDraft && hasTemplates && (
            <Button type="primary" onClick={() => setTemplates(true)}>
              {t.newFromTemplate}
            </Button>
          )}
          {mayDraft && (
            <Button type={hasTemplates ? 'default' : 'primary'} onClick={() => setSource(null)}>
              {t.newBlank}
            </Button>
          )}
        </>
      }
    >
      <Drafts />
      <FilterBar
        filters={filters}
        defs={[
          {
            kind: 'select',
            name: 'kind',
            label: '资助性质',
            options: optionsOf(['national', 'local', 'school', 'social'] as const, t.kinds),
          },
        ]}
      />
      <Await read={read} rows={8}>
        {(data) =>
          data.items.length === 0 ? (
            <div className="card">
              <Empty title="没有这一类项目" />
            </div>
          ) : (
            data.items.map((p) => (
              <ProgrammeCard key={`${p.programme}-${p.schoolId ?? ''}-${p.place}`} p={p} onDraft={setSource} />
            ))
          )
        }
      </Await>
      {templates && <NewFromTemplate onClose={() => setTemplates(false)} />}
      {source !== undefined && <NewDraft source={source} onClose={() => setSource(undefined)} />}
    </Page>
  )
}
