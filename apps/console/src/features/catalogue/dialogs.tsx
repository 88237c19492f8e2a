import { catalogue } from '@zhuxue/contracts'
import { useNavigate } from 'react-router'
import { useWrite } from '../../api/hooks.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { textOf } from '../../ui/form.ts'
import { catalogueTexts as t } from './texts.ts'

/** Starts a draft: from a version (`source`), or blank (null). */
export function NewDraft({ source, onClose }: { source: string | null; onClose: () => void }) {
  const create = useWrite(catalogue.createDraft)
  const navigate = useNavigate()
  return (
    <ActDialog
      title={source === null ? t.blankTitle : t.draftTitle}
      intro={t.draftIntro}
      fields={[
        {
          kind: 'text',
          name: 'title',
          label: t.name,
          max: 40,
          ...(source === null ? { required: true } : { help: t.nameHelp }),
        },
      ]}
      submitText={source === null ? t.newBlank : t.newDraft}
      onClose={onClose}
      onSubmit={async (v) => {
        const { id } = await create.run({
          body: { from: source === null ? 'blank' : 'version', source, title: textOf(v, 'title') || null },
        })
        await navigate(`/catalogue/drafts/${id}`)
      }}
    />
  )
}

export function Withdraw({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const withdraw = useWrite(catalogue.withdrawVersion)
  return (
    <ActDialog
      title={t.withdrawTitle}
      intro={
        <>
          <p>{title}</p>
          <p>{t.withdrawIntro}</p>
        </>
      }
      fields={[{ kind: 'area', name: 'reason', label: t.reason, max: 500, required: true }]}
      submitText={t.withdraw}
      danger
      onClose={onClose}
      onSubmit={async (v) => {
        await withdraw.run({ params: { id }, body: { reason: textOf(v, 'reason') } })
        onClose()
      }}
    />
  )
}

interface ActProps {
  readonly id: string
  readonly revision: number
  readonly onClose: () => void
  readonly onDone: () => void
}

export function Submit({ id, revision, onClose, onDone }: ActProps) {
  const submit = useWrite(catalogue.submitDraft)
  return (
    <ActDialog
      title={t.submit}
      intro={t.submitIntro}
      fields={[{ kind: 'area', name: 'note', label: t.changeNote, max: 500, required: true }]}
      submitText={t.submit}
      onClose={onClose}
      onSubmit={async (v) => {
        await submit.run({ params: { id }, body: { revision, note: textOf(v, 'note') } })
        onDone()
      }}
    />
  )
}

export function GiveBack({ id, revision, onClose, onDone }: ActProps) {
  const back = useWrite(catalogue.returnDraft)
  return (
    <ActDialog
      title={t.giveBack}
      fields={[{ kind: 'area', name: 'reason', label: t.reason, max: 500, required: true }]}
      submitText={t.giveBack}
      onClose={onClose}
      onSubmit={async (v) => {
        await back.run({ params: { id }, body: { revision, reason: textOf(v, 'reason') } })
        onDone()
      }}
    />
  )
}

export function Publish({ id, revision, title, onClose, onDone }: ActProps & { title: string }) {
  const publish = useWrite(catalogue.publishDraft)
  return (
    <ActDialog
      title={t.publishTitle}
      intro={
        <>
          <p>{title}</p>
          <p>{t.publishIntro}</p>
        </>
      }
      fields={[{ kind: 'check', name: 'checked', label: t.confirmPublish, required: true }]}
      submitText={t.publish}
      onClose={onClose}
      onSubmit={async () => {
        await publish.run({ params: { id }, body: { revision } })
        onDone()
      }}
    />
  )
}

export function Discard({ id, revision, onClose, onDone }: ActProps) {
  const discard = useWrite(catalogue.discardDraft)
  return (
    <ActDialog
      title={t.discard}
      intro={t.discardIntro}
      fields={[]}
      submitText={t.discard}
      danger
      onClose={onClose}
      onSubmit={async () => {
        await discard.run({ params: { id }, body: { revision } })
        onDone()
      }}
    />
  )
}
