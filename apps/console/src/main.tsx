import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider } from 'antd'
import zhCN from 'antd/locale/zh_CN'
import { StrictMode, useSyncExternalStore } from 'react'
import { createRoot } from 'react-dom/client'
import { asApiError } from './api/errors.ts'
import { AppRouter } from './app.tsx'
import { themeFor } from './theme.ts'
import './tokens.css'
import './styles.css'
import './print.css'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // Others act on the same things all day: a screen that opens asks again; the second only joins its parts.
      staleTime: 1000,
      networkMode: 'always',
      retry: (count, e) => asApiError(e).isNetwork && count < 2,
    },
    mutations: { networkMode: 'always' },
  },
})

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const m = matchMedia(query)
      m.addEventListener('change', changed)
      return () => m.removeEventListener('change', changed)
    },
    () => matchMedia(query).matches,
  )
}

function Root() {
  const roomy = useMedia('(pointer: coarse), (max-width: 767px)')
  const still = useMedia('(prefers-reduced-motion: reduce)')
  return (
    <ConfigProvider locale={zhCN} theme={themeFor(roomy, still)} button={{ autoInsertSpace: false }}>
      <App message={{ top: 72 }}>
        <AppRouter />
      </App>
    </ConfigProvider>
  )
}

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <Root />
      </QueryClientProvider>
    </StrictMode>,
  )
}
