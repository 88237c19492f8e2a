import '../platform/old-browsers.ts'
import { isTerm, type ProgrammeVersion } from '@zhuxue/policy'
import { loadRegion } from '@zhuxue/regions'
import { render } from 'preact'
import '../styles/base.css'
import '../styles/app.css'
import './check.css'
import { Check } from './check.tsx'
import { rulesOf } from './questions.ts'

try {
  if (localStorage.getItem('zx.elder')) document.documentElement.classList.add('elder')
} catch {
  // storage switched off: the normal size
}

// Region, term and day come with the page; the address may name another region or an older term, as the guide does.
const page = document.documentElement.dataset
const asked = new URLSearchParams(location.search)
const named = loadRegion(asked.get('region') ?? '')
const home = loadRegion(page.region ?? '')
const region = named.ok ? named.region : home.ok ? home.region : null
const term = [asked.get('term'), page.term].find((value) => isTerm(value))

/** What the installation published for this term over the packs; nothing where the page is served without it. */
function published(): ProgrammeVersion[] {
  try {
    return JSON.parse(document.getElementById('published')?.textContent ?? '[]') as ProgrammeVersion[]
  } catch {
    return []
  }
}

const root = document.getElementById('root')
if (root) {
  root.textContent = ''
  const rules = region && isTerm(term) ? rulesOf(region, term, published()) : null
  render(<Check rules={rules} term={isTerm(term) ? term : null} day={page.day ?? ''} />, root)
}
