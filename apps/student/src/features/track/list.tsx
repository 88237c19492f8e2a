import { useView } from '../../app/context.ts'
import { Link } from '../../app/router.tsx'
import { call } from '../../platform/api.ts'
import { routes } from '../../platform/routes.ts'
import { Icon, Loaded, Page, Unsent } from '../../ui/parts.tsx'
import { ApplicationLinks } from '../home/home.tsx'
import { texts as t } from './texts.ts'

export function Applications() {
  const view = useView('home', () => call(routes.home, {}))
  return (
    <Page title={t.listTitle}>
      <Unsent />
      <Loaded view={view}>
        {(data) =>
          data.applications.length > 0 ? (
            <ApplicationLinks list={data.applications} />
          ) : (
            <div class="card">
              <p>{t.none}</p>
              <Link to="/" class="link">
                {t.toHome}
              </Link>
            </div>
          )
        }
      </Loaded>
      {view.data?.programmes.some((d) => d.campus) && (
        <Link to="/campus" class="card row-link">
          <span>
            <b>{t.campus}</b>
          </span>
          <Icon name="next" />
        </Link>
      )}
    </Page>
  )
}
