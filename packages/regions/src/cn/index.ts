import { DEFAULT_TERM_CONFIG } from '@zhuxue/policy'
import type { RegionPack } from '../pack.ts'
import { WORK_CALENDAR } from './calendar.ts'
import { CARD_ISSUERS } from './card-issuers.ts'
import { ETHNIC_GROUPS } from './code-tables.ts'
import { MAJOR_LISTS } from './major-lists.ts'
import { NATIONAL_SCHOLARSHIP } from './national-scholarship.ts'
import { ROLL_CHANGE_CODES, ROSTER_COLUMNS, ROSTER_DICTIONARIES } from './roster-template.ts'
import { SHARED_LEAVES } from './shared-leaves.ts'
import { TABLE_SOURCES } from './table-sources.ts'

/** 全国: calendar, terms, code tables and the scholarship assessed nationally. Shares and routes of the aid programmes are set by the provinces. */
export const CN: RegionPack = {
  code: '000000',
  name: '全国',
  leaves: SHARED_LEAVES,
  programmes: [NATIONAL_SCHOLARSHIP],
  areas: [],
  majors: MAJOR_LISTS,
  cardIssuers: CARD_ISSUERS,
  counties: [],
  smsSignature: '学生资助中心',
  tables: {
    calendar: WORK_CALENDAR,
    terms: DEFAULT_TERM_CONFIG,
    ethnicGroups: ETHNIC_GROUPS,
    rosterColumns: ROSTER_COLUMNS,
    rosterDictionaries: ROSTER_DICTIONARIES,
    rollChangeCodes: ROLL_CHANGE_CODES,
    sources: TABLE_SOURCES,
  },
}
