import { factors, type ReplyOf, session } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { asApiError } from '../../api/errors.ts'
import { useRead, useWrite } from '../../api/hooks.ts'
import { api } from '../../api/instance.ts'
import { sessionState } from '../../api/session-state.ts'
import { dayText, timeText } from '../../lib/format.ts'
import { useMe } from '../../shell/me.tsx'
import { passkeysWork } from '../../shell/passkey.ts'
import { Card, Facts, Notice } from '../../ui/bits.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Page } from '../../ui/page.tsx'
import { Failed, Loading } from '../../ui/states.tsx'
import { Table } from '../../ui/table.tsx'
import { BindPasskey, BindTotp } from './bind.tsx'
import { LinkDialog, NewCodesDialog, RemoveDialog, UnlinkDialog } from './dialogs.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import { outsideOutcome, accountTexts as t } from './texts.ts'
import { WechatCard } from './wechat.tsx'

type Account = ReplyOf<typeof factors.account>
type Open =
  | { kind: 'totp' | 'passkey' | 'codes' | 'link' | 'unlink' }
  | { kind: 'remove'; key: Account['passkeys'][number] }

function Factors({ data, open }: { data: Account; open: (o: Open) => void }) {
  return (
    <Card title={t.factors}>
      <Facts
        columns={1}
        items={[
          [
            t.totp,
            <span key="totp" className="row-acts">
              {data.totpSince ? t.bound(timeText(data.totpSince)) : t.unbound}
              <Button size="small" onClick={() => open({ kind: 'totp' })}>
                {data.totpSince ? t.totpReplace : t.totpAdd}
              </Button>
            </span>,
          ],
          [
            t.passkeys,
            <div key="keys" className="stack">
              {data.passkeys.length === 0 && <span className="muted">{t.noPasskeys}</span>}
              {data.passkeys.map((k) => (
                <span key={k.id} className="row-acts">
                  <strong>{k.name}</strong>
                  <span className="muted">{k.lastUsedAt ? t.lastUsed(timeText(k.lastUsedAt)) : t.neverUsed}</span>
                  <Button
                    size="small"
                    aria-label={`${t.remove}：${k.name}`}
                    onClick={() => open({ kind: 'remove', key: k })}
                  >
                    {t.remove}
                  </Button>
                </span>
              ))}
              {passkeysWork() ? (
                <span>
                  <Button size="small" onClick={() => open({ kind: 'passkey' })}>
                    {t.addPasskey}
                  </Button>
                </span>
              ) : (
                <span className="muted">{t.passkeyInsecure}</span>
              )}
            </div>,
          ],
          [
            t.recovery,
            <span key="codes" className="row-acts">
              {t.codesLeft(data.recoveryCodesLeft)}
              <Button size="small" onClick={() => open({ kind: 'codes' })}>
                {t.newCodes}
              </Button>
            </span>,
          ],
          [
            t.passwordRow,
            [
              data.passwordChangedAt ? t.passwordSince(timeText(data.passwordChangedAt)) : t.passwordNever,
              ...(data.passwordDueOn ? [t.passwordDue(dayText(data.passwordDueOn))] : []),
            ].join('；'),
          ],
          ...(data.outside
            ? [
                [
                  t.outside,
                  <span key="outside" className="row-acts">
                    {data.outside.linkedAt
                      ? t.linked(data.outside.name, timeText(data.outside.linkedAt))
                      : t.notLinked(data.outside.name)}
                    <Button size="small" onClick={() => open({ kind: data.outside?.linkedAt ? 'unlink' : 'link' })}>
                      {data.outside.linkedAt ? t.unlink : t.link}
                    </Button>
                  </span>,
                ] as const,
              ]
            : []),
        ]}
      />
    </Card>
  )
}

