import '../platform/old-browsers.ts'
import { isTerm } from '@zhuxue/policy'
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

const root = document.getElementById('root')
if (root) {
  root.textContent = ''
  const rules = region && isTerm(term) ? rulesOf(region, term) : null
  render(<Check rules={rules} term={isTerm(term) ? term : null} day={page.day ?? ''} />, root)
}
