import { Button, Skeleton } from 'antd'
import type { ReactNode } from 'react'
import type { ApiError } from '../api/errors.ts'
import { common } from '../texts.ts'
import { Notice } from './bits.tsx'

/** While something is on its way. */
export function Loading({ rows = 4 }: { rows?: number }) {
  return (
    <div className="card" role="status" aria-label={common.loading}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  )
}

/** A read that failed: what happened and a way on. */
export function Failed({ error, retry }: { error: ApiError; retry?: () => void }) {
  const text = error.isNetwork ? '网络没有连通，内容暂时读不出来。请检查网络后重试。' : error.message
  return (
    <div className="card">
      <Notice tone="bad" title={text} announce>
        {retry && (
          <Button onClick={retry} style={{ marginTop: 8 }}>
            {common.retry}
          </Button>
        )}
      </Notice>
    </div>
  )
}

/** Nothing there: says why and what to do next. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="empty">
      <svg width="72" height="56" viewBox="0 0 72 56" aria-hidden="true" focusable="false">
        <rect x="10" y="6" width="52" height="42" rx="5" fill="#E7F0FA" />
        <path d="M19 18h34M19 27h34M19 36h20" stroke="#9DB7D3" strokeWidth="3" strokeLinecap="round" />
      </svg>
      <p className="empty-title">{title}</p>
      {children !== undefined && <div className="muted">{children}</div>}
    </div>
  )
}

interface ReadLike<T> {
  readonly data: T | undefined
  readonly error: ApiError | null
  readonly refetch: () => unknown
}

/** One read in its three states. Old data stays on screen when a refresh fails. */
export function Await<T>({
  read,
  children,
  rows,
}: {
  read: ReadLike<T>
  children: (data: T) => ReactNode
  rows?: number
}) {
  if (read.data !== undefined) return <>{children(read.data)}</>
  if (read.error) return <Failed error={read.error} retry={() => void read.refetch()} />
  return rows === undefined ? <Loading /> : <Loading rows={rows} />
}
