import { randomUUIDv7 } from 'node:crypto'

/** New row id: UUIDv7, so that ids sort by time of creation and index well. */
export const newId = (): string => randomUUIDv7()

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
export const isId = (x: string): boolean => UUID.test(x)
