import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { BodyOf, ParamsOf, QueryOf, ReplyOf, Route } from '@zhuxue/contracts'
import { useRef } from 'react'
import type { CallArgs } from './client.ts'
import { type ApiError, asApiError } from './errors.ts'
import { api } from './instance.ts'
import { RequestIds } from './request-id.ts'

/**
 * A read: cached by route and arguments. `enabled: false` leaves it unasked. While a filter changes the old
 * answer stays on screen; another person's or another run's answer never does.
 */
export function useRead<const R extends Route>(route: R, args: CallArgs<R>, options: { enabled?: boolean } = {}) {
  const of = (a: unknown) => JSON.stringify((a as { params?: unknown }).params ?? null)
  return useQuery<ReplyOf<R>, ApiError>({
    queryKey: [route.id, args],
    queryFn: () => api.call(route, args),
    enabled: options.enabled ?? true,
    placeholderData: (before, query) => (query && of(query.queryKey[1]) === of(args) ? before : undefined),
  })
}

export type ListRoute = Route & { readonly method: 'GET' }
/** The row of a keyset list route. */
export type RowOf<R extends Route> = ReplyOf<R> extends { items: (infer T)[] } ? T : never

interface PageOf<T> {
  readonly items: readonly T[]
  readonly nextCursor: string | null
}

const pageOf = async <R extends ListRoute>(route: R, args: object, query: object): Promise<PageOf<RowOf<R>>> => {
  const merged = { ...args, query } as unknown as CallArgs<R>
  return (await api.call(route, merged)) as unknown as PageOf<RowOf<R>>
}

export interface ListArgs<R extends Route> {
  readonly params?: ParamsOf<R>
  readonly query?: QueryOf<R>
}

/** A keyset list: pages are appended with `loadMore`. */
export function useList<const R extends ListRoute>(route: R, args: ListArgs<R>, options: { enabled?: boolean } = {}) {
  const query = useInfiniteQuery<PageOf<RowOf<R>>, ApiError>({
    queryKey: [route.id, 'list', args],
    initialPageParam: null as string | null,
    queryFn: ({ pageParam }) =>
      pageOf<R>(
        route,
        { params: args.params },
        pageParam === null ? { ...args.query } : { ...args.query, cursor: pageParam },
      ),
    getNextPageParam: (last) => last.nextCursor,
    enabled: options.enabled ?? true,
    placeholderData: keepPreviousData,
  })
  return {
    items: query.data?.pages.flatMap((p) => [...p.items]) ?? [],
    pending: query.isPending,
    stale: query.isPlaceholderData,
    error: query.error ? asApiError(query.error) : null,
    refetch: () => void query.refetch(),
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  }
}

/** All pages of a list, for an export: what is on the screen is not all there is. `onCount` tells the progress. */
export async function fetchAll<const R extends ListRoute>(
  route: R,
  args: ListArgs<R>,
  onCount: (n: number) => void = () => undefined,
): Promise<RowOf<R>[]> {
  const rows: RowOf<R>[] = []
  let cursor: string | null = null
  do {
    const query: object = { ...args.query, limit: '200', ...(cursor === null ? {} : { cursor }) }
    const page: PageOf<RowOf<R>> = await pageOf<R>(route, { params: args.params }, query)
    rows.push(...page.items)
    onCount(rows.length)
    cursor = page.nextCursor
  } while (cursor !== null)
  return rows
}

/** Arguments of a write without the requestId, which the hook makes and keeps for retries. */
export type WriteArgs<R extends Route> = Omit<CallArgs<R>, 'body'> & { readonly body: Omit<BodyOf<R>, 'requestId'> }

/** A write: keeps its requestId until an answer came, then refreshes whatever is on the screen. */
export function useWrite<const R extends Route>(route: R) {
  const ids = useRef(new RequestIds())
  const client = useQueryClient()
  const mutation = useMutation<ReplyOf<R>, ApiError, WriteArgs<R>>({
    mutationFn: async (args) => {
      const body = { ...args.body, requestId: ids.current.idFor(args) }
      try {
        const reply = await api.call(route, { ...args, body } as unknown as CallArgs<R>)
        ids.current.done()
        return reply
      } catch (e) {
        const error = asApiError(e)
        // A refusal is an answer too: after correcting something the next try is a new act.
        if (!error.isNetwork && error.status < 500) ids.current.done()
        throw error
      }
    },
    onSuccess: () => client.invalidateQueries(),
    retry: (count, error) => error.isNetwork && count < 1,
    retryDelay: 800,
    networkMode: 'always',
  })
  return { run: mutation.mutateAsync, pending: mutation.isPending, error: mutation.error, reset: mutation.reset }
}
