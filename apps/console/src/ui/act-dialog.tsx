import type { ReactNode } from 'react'
import { Dialog } from './dialog.tsx'
import { FormPanel, type FormPanelProps } from './form-panel.tsx'

/** A dialog for one act. Closing is asked for explicitly; a click beside it loses nothing. */
export function ActDialog({
  title,
  intro,
  onClose,
  wide,
  ...form
}: Omit<FormPanelProps, 'onCancel'> & { title: string; intro?: ReactNode; onClose: () => void; wide?: boolean }) {
  return (
    <Dialog
      title={title}
      onCancel={onClose}
      footer={null}
      width={wide ? 760 : 560}
      mask={{ closable: false }}
      destroyOnHidden
    >
      {intro !== undefined && <div className="dialog-intro">{intro}</div>}
      <FormPanel {...form} onCancel={onClose} />
    </Dialog>
  )
}
