/** Replies for looking at the screens without a server. Typed by the contracts, so they cannot drift. All persons are made up. */

export * from './fixtures/applications.ts'
export * from './fixtures/base.ts'
export * from './fixtures/money.ts'
export * from './fixtures/notices.ts'
export * from './fixtures/office.ts'
export * from './fixtures/students.ts'
