import { type applications, type Outcome, outcomeTitles, type ReplyOf } from '@zhuxue/contracts'
import { Card, Money, Notice, Tag, type Tone } from '../../ui/bits.tsx'
import { Icon } from '../../ui/icons.tsx'
import { applicationTexts as t } from './texts.ts'

type Detail = ReplyOf<typeof applications.getApplication>
type Determination = Detail['determination']

const outcomeTone: Record<Outcome, Tone> = {
  entitled: 'good',
  competes: 'info',
  'not-eligible': 'bad',
  'to-verify': 'warn',
}

const differs = (a: Determination, b: Determination) =>
  a.outcome !== b.outcome || a.route !== b.route || a.termFen !== b.termFen || a.version !== b.version

const brief = (d: Determination) => `${outcomeTitles[d.outcome]}${d.routeTitle ? `（${d.routeTitle}）` : ''}`

/** True when today's facts would decide otherwise than at submission. */
export const changedSince = (d: Detail) => differs(d.determination, d.determinationNow)

/** Outcome with amount, every reason and its clause, and a warning when today's facts decide otherwise. */
export function DeterminationCard({ detail }: { detail: Detail }) {
  const d = detail.determination
  return (
    <Card title={t.determination} extra={<Tag tone={outcomeTone[d.outcome]}>{outcomeTitles[d.outcome]}</Tag>}>
      {changedSince(detail) && (
        <Notice tone="warn" title={t.changedTitle}>
          {t.changedText(brief(d), brief(detail.determinationNow))}
        </Notice>
      )}
      <p className="det-head">
        {d.routeTitle && <strong>{d.routeTitle}</strong>}
        <span>
          {t.termFen} <Money fen={d.termFen} strong />
        </span>
        <span className="muted">{t.payee[d.payee]}</span>
      </p>
      <ul className="reasons">
        {d.reasons.map((r) => (
          <li key={r.rule} className={r.met === null ? 'reason-unknown' : r.met ? 'reason-met' : 'reason-unmet'}>
            <Icon name={r.met === null ? 'help' : r.met ? 'check' : 'cross'} size={16} />
            <div>
              <span className="sr-only">{r.met === null ? t.unknown : r.met ? t.met : t.unmet}：</span>
              {r.text}
              {r.met === null && <Tag tone="warn">{t.unknown}</Tag>}
              <div className="reason-source">{r.source}</div>
            </div>
          </li>
        ))}
      </ul>
      <p className="muted small">
        {t.version}：{d.versionSource}
      </p>
    </Card>
  )
}
