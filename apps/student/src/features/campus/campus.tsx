import { CampusApply } from './apply.tsx'
import { CampusList } from './list.tsx'
import { CampusTrack } from './track.tsx'

/** /campus, /campus/apply/ROUND and /campus/APPLICATION. */
export function Campus({ id }: { id: string }) {
  const apply = /^apply\/(.+)$/.exec(id)
  if (apply?.[1]) return <CampusApply id={apply[1]} />
  return id === '' ? <CampusList /> : <CampusTrack id={id} />
}
