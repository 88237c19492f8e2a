import { describe, expect, it } from 'vitest'
import { base32, hotp, matchingStep, normaliseCode, otpauthUri, stepAt } from './totp.ts'

const ascii = (n: number) => Buffer.from('1234567890'.repeat(7).slice(0, n))

describe('RFC 4226 appendix D', () => {
  it('ten values of HOTP', () => {
    const values = Array.from({ length: 10 }, (_, i) => hotp(ascii(20), i))
    expect(values).toEqual([
      '755224',
      '287082',
      '359152',
      '969429',
      '338314',
      '254676',
      '287922',
      '162583',
      '399871',
      '520489',
    ])
  })
})

describe('RFC 6238 appendix B', () => {
  it.each([
    [59, '94287082', '46119246', '90693936'],
    [1111111109, '07081804', '68084774', '25091201'],
    [1111111111, '14050471', '67062674', '99943326'],
    [1234567890, '89005924', '91819424', '93441116'],
    [2000000000, '69279037', '90698825', '38618901'],
    [20000000000, '65353130', '77737706', '47863826'],
  ])('second %i', (seconds, sha1, sha256, sha512) => {
    const step = stepAt(new Date(seconds * 1000))
    expect([hotp(ascii(20), step, 8), hotp(ascii(32), step, 8, 'sha256'), hotp(ascii(64), step, 8, 'sha512')]).toEqual([
      sha1,
      sha256,
      sha512,
    ])
  })
})

describe('drift', () => {
  const now = new Date('2026-09-01T01:00:10Z')
  const at = (offset: number) => hotp(ascii(20), stepAt(now) + offset)
  it('takes the neighbouring steps and no other (RFC 6238 §5.2)', () => {
    const found = [-2, -1, 0, 1, 2].map((o) => matchingStep(ascii(20), at(o), now, 1))
    const middle = stepAt(now)
    expect(found).toEqual([null, middle - 1, middle, middle + 1, null])
  })
})

it('a code is read however it was typed', () => {
  expect(['123 456', '１２３４５６', ' 123-456 '].map(normaliseCode)).toEqual(['123456', '123456', '123456'])
  expect(['12345', '1234567', 'abcdef', ''].map(normaliseCode)).toEqual([null, null, null, null])
})

it('the key by hand is base32 (RFC 4648 §10) and the QR address carries it', () => {
  expect(['f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((s) => base32(Buffer.from(s)))).toEqual([
    'MY',
    'MZXQ',
    'MZXW6',
    'MZXW6YQ',
    'MZXW6YTB',
    'MZXW6YTBOI',
  ])
  expect(otpauthUri('MZXW6', 'li.ming')).toBe(
    'otpauth://totp/%E5%8A%A9%E5%AD%A6%3Ali.ming?secret=MZXW6&issuer=%E5%8A%A9%E5%AD%A6&algorithm=SHA1&digits=6&period=30',
  )
})
