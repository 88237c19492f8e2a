import type { Platform } from '../../platform/index.ts'
import { recentSms, type ShownSms } from '../notifications/index.ts'
import { requireDemo } from './clock.ts'

/** SMS of the simulator, newest first, numbers masked; outside demo mode this is an address that is not there. */
export async function demoSms(platform: Platform): Promise<ShownSms[]> {
  requireDemo(platform)
  return recentSms(platform)
}
