import { type ApplicationStatus, programmeCodes, programmeTitles } from '@zhuxue/contracts'
import type { Tone } from '../../ui/bits.tsx'
import { optionsOf } from '../../ui/native-select.tsx'

export const programmeOptions = optionsOf(programmeCodes, programmeTitles)

/** Colour of an application's state; the title carries the meaning. */
export function statusTone(status: ApplicationStatus): Tone {
  switch (status) {
    case 'approved':
      return 'good'
    case 'returned':
      return 'warn'
    case 'rejected':
    case 'withdrawn':
      return 'bad'
    case 'recalled':
      return 'mute'
    default:
      return 'info'
  }
}
