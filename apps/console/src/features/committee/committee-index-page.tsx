import { programmes, programmeTitles } from '@zhuxue/contracts'
import { Link } from 'react-router'
import { useList } from '../../api/hooks.ts'
import { termTitle } from '../../lib/format.ts'
import { Page } from '../../ui/page.tsx'
import { Empty, Failed, Loading } from '../../ui/states.tsx'
import { committeeTexts as t } from './texts.ts'

/** Choice of round and programme for the committee. */
export default function CommitteeIndexPage() {
  const list = useList(programmes.listRounds, {})
  return (
    <Page title={t.title} intro={t.indexIntro}>
      {list.pending && !list.error && <Loading />}
      {list.error && <Failed error={list.error} retry={list.refetch} />}
      {!list.pending && !list.error && (
        <div className="card">
          {list.items.length === 0 ? (
            <Empty title={t.emptyTitle}>{t.emptyHelp}</Empty>
          ) : (
            <ul className="link-list">
              {list.items.flatMap((r) =>
                r.programmes.map((p) => (
                  <li key={`${r.id}${p}`}>
                    <Link data-row-link="" to={`/rounds/${r.id}/committee/${p}`}>
                      {t.pick(termTitle(r.term), programmeTitles[p])}
                      <span className="muted">{r.schoolName}</span>
                    </Link>
                  </li>
                )),
              )}
            </ul>
          )}
        </div>
      )}
    </Page>
  )
}