function Devices({ data }: { data: Account }) {
  const end = useWrite(factors.endDevice)
  const { message } = App.useApp()
  const stop = async (id: string) => {
    try {
      await end.run({ params: { id }, body: {} })
      message.success(t.ended)
    } catch (e) {
      message.error(asApiError(e).message)
    }
  }
  return (
    <>
      <Card title={t.devices} className="card-flush">
        <Table
          caption={t.devices}
          rows={data.sessions}
          rowKey={(s) => s.id}
          columns={[
            { key: 'label', title: t.device, main: true, render: (s) => s.label },
            { key: 'since', title: t.since, render: (s) => timeText(s.createdAt) },
            { key: 'seen', title: t.seen, render: (s) => timeText(s.lastSeenAt) },
            {
              key: 'act',
              title: t.act,
              render: (s) =>
                s.current ? (
                  <span className="muted">{t.thisDevice}</span>
                ) : (
                  <Button size="small" aria-label={`${t.endDevice}：${s.label}`} onClick={() => void stop(s.id)}>
                    {t.endDevice}
                  </Button>
                ),
            },
          ]}
        />
      </Card>
      <Card title={t.places} className="card-flush">
        {data.places.length === 0 ? (
          <p className="muted pad">{t.noPlaces}</p>
        ) : (
          <Table
            caption={t.places}
            rows={data.places}
            rowKey={(p) => p.label}
            columns={[
              { key: 'label', title: t.place, main: true, render: (p) => p.label },
              { key: 'first', title: t.firstSeen, render: (p) => timeText(p.firstSeenAt) },
              { key: 'last', title: t.lastSeen, render: (p) => timeText(p.lastSeenAt) },
            ]}
          />
        )}
      </Card>
    </>
  )
}

/** Whether only she uses her account: factors, devices, places. */
export default function AccountPage() {
  const me = useMe()
  const account = useRead(factors.account, {})
  const [open, setOpen] = useState<Open | null>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [params] = useSearchParams()
  const came = outsideOutcome[params.get('outside') ?? '']
  const close = () => setOpen(null)
  const bound = (made: readonly string[] | null) => {
    close()
    setCodes(made)
    void account.refetch()
    void api.call(session.me, {}).then(sessionState.setMe)
  }
  return (
    <Page title={t.title} intro={t.intro}>
      {came && <Notice tone={came.tone} title={came.text} announce />}
      {me.demoAccount && <Notice tone="warn" title={t.demoHelp} />}
      {account.error && <Failed error={account.error} retry={() => void account.refetch()} />}
      {!account.data && !account.error && <Loading rows={6} />}
      {account.data && (
        <>
          {!me.demoAccount && <Factors data={account.data} open={setOpen} />}
          <WechatCard />
          <Devices data={account.data} />
        </>
      )}
      {(open?.kind === 'totp' || open?.kind === 'passkey') && (
        <Dialog
          title={open.kind === 'totp' ? t.startTotp : t.addPasskey}
          footer={null}
          onCancel={close}
          mask={{ closable: false }}
          destroyOnHidden
        >
          {open.kind === 'totp' ? <BindTotp askPassword onDone={bound} /> : <BindPasskey askPassword onDone={bound} />}
        </Dialog>
      )}
      {open?.kind === 'remove' && <RemoveDialog passkey={open.key} onClose={close} />}
      {open?.kind === 'codes' && <NewCodesDialog onClose={close} onCodes={bound} />}
      {open?.kind === 'link' && <LinkDialog name={account.data?.outside?.name ?? ''} onClose={close} />}
      {open?.kind === 'unlink' && <UnlinkDialog name={account.data?.outside?.name ?? ''} onClose={close} />}
      {codes && (
        <Dialog
          title={t.codesTitle}
          footer={null}
          closable={false}
          keyboard={false}
          mask={{ closable: false }}
          rootClassName="print-dialog"
        >
          <RecoveryCodes codes={codes} onDone={() => setCodes(null)} />
        </Dialog>
      )}
    </Page>
  )
}
