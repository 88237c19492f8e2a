import type { FastifyRequest } from 'fastify'
import { refuse } from '../refusal.ts'

/** One uploaded file, whole in memory (limits are set where the multipart plugin is registered). */
export interface Upload {
  readonly name: string
  readonly content: Buffer
}

/** Reads a multipart request with text fields and exactly one file field named `file`. */
export async function readUpload(request: FastifyRequest): Promise<{ file: Upload; fields: Record<string, string> }> {
  if (!request.isMultipart()) throw refuse('bad-request', '请选择文件后再上传。')
  const fields: Record<string, string> = {}
  let file: Upload | undefined
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        const content = await part.toBuffer()
        if (part.fieldname === 'file' && !file) file = { name: part.filename.slice(0, 200), content }
      } else if (typeof part.value === 'string') {
        fields[part.fieldname] = part.value
      }
    }
  } catch (e) {
    // limits have codes and words of their own; a plain error is a form that ends in the middle or is none
    if ((e as { code?: unknown }).code !== undefined) throw e
    throw refuse('bad-request', '文件没有传完整，请检查网络后重新上传。')
  }
  if (!file || file.content.length === 0) throw refuse('file-refused', '没有收到文件，或文件是空的，请重新选择。')
  return { file, fields }
}
