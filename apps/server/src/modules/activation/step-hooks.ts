import type { Tx } from '../../platform/index.ts'

/** What a later module knows of its step for some students; who is missing has done nothing. */
export type StepProvider = (tx: Tx, studentIds: readonly string[]) => Promise<ReadonlyMap<string, 'done' | 'waiting'>>

const providers = new Map<'face' | 'photo', StepProvider>()

/**
 * Registers who knows whether the steps 'face' (enrolment) and 'photo' (photo for the roll) are done: module face, which
 * comes later in the module order. Set-based, because the class list asks for whole classes.
 */
export function provideActivationStep(step: 'face' | 'photo', provider: StepProvider): void {
  providers.set(step, provider)
}

/** Answers of the registered provider; nothing where there is none. */
export async function stepsKnown(
  tx: Tx,
  step: 'face' | 'photo',
  studentIds: readonly string[],
): Promise<ReadonlyMap<string, 'done' | 'waiting'>> {
  return (await providers.get(step)?.(tx, studentIds)) ?? new Map()
}
