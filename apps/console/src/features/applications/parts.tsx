import { type applications, attachmentTitles, type ReplyOf } from '@zhuxue/contracts'
import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { timeText } from '../../lib/format.ts'
import { Card, Tag } from '../../ui/bits.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icons.tsx'
import { applicationTexts as t } from './texts.ts'

type Detail = ReplyOf<typeof applications.getApplication>

/** Answers of the form; after a return, what changed is shown before → after. */
export function FormCard({ detail }: { detail: Detail }) {
  const changed = detail.form.filter((f) => f.changed).length
  return (
    <Card title={t.form} extra={changed > 0 && <Tag tone="warn">{t.formChanged(changed)}</Tag>}>
      <dl className="facts facts-2 form-answers">
        {detail.form.map((f) => (
          <div key={f.field} className={f.changed ? 'answer-changed' : undefined}>
            <dt>{f.label}</dt>
            <dd>
              {f.changed && (
                <del>
                  <span className="diff-word">{t.before}</span>
                  {f.before || t.blank}
                </del>
              )}
              {f.changed ? (
                <ins>
                  <span className="diff-word">{t.after}</span>
                  {f.value || t.blank}
                </ins>
              ) : (
                f.value || <span className="muted">{t.blank}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

function Viewer({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const [scale, setScale] = useState(1)
  const [turn, setTurn] = useState(0)
  return (
    <Dialog title={title} footer={null} onCancel={onClose} width="min(1100px, 96vw)">
      <div className="viewer-bar">
        <Button onClick={() => setScale((s) => Math.min(4, s + 0.5))}>{t.zoomIn}</Button>
        <Button onClick={() => setScale((s) => Math.max(1, s - 0.5))}>{t.zoomOut}</Button>
        <Button onClick={() => setTurn((x) => (x + 90) % 360)}>{t.rotate}</Button>
      </div>
      {/* The picture is a button: a click enlarges it, and with the focus inside, the arrow keys scroll. */}
      <div className="viewer">
        <button
          type="button"
          onClick={() => setScale((s) => (s >= 4 ? 1 : s + 0.5))}
          style={{ width: `${scale * 100}%` }}
        >
          <img src={`/api/v1/attachments/${id}`} alt={`${title}，${t.zoomIn}`} style={{ rotate: `${turn}deg` }} />
        </button>
      </div>
    </Dialog>
  )
}

/** Attachments as thumbnails; the server records each look. */
export function AttachmentsCard({ detail }: { detail: Detail }) {
  const [open, setOpen] = useState<Detail['attachments'][number] | null>(null)
  const [broken, setBroken] = useState<ReadonlySet<string>>(new Set())
  return (
    <Card title={t.attachments} extra={<span className="muted">{t.attachmentNote}</span>}>
      {detail.attachments.length === 0 ? (
        <p className="muted">{t.noAttachments}</p>
      ) : (
        <ul className="thumbs">
          {detail.attachments.map((a) => (
            <li key={a.id}>
              <button type="button" onClick={() => setOpen(a)} aria-label={t.zoom(attachmentTitles[a.kind])}>
                {broken.has(a.id) ? (
                  <span className="muted">{t.imageFailed}</span>
                ) : (
                  <img
                    src={`/api/v1/attachments/${a.id}`}
                    alt=""
                    loading="lazy"
                    onError={() => setBroken((b) => new Set(b).add(a.id))}
                  />
                )}
              </button>
              <span>{attachmentTitles[a.kind]}</span>
              <span className="muted small">{timeText(a.uploadedAt)}</span>
            </li>
          ))}
        </ul>
      )}
      {open && <Viewer id={open.id} title={attachmentTitles[open.kind]} onClose={() => setOpen(null)} />}
    </Card>
  )
}

const checkTone = { pass: 'good', warn: 'warn', block: 'bad' } as const

/** Automatic checks: blocks first; warnings can be acknowledged by the reviewer. */
export function ChecksCard({
  detail,
  acknowledged,
  onAcknowledge,
}: {
  detail: Detail
  acknowledged: ReadonlySet<string>
  onAcknowledge: ((id: string, yes: boolean) => void) | null
}) {
  const order = { block: 0, warn: 1, pass: 2 }
  const open = detail.checks.filter((c) => c.level !== 'pass').sort((a, b) => order[a.level] - order[b.level])
  const passed = detail.checks.filter((c) => c.level === 'pass')
  return (
    <Card title={t.checks}>
      <ul className="checks">
        {open.map((c) => (
          <li key={c.id} className={`check check-${c.level}`}>
            <Tag tone={checkTone[c.level]}>{t.checkLevels[c.level]}</Tag>
            <div>
              <strong>{c.title}</strong>
              <p>{c.text}</p>
              {c.level === 'warn' && onAcknowledge && (
                <Checkbox checked={acknowledged.has(c.id)} onChange={(e) => onAcknowledge(c.id, e.target.checked)}>
                  {t.acknowledge}
                </Checkbox>
              )}
            </div>
          </li>
        ))}
      </ul>
      {passed.length > 0 && (
        <details className="passed">
          <summary>
            <Icon name="check" size={16} />
            {t.passes(passed.length)}
          </summary>
          <ul>
            {passed.map((c) => (
              <li key={c.id}>
                {c.title}：{c.text}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Card>
  )
}

/** Who did what, when and why. */
export function HistoryCard({ detail }: { detail: Detail }) {
  return (
    <Card title={t.history}>
      <ol className="history">
        {detail.history.map((h) => (
          <li key={`${h.at}${h.action}`}>
            <div className="history-head">
              <strong>{h.title}</strong>
              <span className="muted">
                {h.by}（{h.role}）
              </span>
              <time className="muted">{timeText(h.at)}</time>
            </div>
            {h.reason && <p>{h.reason}</p>}
            {h.fields.length > 0 && (
              <ul>
                {h.fields.map((f) => (
                  <li key={f.field}>
                    {f.label}：{f.reason}
                  </li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ol>
    </Card>
  )
}
