import { useEffect, useRef, useState } from 'preact/hooks'
import { useView } from '../../app/context.ts'
import { Link } from '../../app/router.tsx'
import { call } from '../../platform/api.ts'
import { Loaded, Page } from '../../ui/parts.tsx'
import { PhoneStep } from './phone-step.tsx'
import { activateRoutes as routes } from './routes.ts'
import { texts as t } from './texts.ts'

/** The phone number long after the wizard: the same one-time code, and the check of the person where the school asks. */
export function ChangePhone() {
  const view = useView('activation', () => call(routes.wizard, {}))
  const [done, setDone] = useState('')
  const said = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (done) said.current?.focus()
  }, [done])
  return (
    <Page title={t.changePhone} back="/me">
      {done ? (
        <div class="note good" role="status" tabIndex={-1} ref={said}>
          <p>{t.phoneChanged(done)}</p>
          <Link to="/me" class="btn">
            {t.toMe}
          </Link>
        </div>
      ) : (
        <Loaded view={view}>
          {(data) => <PhoneStep data={data} goOn={(after) => setDone(after.phone.masked ?? '')} />}
        </Loaded>
      )}
    </Page>
  )
}
