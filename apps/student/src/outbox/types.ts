import type { AttachmentKind, applications, BodyOf, ReplyOf } from '@zhuxue/contracts'
import type { ProblemBody } from '../platform/api.ts'

export type FormAnswers = BodyOf<typeof applications.submitApplication>['answers']
export type Attachment = ReplyOf<typeof applications.uploadAttachment>
export type SubmitReply = ReplyOf<typeof applications.submitApplication>

interface Common {
  /** The requestId of the act: made once, kept over every retry, so that the server acts once. */
  readonly id: string
  readonly roundId: string
  readonly createdAt: number
  readonly attempts: number
  /** Not before this time (phone's clock, epoch ms). */
  readonly nextAt: number
  /** waiting: will be sent by itself; refused: the server said no, a person must act. */
  readonly state: 'waiting' | 'refused'
  readonly error: string | null
  readonly problem: ProblemBody | null
}

export interface UploadEntry extends Common {
  readonly kind: 'upload'
  readonly attachmentKind: AttachmentKind
  readonly mime: string
  readonly bytes: ArrayBuffer
}

export interface SubmitEntry extends Common {
  readonly kind: 'submit'
  readonly answers: FormAnswers
  /** Photos that must be on the server first, by entry id; their ids join answers.attachments. */
  readonly waitsFor: readonly string[]
  /** The exact answers that went out first; every retry sends these and nothing else. */
  readonly sealed: FormAnswers | null
}

export type Entry = UploadEntry | SubmitEntry

/** A delivered act with the server's answer. */
export type Sent =
  | {
      readonly id: string
      readonly kind: 'upload'
      readonly roundId: string
      readonly at: number
      readonly reply: Attachment
    }
  | {
      readonly id: string
      readonly kind: 'submit'
      readonly roundId: string
      readonly at: number
      readonly reply: SubmitReply
    }
