import type { Tx } from '../../platform/index.ts'
import { consentOf } from '../activation/index.ts'

/** The record of the separate, revocable consent to face verification that a check rests on. */
export interface FaceConsent {
  readonly recordId: string
  readonly textVersion: string
}

/** The student's consent in force, or null: refused, withdrawn, or never asked. */
export async function faceConsent(tx: Tx, studentId: string): Promise<FaceConsent | null> {
  const state = await consentOf(tx, studentId, 'face')
  if (!state.given || !state.at || !state.textVersion) return null
  return { recordId: `face@${state.at.toISOString()}`, textVersion: state.textVersion }
}
