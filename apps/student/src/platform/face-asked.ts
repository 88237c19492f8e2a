let listener: ((purpose: string) => void) | null = null
/** Put off by the student: tries in the background do not open it again. */
let putOff: string | null = null

/** A reply said that the server must first know who this is (428): the shell opens the check above the screen. */
export function faceAsked(purpose: string | undefined): void {
  if (purpose && purpose !== putOff) listener?.(purpose)
}

export function onFaceAsked(fn: (purpose: string) => void): () => void {
  listener = fn
  return () => {
    listener = null
  }
}

/** 以后再办: nothing opens by itself any more, until it is asked for. */
export function putFaceOff(purpose: string): void {
  putOff = purpose
}

export function askFaceNow(purpose: string): void {
  putOff = null
  listener?.(purpose)
}
