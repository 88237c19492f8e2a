import { useEffect, useRef, useState } from 'preact/hooks'
import { cameraProblem, hasCamera } from './capture.ts'
import { texts as t } from './texts.ts'

export interface Camera {
  readonly stream: MediaStream | null
  readonly problem: string | null
  open(): Promise<void>
  close(): void
}

/** The front camera, opened with the start of a try and given back with its end. */
export function useCamera(): Camera {
  const [stream, setStream] = useState<MediaStream | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const held = useRef<MediaStream | null>(null)
  const close = () => {
    if (held.current) for (const track of held.current.getTracks()) track.stop()
    held.current = null
    setStream(null)
  }
  useEffect(() => close, [])
  return {
    stream,
    problem,
    close,
    async open() {
      close()
      setProblem(null)
      if (!hasCamera()) {
        setProblem(t.noCamera)
        return
      }
      try {
        held.current = await navigator.mediaDevices.getUserMedia({
          audio: false,
          // no height: a wish for both would make browsers cut the picture, and the face with it
          video: { facingMode: 'user', width: { ideal: 640 } },
        })
        setStream(held.current)
      } catch (error) {
        setProblem(cameraProblem(error))
      }
    },
  }
}
