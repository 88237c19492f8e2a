import { hardshipTitles } from '@zhuxue/contracts'
import { Facts } from '../../ui/bits.tsx'
import type { Hardship } from './dialogs.tsx'
import { hardshipTexts as t } from './texts.ts'

/** Model result, evidence item by item, proposal and decision. */
export function HardshipEvidence({ hardship: h }: { hardship: Hardship }) {
  return (
    <>
      <Facts
        items={[
          [t.model, t.modelScore(hardshipTitles[h.modelLevel], h.score)],
          [t.proposed, `${hardshipTitles[h.proposedLevel]}（${h.proposedBy}）`],
          ...(h.level ? [[t.decided, `${hardshipTitles[h.level]}（${h.decidedBy ?? '—'}）`] as const] : []),
          [t.year, h.academicYear],
        ]}
      />
      <h3 className="sub">{t.evidence}</h3>
      <ul className="evidence">
        {h.evidence.map((e) => (
          <li key={e.item}>
            <span>
              <strong>{e.item}</strong> {e.text}
            </span>
            <span className="muted">{t.points(e.points)}</span>
          </li>
        ))}
      </ul>
      {h.proposalReason && (
        <p>
          {t.proposalReason}：{h.proposalReason}
        </p>
      )}
      {h.decisionReason && (
        <p>
          {t.decisionReason}：{h.decisionReason}
        </p>
      )}
      <p className="muted small">
        {t.modelVersion}：{t.modelName(h.model)}
      </p>
    </>
  )
}
