import { catalogue } from '@zhuxue/contracts'
import type { SentenceNames } from '@zhuxue/policy'
import { useMemo } from 'react'
import { useRead } from '../../api/hooks.ts'

/** Area lists, programmes and terms to choose from. */
export const useVocabulary = () => useRead(catalogue.vocabulary, {}).data

/** Names of area lists and programmes for sentences; codes until they have come. */
export function useNames(): SentenceNames {
  const data = useVocabulary()
  return useMemo(
    () => ({
      areas: Object.fromEntries((data?.areas ?? []).map((a) => [a.id, a.title])),
      programmes: Object.fromEntries((data?.programmes ?? []).map((p) => [p.code, p.title])),
    }),
    [data],
  )
}
