/** A refusal by rule: a value, never an exception. `code` is stable for programs, `text` (zh-CN) is for people. */
export type Refusal<Code extends string = string> = {
  readonly ok: false
  readonly code: Code
  readonly text: string
}

/** Builds a {@link Refusal}. */
export function refuse<Code extends string>(code: Code, text: string): Refusal<Code> {
  return { ok: false, code, text }
}
