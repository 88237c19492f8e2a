import { Qr } from './qr.tsx'
import { slipTexts as t } from './texts.ts'

interface Slip {
  readonly studentId: string
  readonly name: string
  readonly idTail: string
  readonly password: string
}

/** Preset-password slips as they are printed and cut apart. */
export function SlipSheet({ className, slips }: { className: string; slips: readonly Slip[] }) {
  return (
    <div className="slips">
      {slips.map((s) => (
        <section className="slip" key={s.studentId}>
          <Qr text={`${location.origin}/student/`} label={t.qr} />
          <h2>{t.slipTitle}</h2>
          <dl>
            <div>
              <dt>{t.name}</dt>
              <dd>
                {s.name}
                <span className="nowrap">（{className}）</span>
              </dd>
            </div>
            <div>
              <dt>{t.idTail}</dt>
              <dd className="mono">{s.idTail}</dd>
            </div>
            <div>
              <dt>{t.password}</dt>
              <dd className="mono slip-password">{s.password}</dd>
            </div>
            <div>
              <dt>{t.address}</dt>
              <dd className="mono">{`${location.origin}/student/`}</dd>
            </div>
          </dl>
          <p>{t.steps}</p>
        </section>
      ))}
    </div>
  )
}
