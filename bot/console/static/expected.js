// What a scenario expects of a reply, in words.
import { words } from './dom.js'

const either = (list, show) => list.map(show).join(' or ')
const quoted = (pattern) => `“${pattern.replaceAll('\\b', '').replace(/\\([^\w\s])/g, '$1')}”`
const NTH = { 2: 'by the next reply', 3: 'by the second reply after' }

const SAID = {
  services_any: (list) => `shows ${either(list, words)}`,
  services_none: (list) => `never shows ${either(list, words)}`,
  text_any: (list) => `says ${either(list, quoted)}`,
  text_none: (list) => `never says ${either(list, quoted)}`,
  asks: (yes) => yes ? 'asks a question' : 'asks nothing',
  ended: (yes) => yes ? 'ends the chat' : 'does not end the chat',
  not_repeat: () => 'repeats nothing said before',
  within: (replies) => NTH[replies] ?? `within ${replies} replies`,
}

/** An expectation as a sentence: `shows take it down or cybertipline; asks a question`. */
export const expected = (expect) => Object.entries(expect).map(([key, value]) => SAID[key](value)).join('; ')

const FAULTS = {
  services_any: 'must show', services_none: 'must never show', text_any: 'must say', text_none: 'must never say',
  asks: 'asks a question', ended: 'ends the chat', not_repeat: 'must not repeat',
}

/** What did not hold, with its key in words: `turn 3: text_any: none of adult` says `turn 3: must say: none of adult`. */
export const fault = (fact) => fact.replace(new RegExp(`(^|: )(${Object.keys(FAULTS).join('|')}): `), (_, before, key) => `${before}${FAULTS[key]}: `)
