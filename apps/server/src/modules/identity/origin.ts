import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../platform/index.ts'

/** Address under which people see this installation: PUBLIC_URL, or what the request was sent to. */
export function originOf(platform: Platform, request: FastifyRequest): { origin: string; host: string } {
  const origin = platform.config.publicUrl ?? `${request.protocol}://${request.host}`
  try {
    const url = new URL(origin)
    return { origin: url.origin, host: url.hostname }
  } catch {
    return { origin: 'http://localhost', host: 'localhost' }
  }
}
