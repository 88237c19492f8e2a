import { face } from '@zhuxue/contracts'
import type { Platform, Router } from '../../platform/index.ts'
import { checkResult, startCheck, submitFrames, takeCallback } from './checks.ts'
import { enterIfPassed } from './entry.ts'
import { ownIdPhoto, studentIdPhoto, uploadIdPhoto } from './id-photo.ts'
import { askPerson, enterCode } from './own-cases.ts'
import { decideSettings, faceSettings, proposeSettings } from './settings.ts'
import { confirmCase, decideCase, issueCode } from './staff-cases.ts'
import { listCases } from './staff-list.ts'
import { faceState } from './state.ts'

export function routes(router: Router, platform: Platform): void {
  router.raw(face.state, async (actor, { query, session }) => {
    // persons of the school may have let the student in meanwhile
    const entered = session?.step === 'face-check' && (await enterIfPassed(platform, actor))
    const state = await platform.transaction(actor, (tx) => faceState(tx, platform, query.purpose))
    return entered ? { ...state, passedUntil: state.passedUntil ?? platform.clock.now().toISOString() } : state
  })
  router.raw(face.start, (actor, { body, session }) => startCheck(platform, actor, body.purpose, session))
  router.raw(face.submit, async (actor, { params, body }) => {
    const outcome = await submitFrames(platform, actor, params.id, body)
    if (outcome.result === 'pass') await enterIfPassed(platform, actor)
    return outcome
  })
  router.raw(face.result, async (actor, { params }) => {
    const answer = await checkResult(platform, actor, params.id)
    if (answer.outcome?.result === 'pass') await enterIfPassed(platform, actor)
    return answer
  })
  router.raw(face.callback, async (_nobody, { body }) => {
    await takeCallback(platform, body)
    return { ok: true as const }
  })
  router.write(face.askPerson, (tx, { body }) => askPerson(tx, body))
  router.raw(face.enterCode, async (actor, { params, body }) => {
    const answer = await enterCode(platform, actor, params.id, body.code)
    await enterIfPassed(platform, actor)
    return answer
  })
  router.raw(face.uploadIdPhoto, (actor, { file }) => uploadIdPhoto(platform, actor, file))
  router.raw(face.ownIdPhoto, (actor) => ownIdPhoto(platform, actor))
  router.raw(face.studentIdPhoto, (actor, { params, query }) =>
    studentIdPhoto(platform, actor, params.id, query.reason),
  )

  router.read(face.listCases, (tx, { query }) => listCases(tx, query))
  router.write(face.confirmCase, (tx, { params, body }) => confirmCase(tx, params.id, body))
  router.write(face.issueCode, (tx, { params, body }) => issueCode(tx, platform, params.id, body))
  router.write(face.decideCase, (tx, { params, body }) => decideCase(tx, params.id, body))
  router.read(face.settings, (tx, { query }) => faceSettings(tx, platform, query.schoolId))
  router.write(face.proposeSettings, (tx, { body }) => proposeSettings(tx, body))
  router.write(face.decideSettings, (tx, { params, body }) => decideSettings(tx, params.id, body))
}
