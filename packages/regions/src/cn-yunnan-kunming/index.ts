import type { RegionPack } from '../pack.ts'
import { KUNMING_COUNTIES } from './counties.ts'

/** 昆明市: for these two programmes the provincial rules hold unchanged. */
export const KUNMING: RegionPack = {
  code: '530100',
  name: '昆明市',
  programmes: [],
  areas: [],
  cardIssuers: [],
  counties: KUNMING_COUNTIES,
  smsSignature: '昆明中职资助',
}
