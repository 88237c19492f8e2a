import { compareVersions, type ProgrammeVersion, type SentenceNames, versionClauses } from '@zhuxue/policy'
import { Notice } from '../../ui/bits.tsx'
import { catalogueTexts as t } from './texts.ts'

interface Line {
  readonly key: string
  readonly section: string
  readonly label: string
  readonly before: string | null
  readonly after: string | null
}

function linesOf(before: ProgrammeVersion | null, after: ProgrammeVersion, names: SentenceNames, all: boolean): Line[] {
  if (before === null)
    return versionClauses(after, names).map(({ text, ...c }) => ({ ...c, before: null, after: text }))
  if (!all) return compareVersions(before, after, names)
  const differ = compareVersions(before, after, names)
  const changed = new Map(differ.map((d) => [d.key, d]))
  const now = versionClauses(after, names).map(
    ({ text, ...c }): Line => changed.get(c.key) ?? { ...c, before: text, after: text },
  )
  return [...now, ...differ.filter((d) => d.after === null)]
}

/** Two versions side by side, clause by clause; `all` shows what is the same too. */
export function Differences({
  before,
  after,
  names,
  all = false,
  titles = t,
}: {
  before: ProgrammeVersion | null
  after: ProgrammeVersion
  names: SentenceNames
  all?: boolean
  /** whose the two sides are */
  titles?: { readonly before: string; readonly after: string }
}) {
  const lines = linesOf(before, after, names, all)
  if (lines.length === 0) return <Notice tone="info" title={t.same} />
  const sections = [...new Set(lines.map((l) => l.section))]
  return (
    <section className="table-wrap" aria-label={t.compare}>
      <table className="table compare">
        <thead>
          <tr>
            <th scope="col">{t.clause}</th>
            <th scope="col">{before === null ? '' : titles.before}</th>
            <th scope="col">{titles.after}</th>
          </tr>
        </thead>
        {sections.map((section) => (
          <tbody key={section}>
            <tr className="compare-section">
              <th colSpan={3} scope="colgroup">
                {section}
              </th>
            </tr>
            {lines
              .filter((l) => l.section === section)
              .map((l) => (
                <tr key={l.key} className={l.before === l.after ? '' : 'compare-changed'}>
                  <th scope="row" data-label={t.clause}>
                    {l.label}
                  </th>
                  <td data-label={titles.before}>
                    {l.before === null ? <span className="muted">—</span> : <Old line={l} />}
                  </td>
                  <td data-label={titles.after}>
                    {l.after === null ? <span className="muted">已删除</span> : <New line={l} />}
                  </td>
                </tr>
              ))}
          </tbody>
        ))}
      </table>
    </section>
  )
}

const Old = ({ line }: { line: Line }) => (line.before === line.after ? line.before : <del>{line.before}</del>)
const New = ({ line }: { line: Line }) => (line.before === line.after ? line.after : <ins>{line.after}</ins>)
