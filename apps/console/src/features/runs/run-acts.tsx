import { useQueryClient } from '@tanstack/react-query'
import { disbursement, type ReplyOf } from '@zhuxue/contracts'
import { App, Button } from 'antd'
import { useState } from 'react'
import { asApiError } from '../../api/errors.ts'
import { useWrite } from '../../api/hooks.ts'
import { api } from '../../api/instance.ts'
import { saveBlob } from '../../lib/csv.ts'
import { yuan } from '../../lib/format.ts'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Notice } from '../../ui/bits.tsx'
import { fileOf, textOf } from '../../ui/form.ts'
import { Icon } from '../../ui/icons.tsx'
import type { LineProblem } from '../shared/line-problems.tsx'
import { runTexts as t } from './texts.ts'

type Detail = ReplyOf<typeof disbursement.getRun>
type Act = Detail['actions'][number]
type Asked = Exclude<Act, 'download'>

const titles: Record<Asked, string> = {
  approve: t.approve,
  cancel: t.cancel,
  seal: t.seal,
  'mark-sent': t.markSent,
  'load-return': t.loadReturn,
  close: t.close,
  book: t.book,
}

interface Props {
  readonly detail: Detail
  readonly onDone: (text: string) => void
  readonly onProblems: (problems: readonly LineProblem[]) => void
}

/** Dialog of one act on the run; each asks before it does what cannot be undone. */
function ActDialogOf({ act, detail, onDone, onProblems, onClose }: Props & { act: Asked; onClose: () => void }) {
  const { run } = detail
  const approve = useWrite(disbursement.approveRun)
  const cancel = useWrite(disbursement.cancelRun)
  const seal = useWrite(disbursement.sealRun)
  const sent = useWrite(disbursement.markRunSent)
  const load = useWrite(disbursement.loadReturn)
  const close = useWrite(disbursement.closeRun)
  const params = { id: run.id }
  const body = { revision: run.revision }
  const finish = (text: string) => {
    onDone(text)
    onClose()
  }
  if (act === 'load-return') {
    return (
      <ActDialog
        title={t.loadReturn}
        intro={t.loadReturnIntro}
        fields={[
          {
            kind: 'file',
            name: 'file',
            label: t.returnFile,
            required: true,
            accept: '.csv,.txt,.xlsx',
            help: t.returnHelp,
          },
        ]}
        submitText={t.loadReturn}
        onClose={onClose}
        onSubmit={async (v) => {
          const file = fileOf(v, 'file')
          if (!file) return
          const reply = await load.run({ params, body: {}, file })
          onProblems(reply.problems)
          if (reply.accepted) finish(t.returnAccepted(reply.paid, reply.returned, reply.unknown))
          else onClose()
        }}
      />
    )
  }
  if (act === 'cancel') {
    return (
      <ActDialog
        title={t.cancel}
        intro={t.cancelAsk}
        danger
        fields={[{ kind: 'area', name: 'reason', label: common.reason, required: true, max: 300 }]}
        submitText={t.cancel}
        onClose={onClose}
        onSubmit={async (v) => {
          await cancel.run({ params, body: { ...body, reason: textOf(v, 'reason') } })
          finish(t.done(t.cancel))
        }}
      />
    )
  }
  const intro =
    act === 'seal'
      ? t.sealAsk
      : act === 'mark-sent'
        ? t.markSentAsk
        : act === 'close'
          ? t.closeAsk
          : t.approveAsk(run.items, yuan(run.totalFen))
  const write = act === 'seal' ? seal : act === 'mark-sent' ? sent : act === 'close' ? close : approve
  return (
    <ActDialog
      title={titles[act]}
      intro={intro}
      fields={[]}
      submitText={titles[act]}
      onClose={onClose}
      onSubmit={async () => {
        await write.run({ params, body })
        finish(t.done(titles[act]))
      }}
    />
  )
}

/** What the person may do with the run now, or who has to act. */
export function RunActs({ detail, onDone, onProblems }: Props) {
  const { message } = App.useApp()
  const [open, setOpen] = useState<Asked | null>(null)
  const [loading, setLoading] = useState(false)
  const queries = useQueryClient()
  const download = async () => {
    setLoading(true)
    try {
      const file = await api.download(disbursement.downloadRunFile, { params: { id: detail.run.id } })
      saveBlob(file.blob, file.filename)
      // What has been downloaded may be on its way to the bank: other acts are open now.
      await queries.invalidateQueries()
    } catch (e) {
      message.error(asApiError(e).message)
    } finally {
      setLoading(false)
    }
  }
  if (detail.actions.length === 0) return detail.whyNot ? <Notice tone="info" title={detail.whyNot} /> : null
  const asked = detail.actions.filter((a): a is Asked => a !== 'download')
  const first = asked.find((a) => a !== 'cancel')
  return (
    <section className="action-bar no-print" aria-label={t.nextActor}>
      {detail.whyNot && <span className="action-hint">{detail.whyNot}</span>}
      {detail.actions.includes('download') && (
        <Button
          size="large"
          icon={<Icon name="download" size={16} />}
          loading={loading}
          onClick={() => void download()}
        >
          {t.download}
        </Button>
      )}
      {asked.map((a) => (
        <Button
          key={a}
          size="large"
          {...(a === first && { type: 'primary' as const })}
          danger={a === 'cancel'}
          onClick={() => setOpen(a)}
        >
          {titles[a]}
        </Button>
      ))}
      {open && (
        <ActDialogOf act={open} detail={detail} onDone={onDone} onProblems={onProblems} onClose={() => setOpen(null)} />
      )}
    </section>
  )
}
