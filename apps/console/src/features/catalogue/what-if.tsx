import { catalogue, type ReplyOf } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { asApiError } from '../../api/errors.ts'
import { useRead } from '../../api/hooks.ts'
import { api } from '../../api/instance.ts'
import { saveBlob } from '../../lib/csv.ts'
import { termTitle, yuan } from '../../lib/format.ts'
import { Card, Money, Notice, Stat, Tag } from '../../ui/bits.tsx'
import { Icon } from '../../ui/icons.tsx'
import { Loading } from '../../ui/states.tsx'
import { type Column, Table } from '../../ui/table.tsx'
import { catalogueTexts as t } from './texts.ts'

type Report = ReplyOf<typeof catalogue.whatIf>
type Person = NonNullable<Report['people']>[number]

const changes: Record<Person['change'], readonly [string, 'good' | 'bad' | 'info' | 'warn']> = {
  gain: ['新增享受', 'good'],
  lose: ['不再享受', 'bad'],
  more: ['更好', 'info'],
  less: ['变差', 'warn'],
}

const signed = (n: number): string => (n > 0 ? `+${n}` : String(n))

/** Pairs of bars, before above after; the numbers stand beside them, so nothing is said by length or colour alone. */
function Bars({
  title,
  rows,
  show,
}: {
  title: string
  rows: readonly { name: string; before: number | null; after: number | null }[]
  show: (n: number | null) => string
}) {
  const top = Math.max(1, ...rows.flatMap((r) => [r.before ?? 0, r.after ?? 0]))
  const bar = (kind: 'before' | 'after', value: number | null) => (
    <span className="bar-line">
      <span className={`bar bar-${kind}`} style={{ width: `calc((100% - 9em) * ${(value ?? 0) / top})` }} />
      <span className="bar-value">{show(value)}</span>
    </span>
  )
  return (
    <figure className="bars">
      <figcaption>
        {title}
        <span className="bar-key">
          <span className="bar bar-before" /> 现行 <span className="bar bar-after" /> 草稿
        </span>
      </figcaption>
      <dl>
        {rows.map((r) => (
          <div key={r.name}>
            <dt>{r.name}</dt>
            <dd>
              {bar('before', r.before)}
              {bar('after', r.after)}
            </dd>
          </div>
        ))}
      </dl>
    </figure>
  )
}

