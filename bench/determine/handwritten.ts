/**
 * The ten programmes of programmes.ts as a person would write them by hand over columns: same masks, same verdicts. The
 * bits are those of the plan, so that the benchmark can check every answer before it times anything.
 */
import type { ColumnarResult, Roster } from '../../packages/policy/src/index.ts'
import { AREAS } from './programmes.ts'

/** Codes that begin with one of a list's prefixes, over a dictionary. */
function listed(roster: Roster, fact: 'hukou.county' | 'school.county', list: string): Uint8Array {
  const { coverage, codes } = AREAS[list] as (typeof AREAS)[string]
  return Uint8Array.from(roster.dictionaries[fact] ?? [], (value) => {
    const code = String(value)
    if (!coverage.some((prefix) => code.startsWith(prefix)) || code === '') return 2
    return codes.some((prefix) => code.startsWith(prefix)) ? 1 : 0
  })
}

function position(roster: Roster, fact: 'nationality' | 'ethnicity', word: string): number {
  return roster.dictionaries[fact]?.indexOf(word) ?? -1
}

function holding(roster: Roster, programme: string): Uint8Array {
  return Uint8Array.from(roster.dictionaries.holds ?? [], (held) =>
    Array.isArray(held) && held.includes(programme) ? 1 : 0,
  )
}

