import type { FieldError } from '../../login/fields.tsx'
import type { FormAnswers } from '../../outbox/types.ts'
import type { FormData } from './model.ts'
import type { Photos } from './photos.ts'

/** What every question gets. `set` keeps the answer on the phone at once. */
export interface StepProps {
  readonly form: FormData
  readonly answers: FormAnswers
  readonly errors: readonly FieldError[]
  readonly photos: Photos
  set(patch: Partial<FormAnswers>): void
  errorOf(field: string): string | undefined
}
