import { applications, type ReplyOf } from '@zhuxue/contracts'
import { ApiError } from '../../api/errors.ts'
import { useWrite } from '../../api/hooks.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Notice } from '../../ui/bits.tsx'
import { type Field, listOf, textOf, type Values } from '../../ui/form.ts'
import { applicationTexts as t } from './texts.ts'

type Detail = ReplyOf<typeof applications.getApplication>
export type Act = Detail['actions'][number]

interface DialogProps {
  readonly detail: Detail
  readonly acknowledged: readonly string[]
  readonly onClose: () => void
  readonly onDone: (statusTitle: string) => void
}

/** Sends one decision by the route that belongs to the stage the application is in. */
export function useActs(detail: Detail) {
  const check = useWrite(applications.checkApplication)
  const review = useWrite(applications.reviewApplication)
  const county = useWrite(applications.countyReview)
  const { id, revision, status } = detail.application
  const params = { id }
  return {
    pass: async (act: Act, acknowledged: readonly string[]): Promise<string> => {
      if (act === 'county-approve') return sendCounty('approve', '', undefined)
      const common = { revision, decision: 'pass' as const, reason: '', fields: [] }
      const reply =
        act === 'check-pass'
          ? await check.run({ params, body: common })
          : await review.run({ params, body: { ...common, acknowledged: [...acknowledged] } })
      return reply.statusTitle
    },
    sendBack: async (reason: string, fields: { field: string; reason: string }[]): Promise<string> => {
      const common = { revision, decision: 'return' as const, reason, fields }
      const reply =
        status === 'submitted'
          ? await check.run({ params, body: common })
          : await review.run({ params, body: { ...common, acknowledged: [] } })
      return reply.statusTitle
    },
    reject: async (reasonCode: string, reason: string): Promise<string> => {
      const body = { revision, decision: 'reject' as const, reasonCode, reason, fields: [], acknowledged: [] }
      return (await review.run({ params, body })).statusTitle
    },
    county: sendCounty,
  }
  async function sendCounty(
    decision: 'approve' | 'return' | 'reject',
    reason: string,
    reasonCode: string | undefined,
  ): Promise<string> {
    const reply = await county.run({
      body: { decision, reason, items: [{ id, revision }], ...(reasonCode !== undefined && { reasonCode }) },
    })
    const refused = reply.refused[0]
    if (refused) throw new ApiError({ status: 422, code: 'rule-refused', detail: refused.text })
    return decision === 'approve' ? t.countyApprove : decision === 'return' ? t.countyReturn : t.countyReject
  }
}

/** Return for correction: which answers, and for each what to do. */
export function ReturnDialog({ detail, onClose, onDone, county }: DialogProps & { county: boolean }) {
  const acts = useActs(detail)
  const labels = [
    ...detail.form.map((f) => ({ value: f.field, label: f.label })),
    ...(detail.form.some((f) => f.field === 'attachments') ? [] : [{ value: 'attachments', label: t.attachments }]),
  ]
  const fields = (v: Values): Field[] =>
    county
      ? [{ kind: 'area', name: 'reason', label: t.returnReason, required: true, max: 300 }]
      : [
          { kind: 'checks', name: 'fields', label: t.returnWhich, required: true, options: labels },
          ...listOf(v, 'fields').map(
            (f): Field => ({
              kind: 'area',
              name: `why-${f}`,
              label: t.returnField(labels.find((l) => l.value === f)?.label ?? f),
              required: true,
              max: 200,
            }),
          ),
          { kind: 'area', name: 'reason', label: t.returnReason, max: 300, help: t.opinionHelp },
        ]
  return (
    <ActDialog
      title={county ? t.countyReturn : t.returnTitle}
      intro={county ? undefined : t.returnIntro}
      wide
      fields={fields}
      submitText={county ? t.countyReturn : t.return}
      onClose={onClose}
      onSubmit={async (v) => {
        const reason = textOf(v, 'reason')
        const title = county
          ? await acts.county('return', reason, undefined)
          : await acts.sendBack(
              reason,
              listOf(v, 'fields').map((field) => ({ field, reason: textOf(v, `why-${field}`) })),
            )
        onDone(title)
        onClose()
      }}
    />
  )
}

/** Rejection: only the reasons that the programme allows. */
export function RejectDialog({ detail, onClose, onDone, county }: DialogProps & { county: boolean }) {
  const acts = useActs(detail)
  const none = detail.rejectionReasons.length === 0
  return (
    <ActDialog
      title={county ? t.countyReject : t.rejectTitle}
      intro={none ? <Notice tone="warn" title={t.noRejectReasons} /> : t.rejectIntro}
      danger
      disabled={none}
      fields={[
        {
          kind: 'radio',
          name: 'code',
          label: t.rejectReason,
          required: true,
          options: detail.rejectionReasons.map((r) => ({ value: r.code, label: r.text })),
        },
        { kind: 'area', name: 'reason', label: t.rejectNote, required: true, max: 300, help: t.opinionHelp },
      ]}
      submitText={county ? t.countyReject : t.reject}
      onClose={onClose}
      onSubmit={async (v) => {
        const [code, reason] = [textOf(v, 'code'), textOf(v, 'reason')]
        onDone(county ? await acts.county('reject', reason, code) : await acts.reject(code, reason))
        onClose()
      }}
    />
  )
}
