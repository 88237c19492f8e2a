import { session } from '@zhuxue/contracts'
import { Button, Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { contact } from '../api/contact.ts'
import { api } from '../api/instance.ts'
import { sessionState } from '../api/session-state.ts'
import { idleStep, WARN_MINUTES } from './idle.ts'
import { useMe } from './me.tsx'
import { shellTexts as t } from './texts.ts'

const renew = () => api.call(session.me, {}).then(sessionState.setMe, () => undefined)

/** Says two minutes ahead that the session is about to end, so that nobody finds out by losing her place. */
export function IdleWarning() {
  const { idleMinutes } = useMe()
  const [warned, setWarned] = useState(false)
  const touched = useRef(Date.now())
  useEffect(() => {
    const touch = () => {
      touched.current = Date.now()
    }
    const look = () => {
      const step = idleStep(idleMinutes, contact.silentMs(), Date.now() - touched.current)
      if (step === 'renew') void renew()
      setWarned(step === 'warn')
    }
    const timer = setInterval(look, 10_000)
    window.addEventListener('keydown', touch)
    window.addEventListener('pointerdown', touch)
    document.addEventListener('visibilitychange', look)
    return () => {
      clearInterval(timer)
      window.removeEventListener('keydown', touch)
      window.removeEventListener('pointerdown', touch)
      document.removeEventListener('visibilitychange', look)
    }
  }, [idleMinutes])
  const stay = () => {
    setWarned(false)
    void renew()
  }
  return (
    <Modal
      open={warned}
      title={t.idleTitle}
      onCancel={stay}
      mask={{ closable: false }}
      zIndex={1900}
      footer={
        <Button type="primary" onClick={stay}>
          {t.idleStay}
        </Button>
      }
    >
      <p role="alert">{t.idleText(idleMinutes - WARN_MINUTES, WARN_MINUTES)}</p>
    </Modal>
  )
}
