import { type FacePurpose, facePurposeTitles } from '@zhuxue/contracts/enums'
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { call } from '../platform/api.ts'
import { onFaceAsked, putFaceOff } from '../platform/face-asked.ts'
import { setMe } from '../platform/session.ts'
import { sessionRoutes } from '../platform/session-routes.ts'
import { Dialog } from '../ui/dialog.tsx'
import { Page, Waiting } from '../ui/parts.tsx'
import { useApp } from './context.ts'
import { texts as t } from './texts.ts'

type Check = ComponentType<{ purpose: FacePurpose; onPassed(): void }>

/** The check itself is loaded when it is first needed (BARS D). */
function LazyCheck({ purpose, onPassed }: { purpose: FacePurpose; onPassed(): void }) {
  const [Ready, setReady] = useState<Check | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    import('../features/face/check.tsx').then(
      (m) => setReady(() => m.FaceCheck),
      () => setFailed(true),
    )
  }, [])
  if (Ready) return <Ready purpose={purpose} onPassed={onPassed} />
  return failed ? <p class="note bad">{t.lazyFailed}</p> : <Waiting />
}

/** Above a screen: some act was answered with "first show who you are"; afterwards what waited is sent. */
export function FaceAsk() {
  const { outbox } = useApp()
  const [purpose, setPurpose] = useState<FacePurpose | null>(null)
  useEffect(() => onFaceAsked((p) => setPurpose(p as FacePurpose)), [])
  if (!purpose || purpose === 'new-device') return null
  const passed = () => {
    setPurpose(null)
    window.dispatchEvent(new Event('zx-face-passed'))
    void outbox.drain(true)
  }
  const later = () => {
    putFaceOff(purpose)
    setPurpose(null)
  }
  return (
    <Dialog title={t.whoTitle(facePurposeTitles[purpose])} onClose={later} closeText={t.whoLater}>
      <LazyCheck purpose={purpose} onPassed={passed} />
    </Dialog>
  )
}

/** In place of everything: a log-in on a device that is not known yet. */
export function FaceEntry() {
  const { logOut } = useApp()
  const entered = () => {
    call(sessionRoutes.me, {}).then(setMe, () => location.reload())
  }
  return (
    <div class="app plain">
      <Page title={t.whoTitle(facePurposeTitles['new-device'])}>
        <p class="hint">{t.whoNewDevice}</p>
        <LazyCheck purpose="new-device" onPassed={entered} />
        <button type="button" class="btn wide gap" onClick={() => void logOut(false)}>
          {t.whoLeave}
        </button>
      </Page>
    </div>
  )
}
