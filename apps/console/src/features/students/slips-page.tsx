import { organisations, type ReplyOf, roll } from '@zhuxue/contracts'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { useRead, useWrite } from '../../api/hooks.ts'
import { common } from '../../texts.ts'
import { ActDialog } from '../../ui/act-dialog.tsx'
import { Notice } from '../../ui/bits.tsx'
import { Icon } from '../../ui/icons.tsx'
import { NativeSelect } from '../../ui/native-select.tsx'
import { Page } from '../../ui/page.tsx'
import { Await, Empty } from '../../ui/states.tsx'
import { SlipSheet } from './slip-sheet.tsx'
import { studentTexts, slipTexts as t } from './texts.ts'

type Slips = ReplyOf<typeof roll.printSlips>

/** Preset-password slips of a class on A4, to be cut apart. The passwords are only in this page's memory. */
export default function SlipsPage() {
  const classes = useRead(organisations.listClasses, { query: { limit: '200' } })
  const print = useWrite(roll.printSlips)
  const [classId, setClassId] = useState('')
  const [asking, setAsking] = useState(false)
  const [slips, setSlips] = useState<Slips | null>(null)
  const chosen = classId || classes.data?.items[0]?.id || ''

  useEffect(() => {
    if (!slips || slips.slips.length === 0) return
    const warn = (e: BeforeUnloadEvent) => e.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [slips])

  return (
    <Page
      title={t.title}
      {...(slips && { printTitle: t.paperTitle(slips.className) })}
      intro={<span className="no-print">{t.intro}</span>}
      back={{ to: '/students', text: studentTexts.back }}
      actions={
        slips &&
        slips.slips.length > 0 && (
          <Button type="primary" icon={<Icon name="print" size={16} />} onClick={() => window.print()}>
            {common.print}
          </Button>
        )
      }
    >
      <Await read={classes}>
        {(data) =>
          data.items.length === 0 ? (
            <div className="card">
              <Empty title={t.noClass}>{t.noClassHelp}</Empty>
            </div>
          ) : (
            <div className="filters no-print">
              <div className="filter">
                <label htmlFor="slip-class">{t.className}</label>
                <NativeSelect
                  id="slip-class"
                  value={chosen}
                  options={data.items.map((c) => ({ value: c.id, label: `${c.name}（${c.students}人）` }))}
                  onChange={setClassId}
                />
              </div>
              <Button type={slips && slips.slips.length > 0 ? 'default' : 'primary'} onClick={() => setAsking(true)}>
                {t.make}
              </Button>
            </div>
          )
        }
      </Await>
      {slips && (
        <div className="no-print">
          <Notice
            tone={slips.slips.length > 0 ? 'good' : 'info'}
            announce
            title={slips.slips.length > 0 ? t.done(slips.slips.length, slips.skippedActivated) : t.none}
          >
            {slips.slips.length > 0 && t.leave}
          </Notice>
        </div>
      )}
      {slips && <SlipSheet className={slips.className} slips={slips.slips} />}
      {asking && (
        <ActDialog
          title={t.askTitle}
          intro={t.warn}
          fields={[]}
          submitText={t.make}
          onClose={() => setAsking(false)}
          onSubmit={async () => {
            setSlips(await print.run({ params: { id: chosen }, body: {} }))
            setAsking(false)
          }}
        />
      )}
    </Page>
  )
}
