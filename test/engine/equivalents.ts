/** Mutants of the generator that change nothing, with the reason. Keys as the tool prints them, without line numbers. */
export const EQUIVALENT: Readonly<Record<string, string>> = {
  'compile/logic.ts > → >=: if (bits.size > 0) parts.unshift(groupOfLeaves(bits, every, dialect))':
    'a group of no leaves is the neutral element of its own and/or',
  'compile/decision.ts > → >=: if (quota.length > 0) {':
    'without quota routes the added step says to-verify, which is what the last line says anyway',
  'compile/decision.ts > → >=: if (open.length > 0) steps.push({ when: `${not}(${settled})`, verdict: `${TO_VERIFY}` })':
    'without open routes "settled" is true and the added step never holds',
  "compile/columnar-source.ts < → <=: if (verify === 'otherwise') return { failed: '0', unknown: `${name} < 0 || ${none}` }":
    'a list without any word (0) has none of the words asked for either',
  'compile/bitmap-answers.ts < → <=: for (const part of parts) for (let w = 0; w < into.length; w += 1) into[w] = (into[w] as n':
    'writing one past the end of a typed array does nothing',
}
