import type { devices, ReplyOf } from '@zhuxue/contracts'
import { useState } from 'preact/hooks'
import { useView } from '../../app/context.ts'
import { Link } from '../../app/router.tsx'
import { call, sayError } from '../../platform/api.ts'
import { timeText } from '../../platform/clock.ts'
import { routes } from '../../platform/routes.ts'
import { uuid } from '../../platform/uuid.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Loaded, Page } from '../../ui/parts.tsx'
import { texts as t } from './texts.ts'

type Device = ReplyOf<typeof devices.listDevices>['items'][number]

export function Devices() {
  const view = useView('devices', () => call(routes.devices, {}))
  const [asked, setAsked] = useState<Device | null>(null)
  const [said, setSaid] = useState('')
  return (
    <Page title={t.devices} back="/me">
      <p class="hint">{t.devicesWhy}</p>
      {said && (
        <p class="note good" role="status">
          {said}
        </p>
      )}
      <Loaded view={view}>
        {(data) =>
          data.items.length === 0 ? (
            <p class="card">{t.noDevices}</p>
          ) : (
            <ul>
              {data.items.map((d) => (
                <DeviceCard key={d.id} device={d} onEnd={() => setAsked(d)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      <section class="card">
        <h2 class="card-title">{t.suspicious}</h2>
        <p>{t.suspiciousText}</p>
        <Link to="/me/password" class="link">
          {t.changePassword}
        </Link>
      </section>
      {asked && (
        <EndDialog
          device={asked}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null)
            setSaid(t.ended)
            view.reload()
          }}
        />
      )}
    </Page>
  )
}

function DeviceCard({ device: d, onEnd }: { device: Device; onEnd(): void }) {
  return (
    <li class="card">
      <div class="between">
        <b>{d.name}</b>
        <span class={d.current ? 'tag good' : 'tag quiet'}>
          {d.current ? t.here : d.loggedIn ? t.loggedIn : t.loggedOut}
        </span>
      </div>
      <p class="hint">{t.seen(timeText(d.firstSeenAt), timeText(d.lastSeenAt))}</p>
      <p class="hint">{d.verifiedAt ? t.verified(timeText(d.verifiedAt)) : t.notVerified}</p>
      <button type="button" class="link" onClick={onEnd}>
        {t.end}
        <span class="hidden">：{d.name}</span>
      </button>
    </li>
  )
}

function EndDialog({ device, onClose, onDone }: { device: Device; onClose(): void; onDone(): void }) {
  const [requestId] = useState(uuid)
  const [problem, setProblem] = useState('')
  const end = async () => {
    try {
      await call(routes.endDevice, { params: { id: device.id }, body: { requestId } })
      // the own session has ended: the next call brings the log-in sheet
      onDone()
    } catch (error) {
      setProblem(sayError(error))
    }
  }
  return (
    <Dialog title={t.endTitle} onClose={onClose}>
      <p>{t.endText(device.name)}</p>
      {device.current && <p>{t.endHere}</p>}
      {problem && (
        <p class="note bad" role="alert">
          {problem}
        </p>
      )}
      <button type="button" class="btn main wide" onClick={() => void end()}>
        {t.end}
      </button>
    </Dialog>
  )
}
