import { Consents } from './consents.tsx'
import { Devices } from './devices.tsx'
import { Export } from './export.tsx'
import { Group } from './group.tsx'
import { Overview } from './overview.tsx'

/** Rights of the person over her data: what is held, a copy, deletion, consents, devices. */
export function MyData({ id }: { id: string }) {
  if (id === 'devices') return <Devices />
  if (id === 'consents') return <Consents />
  if (id === 'data/export') return <Export />
  const group = /^data\/([a-z-]+)$/.exec(id)
  return group ? <Group name={group[1] ?? ''} /> : <Overview />
}
