import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { texts as t } from '../app/texts.ts'

const FOCUSABLE = 'a[href], button:not([disabled]), input, textarea, select, [tabindex="0"]'

/** A modal sheet: the focus stays inside, Esc closes (when it can be closed), the focus returns afterwards. */
export function Dialog({
  title,
  children,
  onClose,
  closeText,
}: {
  title: string
  children: ComponentChildren
  onClose?: () => void
  closeText?: string
}) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const before = document.activeElement
    box.current?.focus()
    document.body.classList.add('still')
    return () => {
      document.body.classList.remove('still')
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && onClose) onClose()
    if (event.key !== 'Tab' || !box.current) return
    const all = Array.from(box.current.querySelectorAll<HTMLElement>(FOCUSABLE))
    const first = all[0]
    const last = all[all.length - 1]
    const at = document.activeElement
    if (event.shiftKey && (at === first || at === box.current)) {
      event.preventDefault()
      last?.focus()
    } else if (!event.shiftKey && at === last) {
      event.preventDefault()
      first?.focus()
    }
  }
  return (
    <div class="veil">
      <div
        class="dialog"
        role="dialog"
        aria-modal="true"
        aria-labelledby="dialog-title"
        tabIndex={-1}
        ref={box}
        onKeyDown={onKey}
      >
        <h2 id="dialog-title">{title}</h2>
        {children}
        {onClose && (
          <button type="button" class="btn wide" onClick={onClose}>
            {closeText ?? t.cancel}
          </button>
        )}
      </div>
    </div>
  )
}
