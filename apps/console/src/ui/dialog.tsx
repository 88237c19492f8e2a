import { Modal, type ModalProps } from 'antd'
import { useEffect, useRef } from 'react'

/**
 * Gives the focus back to where it was when this came up. antd does so itself only for a dialog that stays mounted, and
 * ours go with the state that opened them; without this the keyboard would begin again at the top of the page.
 */
function useFocusBack(): void {
  const before = useRef(document.activeElement)
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        const lost = document.activeElement === null || document.activeElement === document.body
        if (lost && before.current instanceof HTMLElement && before.current.isConnected) before.current.focus()
      })
    },
    [],
  )
}

/** A dialog that is there as long as it is mounted. */
export function Dialog(props: ModalProps) {
  useFocusBack()
  return <Modal open {...props} />
}
