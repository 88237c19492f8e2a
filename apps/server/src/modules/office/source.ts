import type { Permission } from '@zhuxue/contracts'
import type { LocalDate } from '@zhuxue/policy'
import type { RawBuilder } from 'kysely'
import type { StaffActor, Tx } from '../../platform/index.ts'

/** One row of waiting work, as a source's query must give it. */
export interface Waiting {
  readonly id: string
  /** day by which it should be done; null where no day is set */
  readonly due_on: LocalDate | null
}

/** One kind of work that can wait for a person: who does it, where it is done, and the query that finds it. */
export interface Source<Row extends Waiting = Waiting> {
  readonly kind: string
  readonly title: string
  readonly permission: Permission
  /** console path of the whole list */
  readonly link: string
  /** select with columns id and due_on; row-level security narrows it to the caller's scope */
  rows(tx: Tx<StaffActor>): RawBuilder<Row>
  item(row: Row): { readonly title: string; readonly detail: string; readonly link: string }
}

/** Lets sources keep the type of their own rows. */
export const source = <Row extends Waiting>(s: Source<Row>): Source => s as unknown as Source
