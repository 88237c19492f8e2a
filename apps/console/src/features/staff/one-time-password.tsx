import { App, Button } from 'antd'
import { common } from '../../texts.ts'
import { Facts, Notice } from '../../ui/bits.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icons.tsx'
import { staffTexts as t } from './texts.ts'

export interface Issued {
  readonly name: string
  readonly username: string
  readonly password: string
}

/** A password that is shown exactly once; it is nowhere but in this dialog. */
export function OneTimePassword({ issued, onClose }: { issued: Issued; onClose: () => void }) {
  const { message } = App.useApp()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(issued.password)
      message.success(t.copied)
    } catch {
      message.warning(t.copyFailed)
    }
  }
  return (
    <Dialog
      title={t.passwordTitle}
      onCancel={onClose}
      mask={{ closable: false }}
      keyboard={false}
      rootClassName="print-dialog"
      footer={
        <div className="no-print form-foot">
          <Button onClick={() => void copy()}>{t.copy}</Button>
          <Button icon={<Icon name="print" size={16} />} onClick={() => window.print()}>
            {common.print}
          </Button>
          <Button type="primary" onClick={onClose}>
            {common.close}
          </Button>
        </div>
      }
    >
      <Facts
        columns={1}
        items={[
          [t.name, issued.name],
          [
            t.username,
            <span key="u" className="mono">
              {issued.username}
            </span>,
          ],
          [
            t.password,
            <strong key="p" className="mono one-time">
              {issued.password}
            </strong>,
          ],
        ]}
      />
      <Notice tone="warn" title={t.passwordHelp} />
    </Dialog>
  )
}
