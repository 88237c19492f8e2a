import { Button } from 'antd'
import { Component, type ReactNode } from 'react'
import { Empty } from '../ui/states.tsx'
import { shellTexts as t } from './texts.ts'

/** A page that breaks shows a sentence and a way on; the frame around it stays usable. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    if (!this.state.failed) return this.props.children
    return (
      <div className="card" role="alert">
        <Empty title={t.crashed}>
          <p>{t.crashedHelp}</p>
          <Button type="primary" onClick={() => location.reload()}>
            {t.refresh}
          </Button>
        </Empty>
      </div>
    )
  }
}
