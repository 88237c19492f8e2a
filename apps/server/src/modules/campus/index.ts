/** 校级资助: a school's or donor's own programmes, along the steps of their version, to the recorded hand-out. */
import { campus } from '@zhuxue/contracts'
import type { ServerModule } from '../../platform/index.ts'
import { applyForCampus } from './apply.ts'
import { listHandouts, recordHandouts, undoHandout } from './handouts.ts'
import { registerHooks } from './hooks.ts'
import { campusList, decideCampusList } from './list.ts'
import { deleteCampusPaper, ownCampusPaper, uploadCampusPaper, viewCampusPaper } from './papers.ts'
import { rankApplicant } from './ranks.ts'
import { campusOffers, openCampusRound } from './rounds.ts'
import { actOnCampus, campusDetail, listCampusApplications } from './staff.ts'
import { campusForm, myCampus } from './student-own.ts'
import { answerHandout, recallCampus, trackCampus } from './track.ts'

export { eraseCampusDraft, heldCampus, heldCampusDraft } from './held.ts'
export { staffRound } from './list.ts'
export * from './notices.ts'
export type { CampusApplication, CampusRound } from './store.ts'

registerHooks()

export const campusModule: ServerModule = {
  name: 'campus',
  routes: (router, platform) => {
    router.read(campus.myCampus, (tx) => myCampus(tx, platform))
    router.read(campus.campusForm, (tx, { params }) => campusForm(tx, platform, params.id))
    router.write(campus.applyCampus, (tx, { params, body }) => applyForCampus(tx, platform, params.id, body))
    router.raw(campus.uploadCampusPaper, (actor, { params, body, file }) =>
      uploadCampusPaper(platform, actor, params.id, campus.uploadCampusPaper.id, body, file),
    )
    router.raw(campus.ownCampusPaper, (actor, { params }) => ownCampusPaper(platform, actor, params.id))
    router.read(campus.deleteCampusPaper, (tx, { params }) => deleteCampusPaper(tx, params.id))
    router.read(campus.trackCampus, (tx, { params }) => trackCampus(tx, params.id))
    router.write(campus.recallCampus, (tx, { params, body }) => recallCampus(tx, params.id, body))
    router.write(campus.answerHandout, (tx, { params, body }) => answerHandout(tx, params.id, body))
    router.read(campus.listCampusRounds, (tx) => campusOffers(tx, platform))
    router.write(campus.openCampusRound, (tx, { body }) => openCampusRound(tx, platform, body))
    router.read(campus.listCampusApplications, (tx, { query }) => listCampusApplications(tx, query))
    router.read(campus.getCampusApplication, (tx, { params }) => campusDetail(tx, platform, params.id))
    router.write(campus.actOnCampus, (tx, { params, body }) => actOnCampus(tx, platform, params.id, body))
    router.write(campus.rankCampusApplicant, (tx, { params, body }) => rankApplicant(tx, platform, params.id, body))
    router.raw(campus.campusPaper, (actor, { params }) => viewCampusPaper(platform, actor, params.id))
    router.read(campus.campusList, (tx, { params }) => campusList(tx, platform, params.id))
    router.write(campus.decideCampusList, (tx, { params, body }) => decideCampusList(tx, platform, params.id, body))
    router.read(campus.listHandouts, (tx, { query }) => listHandouts(tx, query))
    router.write(campus.recordHandouts, (tx, { body }) => recordHandouts(tx, body))
    router.write(campus.undoHandout, (tx, { params, body }) => undoHandout(tx, params.id, body))
  },
}
