import { App, Button, Checkbox } from 'antd'
import { useState } from 'react'
import { common } from '../../texts.ts'
import { Notice } from '../../ui/bits.tsx'
import { Icon } from '../../ui/icons.tsx'
import { accountTexts as t } from './texts.ts'

/** Recovery codes, shown once; one goes on only after saying that they are kept. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { message } = App.useApp()
  const [saved, setSaved] = useState(false)
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codes.join('\n'))
      message.success(t.copied)
    } catch {
      message.warning(t.copyFailed)
    }
  }
  return (
    <div className="stack">
      <Notice tone="warn" title={t.codesTitle}>
        {t.codesHelp}
      </Notice>
      <ul className="codes">
        {codes.map((c) => (
          <li key={c}>
            <code>{c}</code>
          </li>
        ))}
      </ul>
      <div className="form-foot no-print">
        <Button onClick={() => void copy()}>{t.codesCopy}</Button>
        <Button icon={<Icon name="print" size={16} />} onClick={() => window.print()}>
          {common.print}
        </Button>
      </div>
      <div className="no-print stack">
        <Checkbox checked={saved} onChange={(e) => setSaved(e.target.checked)}>
          {t.codesSaved}
        </Checkbox>
        <Button type="primary" size="large" block disabled={!saved} onClick={onDone}>
          {t.codesDone}
        </Button>
      </div>
    </div>
  )
}
