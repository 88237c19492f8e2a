import type { ComponentType } from 'preact'

/** What a step that another feature builds is given. */
export interface SlotProps {
  /** The step is done (or has changed): the wizard reads its state again and goes on. */
  onDone(): void
  /** Shown as a step of the wizard, which has the buttons to go on and to put it off. */
  readonly inWizard?: boolean
}

type Load = () => Promise<ComponentType<SlotProps>>

/**
 * Steps of the wizard that other features build: 'face' (camera enrolment) and 'photo' (photo for the roll). A feature
 * adds its loader here; while there is none, the step says where it is done instead.
 */
export const slots: { readonly face?: Load; readonly photo?: Load } = {
  face: () => import('../face/enrol-step.tsx').then((m) => m.EnrolStep),
  photo: () => import('../face/id-photo-step.tsx').then((m) => m.IdPhotoStep),
}