export function handwritten(roster: Roster, out: ColumnarResult): void {
  const c = roster.columns
  const [rollStatus, studyMode, atSchool, onInternship] = [
    c.rollStatus,
    c.studyMode,
    c.atSchool,
    c.onInternship,
  ] as Uint8Array[]
  const [stages, grades, agriculture, areaTypes] = [
    c.stage,
    c.grade,
    c['major.agriculture'],
    c['hukou.areaType'],
  ] as Uint8Array[]
  const [hardships, performings, operas, levels] = [
    c.hardship,
    c['major.performing'],
    c['major.opera'],
    c.trainingLevel,
  ] as Uint8Array[]
  const [risks, outstandings, boardings, publics] = [
    c['household.riskEliminated'],
    c['ranking.outstanding'],
    c.boarding,
    c['school.public'],
  ] as Uint8Array[]
  const [disabilities, multiples, entrants, tiers] = [
    c['disability.grade'],
    c['disability.multiple'],
    c['admission.newEntrant'],
    c['admission.tier'],
  ] as Uint8Array[]
  const outsides = c['admission.outOfProvince'] as Uint8Array
  const [nationalities, counties, schools, registers] = [
    c.nationality,
    c['hukou.county'],
    c['school.county'],
    c['household.registers'],
  ] as Int32Array[]
  const [holdings, peoplesOf] = [c.holds, c.ethnicity] as Int32Array[]
  const percents = c['ranking.percent'] as Float64Array
  const china = position(roster, 'nationality', 'CN')
  const hanCode = position(roster, 'ethnicity', '01')
  const [poorAt, subsidisedAt, homeAt] = ['poor', 'subsidised', 'home'].map((l) =>
    listed(roster, 'hukou.county', l),
  ) as Uint8Array[]
  const autonomousAt = listed(roster, 'school.county', 'autonomous')
  const [nationalHeld, provincialHeld] = [
    holding(roster, 'national-scholarship'),
    holding(roster, 'provincial-scholarship'),
  ]
  const [failed0, failed1] = out.failed as Int32Array[]
  const [unknown0, unknown1] = out.unknown as Int32Array[]
  const [grant, waiver, subsidies, dew, provincial, national, board, disabled, entrant, peoples] =
    out.verdicts as Uint8Array[]
  for (let i = 0; i < roster.count; i += 1) {
    let f0 = 0
    let u0 = 0
    let f1 = 0
    let u1 = 0
    const roll = rollStatus[i]
    if (roll === 0) u0 |= 1
    else if (roll !== 1) f0 |= 1
    const mode = studyMode[i]
    if (mode === 0) u0 |= 1 << 1
    else if (mode !== 1) f0 |= 1 << 1
    const there = atSchool[i]
    if (there === 0) u0 |= 1 << 2
    else if (there === 1) f0 |= 1 << 2
    const intern = onInternship[i]
    if (intern === 0) u0 |= 1 << 3
    else if (intern === 1) f0 |= 1 << 3
    const stage = stages[i] as number
    if (stage === 0) u0 |= (1 << 4) | (1 << 16) | (1 << 21) | (1 << 25)
    else {
      if (stage === 5) u0 |= 1 << 4
      else if (stage > 6) f0 |= 1 << 4
      if (stage !== 4) f0 |= 1 << 16
      if (stage !== 5 && (stage < 7 || stage > 9)) f0 |= 1 << 21
      if (stage !== 3) f0 |= 1 << 25
    }
    if (nationalities[i] !== china) u0 |= 1 << 5
    const grade = grades[i] as number
    if (grade === 0) u0 |= (1 << 6) | (1 << 18) | (1 << 26)
    else {
      if (grade > 3) f0 |= 1 << 6
      if (grade > 2) f0 |= 1 << 18
      if (grade < 2 || grade > 12) f0 |= 1 << 26
    }
    const agri = agriculture[i]
    if (agri === 0) u0 |= 1 << 7
    else if (agri === 1) f0 |= 1 << 7
    const county = counties[i] as number
    if (county === 0) u0 |= (1 << 8) | (1 << 19) | (1 << 22)
    else {
      const poor = poorAt[county]
      if (poor === 2) u0 |= 1 << 8
      else if (poor === 0) f0 |= 1 << 8
      const subsidised = subsidisedAt[county]
      if (subsidised === 2) u0 |= 1 << 19
      else if (subsidised === 0) f0 |= 1 << 19
      const home = homeAt[county]
      if (home === 2) u0 |= 1 << 22
      else if (home === 0) f0 |= 1 << 22
    }
    const area = areaTypes[i] as number
    if (area === 0) u0 |= (1 << 9) | (1 << 14) | (1 << 15)
    else {
      if (area < 3) f0 |= 1 << 9
      if (area === 1) f0 |= 1 << 14
      else f0 |= 1 << 15
    }
    const hard = hardships[i]
    if (hard === 0) {
      u0 |= 1 << 10
      u1 |= (1 << 4) | (1 << 6)
    } else {
      if (hard === 4) f0 |= 1 << 10
      if (hard !== 1) f1 |= 1 << 4
      if (hard !== 2) f1 |= 1 << 6
    }
    const performing = performings[i]
    if (performing === 0) u0 |= 1 << 11
    else if (performing === 1) f0 |= 1 << 11
    const opera = operas[i]
    if (opera === 0) u0 |= 1 << 12
    else if (opera === 1) f0 |= 1 << 12
    const school = schools[i] as number
    const autonomous = school === 0 ? 2 : autonomousAt[school]
    if (autonomous === 2) u0 |= 1 << 13
    else if (autonomous === 0) f0 |= 1 << 13
    const level = levels[i]
    if (level === 0) u0 |= 1 << 17
    else if (level !== 1) f0 |= 1 << 17
    const register = registers[i] as number
    if (register < 0) {
      u0 |= (1 << 20) | (1 << 23)
      u1 |= (1 << 5) | (1 << 12)
    } else {
      if ((register & 0xf) === 0) f0 |= 1 << 20
      if ((register & 1) === 0) f0 |= 1 << 23
      if ((register & 0x3b0) === 0) f1 |= 1 << 5
      if ((register & 0x400) === 0) f1 |= 1 << 12
    }
    const risk = risks[i]
    if (risk === 0) u0 |= 1 << 24
    else if (risk === 1) f0 |= 1 << 24
    const held = holdings[i] as number
    if (held === 0) {
      u0 |= 1 << 27
      u1 |= 1
    } else {
      if (nationalHeld[held] === 0) f0 |= 1 << 27
      if (provincialHeld[held] === 0) f1 |= 1
    }
    const percent = percents[i] as number
    if (Number.isNaN(percent)) {
      u0 |= (1 << 28) | (1 << 29)
      u1 |= 1 << 1
    } else {
      if (percent > 10) f0 |= 1 << 28
      if (percent > 30) f0 |= 1 << 29
      if (percent > 5) f1 |= 1 << 1
    }
    const outstanding = outstandings[i]
    if (outstanding === 0) u0 |= 1 << 30
    else if (outstanding === 1) f0 |= 1 << 30
    const boarding = boardings[i]
    if (boarding === 0) u1 |= 1 << 2
    else if (boarding === 1) f1 |= 1 << 2
    const open = publics[i]
    if (open === 0) u1 |= 1 << 3
    else if (open === 1) f1 |= 1 << 3
    const disability = disabilities[i] as number
    if (disability === 0) u1 |= (1 << 7) | (1 << 8)
    else if (disability < 3) f1 |= 1 << 8
    else f1 |= 1 << 7
    const multiple = multiples[i]
    if (multiple === 0) u1 |= 1 << 9
    else if (multiple === 1) f1 |= 1 << 9
    const fresh = entrants[i]
    if (fresh === 0) u1 |= 1 << 10
    else if (fresh === 1) f1 |= 1 << 10
    const tier = tiers[i]
    if (tier === 0) u1 |= 1 << 11
    else if (tier === 4) f1 |= 1 << 11
    const outside = outsides[i]
    if (outside === 0) u1 |= 1 << 13
    else if (outside === 1) f1 |= 1 << 13
    const people = peoplesOf[i]
    if (people === 0) u1 |= 1 << 14
    else if (people !== hanCode) f1 |= 1 << 14
    failed0[i] = f0
    unknown0[i] = u0
    failed1[i] = f1
    unknown1[i] = u1

    const n0 = f0 | u0
    const n1 = f1 | u1
    // on the roll, full-time, at school or on internship, vocational, citizen: asked by five programmes
    const baseNo = (f0 & 0x33) !== 0 || (f0 & 0xc) === 0xc
    const baseYes = (n0 & 0x33) === 0 && (n0 & 0xc) !== 0xc
    const agriYes = (n0 & 0x80) === 0
    const agriNo = (f0 & 0x80) !== 0
    const hardYes = (n0 & 0x400) === 0
    const hardNo = (f0 & 0x400) !== 0
    const poorNo = (f0 & 0x300) !== 0
    if (baseNo || (f0 & 0x40) !== 0 || (agriNo && poorNo && hardNo)) grant[i] = 0
    else if (!baseYes || (n0 & 0x40) !== 0) grant[i] = 1
    else if (agriYes) grant[i] = 2
    else if ((n0 & 0x300) === 0) grant[i] = 3
    else if (!agriNo || !poorNo || !hardYes) grant[i] = 1
    else grant[i] = 4

    const operaYes = (n0 & 0x1000) === 0
    const operaNo = (f0 & 0x1000) !== 0
    const urbanAgriNo = (f0 & 0x8080) !== 0
    const openNo = operaNo && (f0 & 0x2000) !== 0 && (f0 & 0x4000) !== 0 && urbanAgriNo
    if (baseNo || (f0 & 0x40) !== 0 || (operaNo && (n0 & 0x800) === 0) || (openNo && hardNo)) waiver[i] = 0
    else if (!baseYes || (n0 & 0x40) !== 0 || !(operaYes || (f0 & 0x800) !== 0)) waiver[i] = 1
    else {
      const row = (n0 & 0x30000) === 0 ? 0 : (f0 & 0x30000) !== 0 ? 1 : -1
      if (row < 0) waiver[i] = 1
      else if (operaYes) waiver[i] = 2 + row
      else if ((n0 & 0x2000) === 0) waiver[i] = 4 + row
      else if ((n0 & 0x4000) === 0) waiver[i] = 6 + row
      else if ((n0 & 0x8080) === 0) waiver[i] = 8 + row
      else waiver[i] = openNo && hardYes ? 10 + row : 1
    }

    if ((f0 & 0x1c0017) !== 0) subsidies[i] = 0
    else subsidies[i] = (n0 & 0x1c0017) === 0 ? 2 : 1

    const watchedNo = (f0 & 0x100000) !== 0 || (n0 & 0x1000000) === 0
    if ((f0 & 0x400003) !== 0 || (f0 & 0x200010) === 0x200010 || ((f0 & 0x800000) !== 0 && watchedNo)) dew[i] = 0
    else if ((n0 & 0x400003) !== 0 || (n0 & 0x200010) === 0x200010) dew[i] = 1
    else {
      const higher = (n0 & 0x200000) === 0
      const row = higher ? 0 : (f0 & 0x200000) === 0 ? -1 : (n0 & 0x2000000) === 0 ? 1 : (f0 & 0x2000000) !== 0 ? 2 : -1
      if (row < 0) dew[i] = 1
      else if ((n0 & 0x800000) === 0) dew[i] = 2 + row
      else dew[i] = (n0 & 0x100000) === 0 && (f0 & 0x1000000) !== 0 ? 5 + row : 1
    }

    const grade2No = (f0 & 0x4000000) !== 0
    const grade2Yes = (n0 & 0x4000000) === 0
    const thirtyOutNo = (f0 & 0x60000000) !== 0
    const thirtyOutYes = (n0 & 0x60000000) === 0
    if (baseNo || grade2No || (n0 & 0x8000000) === 0 || ((f0 & 0x10000000) !== 0 && thirtyOutNo)) provincial[i] = 0
    else if (!baseYes || !grade2Yes || (f0 & 0x8000000) === 0) provincial[i] = 1
    else provincial[i] = (n0 & 0x10000000) === 0 || thirtyOutYes ? 2 : 1

    if (baseNo || grade2No || (n1 & 1) === 0 || ((f1 & 2) !== 0 && thirtyOutNo)) national[i] = 0
    else if (!baseYes || !grade2Yes || (f1 & 1) === 0) national[i] = 1
    else national[i] = (n1 & 2) === 0 ? 2 : thirtyOutYes ? 3 : 1

    const severeOrNeedyNo = (f1 & 0x30) === 0x30
    if ((f0 & 3) !== 0 || (f1 & 0xc) !== 0 || (severeOrNeedyNo && (f1 & 0x40) !== 0)) board[i] = 0
    else if ((n0 & 3) !== 0 || (n1 & 0xc) !== 0) board[i] = 1
    else {
      const row = (n1 & 0x10) === 0 ? 0 : (f1 & 0x10) !== 0 ? 1 : -1
      if (row < 0) board[i] = 1
      else if ((n1 & 0x30) !== 0x30) board[i] = 2 + row
      else board[i] = (n1 & 0x40) === 0 ? 4 + row : 1
    }

    if ((f0 & 0x21) !== 0 || ((f1 & 0x180) === 0x180 && (f1 & 0x200) !== 0)) disabled[i] = 0
    else if ((n0 & 0x21) !== 0) disabled[i] = 1
    else {
      const row = (n1 & 0x280) !== 0x280 ? 0 : (f1 & 0x280) === 0x280 ? 1 : -1
      if (row < 0) disabled[i] = 1
      else if ((n1 & 0x180) !== 0x180) disabled[i] = 2 + row
      else disabled[i] = (n1 & 0x200) === 0 ? 4 + row : 1
    }

    const needyNo = (f1 & 0x1020) === 0x1020
    if ((f0 & 1) !== 0 || (f1 & 0xc00) !== 0 || (needyNo && hardNo)) entrant[i] = 0
    else if ((n0 & 1) !== 0 || (n1 & 0xc00) !== 0) entrant[i] = 1
    else {
      const row = (n1 & 0x2000) === 0 ? 0 : (f1 & 0x2000) !== 0 ? 1 : -1
      if (row < 0) entrant[i] = 1
      else if ((n1 & 0x1020) !== 0x1020) entrant[i] = 2 + row
      else entrant[i] = needyNo && hardYes ? 4 + row : 1
    }

    if (baseNo || (f0 & 0x2000) !== 0 || (n1 & 0x4000) === 0 || (f0 & 0x20000000) !== 0) peoples[i] = 0
    else if (!baseYes || (n0 & 0x2000) !== 0 || (f1 & 0x4000) === 0) peoples[i] = 1
    else peoples[i] = (n0 & 0x20000000) === 0 ? 2 : 1
  }
}