function Sides({ r }: { r: Report }) {
  const rows: [string, number | null, number | null][] = [
    ['可以享受', r.before.entitled, r.after.entitled],
    ['符合条件、名额有限', r.before.competes, r.after.competes],
    ['按名额可安排', r.before.places, r.after.places],
    ['需核实', r.before.toVerify, r.after.toVerify],
    ['不符合', r.before.notEligible, r.after.notEligible],
  ]
  const difference = (a: number | null, b: number | null) => (a === null || b === null ? '—' : signed(b - a))
  const fen = (n: number | null) => (n === null ? '不定额' : `${yuan(n)} 元`)
  return (
    <section className="table-wrap" aria-label="总数">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{r.scopeName}</th>
            {['现行规则', '草稿', '增减'].map((h) => (
              <th key={h} scope="col" className="right">
                {h}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, a, b]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td className="right" data-label="现行规则">
                {a ?? '—'}
              </td>
              <td className="right" data-label="草稿">
                {b ?? '—'}
              </td>
              <td className="right" data-label="增减">
                {difference(a, b)}
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">年资金</th>
            <td className="right" data-label="现行规则">
              {fen(r.before.totalFen)}
            </td>
            <td className="right" data-label="草稿">
              {fen(r.after.totalFen)}
            </td>
            <td className="right" data-label="增减">
              {r.before.totalFen === null || r.after.totalFen === null
                ? '—'
                : yuan(r.after.totalFen - r.before.totalFen)}
            </td>
          </tr>
        </tbody>
      </table>
    </section>
  )
}

const placeColumns: Column<Omit<Report['bySchool'][number], 'schoolId'>>[] = [
  { key: 'students', title: '学生', align: 'right', render: (s) => s.students },
  { key: 'before', title: '现行享受', align: 'right', render: (s) => s.before },
  { key: 'after', title: '草稿享受', align: 'right', render: (s) => s.after },
  { key: 'gain', title: '新增', align: 'right', render: (s) => signed(s.gain) },
  { key: 'lose', title: '减少', align: 'right', render: (s) => (s.lose === 0 ? '0' : `-${s.lose}`) },
  { key: 'beforeFen', title: '现行年资金', align: 'right', render: (s) => <Money fen={s.beforeFen} /> },
  { key: 'afterFen', title: '草稿年资金', align: 'right', render: (s) => <Money fen={s.afterFen} /> },
]

const peopleColumns: Column<Person>[] = [
  { key: 'name', title: '姓名', main: true, render: (p) => p.name },
  { key: 'class', title: '班级', render: (p) => p.className },
  { key: 'change', title: '变化', render: (p) => <Tag tone={changes[p.change][1]}>{changes[p.change][0]}</Tag> },
  { key: 'before', title: '现行规则', render: (p) => p.before },
  { key: 'after', title: '草稿', render: (p) => p.after },
]

function Export({ id, term }: { id: string; term: string }) {
  const { message } = App.useApp()
  const get = async (format: 'xlsx' | 'csv') => {
    try {
      const file = await api.download(catalogue.exportWhatIf, { params: { id }, query: { term, format } })
      saveBlob(file.blob, file.filename)
    } catch (e) {
      message.error(asApiError(e).message)
    }
  }
  return (
    <>
      {(['xlsx', 'csv'] as const).map((f) => (
        <Button key={f} icon={<Icon name="download" size={16} />} onClick={() => void get(f)}>
          {t.export(f)}
        </Button>
      ))}
    </>
  )
}

function Shown({ r }: { r: Report }) {
  const counts = (n: number | null) => (n === null ? '—' : `${n} 人`)
  const money = (n: number | null) => (n === null ? '不定额' : `${yuan(n)} 元`)
  return (
    <>
      <div className="stats stats-card">
        <Stat label="新增享受" value={`${r.changes.gain} 人`} {...(r.changes.gain > 0 && { tone: 'good' as const })} />
        <Stat
          label="不再享受"
          value={`${r.changes.lose} 人`}
          {...(r.changes.lose > 0 ? { tone: 'bad' as const } : {})}
        />
        <Stat label="金额或名额更好" value={`${r.changes.more} 人`} />
        <Stat label="变差" value={`${r.changes.less} 人`} />
        <Stat label="变为需核实" value={`${r.changes.newlyToVerify} 人`} />
        <Stat label="在册学生" value={`${r.students} 人`} note={`${r.schools} 所学校`} />
      </div>
      <Card
        title={`${termTitle(r.term)}：${r.beforeVersion === null ? '新设项目' : '现行规则与草稿'}`}
        extra={<Export id={r.draftId} term={r.term} />}
        className="card-flush"
      >
        <Sides r={r} />
      </Card>
      <div className="split-even">
        <Card>
          <Bars
            title="各途径人数"
            rows={r.byRoute.map((x) => ({ name: x.title, before: x.before, after: x.after }))}
            show={counts}
          />
        </Card>
        <Card>
          <Bars
            title="年资金，按来源"
            rows={r.byFund.map((x) => ({ name: x.source, before: x.beforeFen, after: x.afterFen }))}
            show={money}
          />
        </Card>
      </div>
      {r.people !== null && r.people.length > 0 && (
        <div className="card card-flush">
          <div className="card-head">
            <h2>有变化的学生（{r.people.length} 人）</h2>
          </div>
          <Table
            caption="有变化的学生"
            columns={peopleColumns}
            rows={r.people.slice(0, 200)}
            rowKey={(p) => p.studentId}
          />
          {r.people.length > 200 && <p className="pad muted">只显示前 200 人，全部名单请导出。</p>}
        </div>
      )}
      {r.byCounty.length > 1 && (
        <div className="card card-flush">
          <div className="card-head">
            <h2>按县（市、区）</h2>
          </div>
          <Table
            caption="按县（市、区）"
            columns={[{ key: 'county', title: '县（市、区）', main: true, render: (c) => c.county }, ...placeColumns]}
            rows={r.byCounty}
            rowKey={(c) => c.county}
          />
        </div>
      )}
      <div className="card card-flush">
        <div className="card-head">
          <h2>按学校</h2>
        </div>
        <Table
          caption="按学校"
          columns={[{ key: 'name', title: '学校', main: true, render: (s) => s.name }, ...placeColumns]}
          rows={r.bySchool.slice(0, 200)}
          rowKey={(s) => s.schoolId}
        />
        {r.bySchool.length > 200 && <p className="pad muted">只显示变化最多的 200 所学校，全部请导出。</p>}
      </div>
    </>
  )
}

/** 影响测算 of a saved draft; nothing is reckoned before somebody asks. */
export default function WhatIfPanel({ id, revision }: { id: string; revision: number }) {
  const [asked, setAsked] = useState<number | null>(null)
  const read = useRead(catalogue.whatIf, { params: { id }, query: {} }, { enabled: asked !== null })
  const old = read.data !== undefined && read.data.revision !== revision
  return (
    <>
      <Card>
        <p>{t.whatIfIntro}</p>
        <div className="card-links">
          <Button
            type="primary"
            loading={read.isFetching}
            onClick={() => {
              setAsked(revision)
              if (asked !== null) void read.refetch()
            }}
          >
            {asked === null ? t.run : t.rerun}
          </Button>
          {old && <Tag tone="warn">草稿已修改，结果是修改前的</Tag>}
        </div>
      </Card>
      {read.error && <Notice tone="bad" title={read.error.message} announce />}
      {read.isFetching && read.data === undefined && <Loading rows={6} />}
      {read.data !== undefined && <Shown r={read.data} />}
    </>
  )
}
