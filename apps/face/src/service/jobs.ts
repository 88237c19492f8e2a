import type { IdPhotoFinding } from '../domain/id-photo.ts'
import type { FaceSettings } from '../domain/settings.ts'
import type { Enrolment, Frame, Template } from '../domain/types.ts'
import type { Described } from '../engine/engine.ts'
import type { Models } from '../engine/models.ts'

/** Work for a child process. Pictures travel in memory only. */
export type Job =
  | { readonly kind: 'check'; readonly frames: readonly Frame[]; readonly reference: Template | null }
  | { readonly kind: 'id-photo'; readonly image: Uint8Array }
  | { readonly kind: 'describe'; readonly image: Uint8Array }

/** Answer type of each kind of job. */
export interface JobAnswers {
  check: Enrolment
  'id-photo': IdPhotoFinding
  describe: Described
}

export type JobAnswer = JobAnswers[Job['kind']]

/** Parent → child. */
export type ToChild =
  | { readonly type: 'open'; readonly models: Models; readonly settings: FaceSettings }
  | { readonly type: 'job'; readonly id: number; readonly job: Job }

/** Child → parent. `rss` in bytes, `cpuMs` of the child since its start. */
export type FromChild =
  | { readonly type: 'ready'; readonly modelId: string; readonly rss: number }
  | { readonly type: 'cannot-start'; readonly message: string }
  | {
      readonly type: 'done'
      readonly id: number
      readonly answer: JobAnswer
      readonly rss: number
      readonly cpuMs: number
    }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }
