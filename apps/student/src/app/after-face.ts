import type { FaceAskedPurpose } from '@zhuxue/contracts'
import { useEffect, useRef } from 'preact/hooks'
import { ApiProblem } from '../platform/api.ts'
import { askFaceNow } from '../platform/face-asked.ts'

/**
 * For acts that may be answered with "first show who you are" (428). Give the error and the act to what this returns:
 * the check opens above the screen, and the act goes on by itself once it is passed. Null forgets what waits.
 */
export function useAfterFace(purpose: FaceAskedPurpose): (error: unknown, again: (() => void) | null) => void {
  const waiting = useRef<(() => void) | null>(null)
  useEffect(() => {
    const passed = () => {
      const next = waiting.current
      waiting.current = null
      next?.()
    }
    window.addEventListener('zx-face-passed', passed)
    return () => window.removeEventListener('zx-face-passed', passed)
  }, [])
  return (error, again) => {
    waiting.current = null
    if (again && error instanceof ApiProblem && error.problem.code === 'face-check-required') {
      waiting.current = again
      askFaceNow(purpose)
    }
  }
}
