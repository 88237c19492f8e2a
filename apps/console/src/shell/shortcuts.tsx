import { Checkbox, Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { shellTexts, shortcutList } from './texts.ts'

const storageKey = 'zx-console-shortcuts'
const typing = (el: Element | null) =>
  el instanceof HTMLElement && (el.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(el.tagName))

const links = () => [...document.querySelectorAll<HTMLElement>('main [data-row-link]')]

/** A closed dialog may stay in the page, hidden. */
const dialogOpen = () =>
  [...document.querySelectorAll('[role="dialog"]')].some((dialog) => dialog.getClientRects().length > 0)

/** Moves the focus among the row links of the page; true when there was one to move to. */
function moveRow(step: 1 | -1): boolean {
  const all = links()
  if (all.length === 0) return false
  const at = all.findIndex((l) => l.matches(':focus'))
  const next = at === -1 ? (step === 1 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step))
  all[next]?.focus()
  return true
}

/** True when single keys are switched on; a person may switch them off (WCAG 2.1.4). */
const enabled = () => localStorage.getItem(storageKey) !== 'off'

/** Keyboard shortcuts of the whole console and their help. */
export function Shortcuts({ open, setOpen }: { open: boolean; setOpen: (open: boolean) => void }) {
  const navigate = useNavigate()
  const [on, setOn] = useState(enabled)
  const prefix = useRef(0)
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || typing(document.activeElement)) return
      if (dialogOpen()) return
      const onRow = document.activeElement?.matches('[data-row-link]') ?? false
      if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && onRow) {
        if (moveRow(e.key === 'ArrowDown' ? 1 : -1)) e.preventDefault()
        return
      }
      if (!on) return
      const key = e.key.toLowerCase()
      if (key === '?' || e.key === '？') setOpen(true)
      else if (key === 'j') moveRow(1)
      else if (key === 'k') moveRow(-1)
      else if (key === 'n') document.querySelector<HTMLElement>('[data-next]')?.click()
      else if (key === '/') document.querySelector<HTMLElement>('[data-search]')?.focus()
      else if (key === 'g') {
        prefix.current = e.timeStamp
        return
      } else if (key === 'w' && e.timeStamp - prefix.current < 1500) void navigate('/work')
      else return
      e.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [on, navigate, setOpen])

  return (
    <Modal open={open} title={shellTexts.shortcuts} footer={null} onCancel={() => setOpen(false)}>
      <table className="keys">
        <tbody>
          {shortcutList.map(([key, what]) => (
            <tr key={key}>
              <th scope="row">
                <kbd>{key}</kbd>
              </th>
              <td>{what}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <Checkbox
        checked={on}
        onChange={(e) => {
          setOn(e.target.checked)
          localStorage.setItem(storageKey, e.target.checked ? 'on' : 'off')
        }}
      >
        {shellTexts.shortcutsOn}
      </Checkbox>
      <p className="muted">{shellTexts.shortcutsHelp}</p>
    </Modal>
  )
}
