import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { texts as app } from '../../app/texts.ts'
import { Waiting } from '../../ui/parts.tsx'
import type { SlotProps } from './slots.ts'

/** A step that another feature builds, loaded when it is opened. */
export function Slot({ load, onDone }: SlotProps & { load: () => Promise<ComponentType<SlotProps>> }) {
  const [Ready, setReady] = useState<ComponentType<SlotProps> | null>(null)
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    load().then(
      (c) => setReady(() => c),
      () => setFailed(true),
    )
  }, [load])
  if (Ready) return <Ready onDone={onDone} inWizard />
  if (!failed) return <Waiting />
  return (
    <p class="note bad" role="alert">
      {app.lazyFailed}{' '}
      <button type="button" class="link" onClick={() => location.reload()}>
        {app.retry}
      </button>
    </p>
  )
}
