// A chat becomes a scenario: expectations are picked by clicking.
import { api, button, download, guarded, h, labelled, primary, replace, say, select, words } from './dom.js'
import { store } from './store.js'
import { outcome } from './rehearse.js'

export const title = 'Record'
export const heading = 'Save a chat as a scenario'

const picked = new WeakMap()
const named = { id: '', title: '' }
let out

export async function render(root) {
  const { turns } = store.chat
  if (!turns.length) {
    replace(root, h('p', {}, 'There is nothing to save yet. ', h('a', { href: '#chat' }, 'Hold a chat first'), ', then come back.'))
    return
  }
  out = h('div', { 'aria-live': 'polite' })
  replace(root,
    h('p.hint', {}, 'Click what must hold each time this is played. A scenario with no expectation proves nothing.'),
    h('div.fields', {},
      labelled('Short name, as in threat_money_weekend', h('input', { value: named.id, oninput: (e) => { named.id = e.target.value }, pattern: '[a-z0-9_]+' })),
      labelled('What it shows, as a sentence', h('input', { value: named.title, size: 50, oninput: (e) => { named.title = e.target.value } }))),
    h('ol.turns', {}, turns.map((turn) => h('li', {}, card(turn)))),
    h('p', {}, button('Play it now', play), ' ', primary('Download the scenario', save)), out)
}

const of = (turn) => {
  if (!picked.has(turn)) picked.set(turn, { services_any: new Set(), services_none: new Set(), text_any: new Set(), text_none: '', asks: null, ended: null, not_repeat: false, within: 1 })
  return picked.get(turn)
}

const chip = (label, on, flip) => button(label, (event) => {
  const now = flip()
  event.target.setAttribute('aria-pressed', String(now))
}, { className: 'chip', 'aria-pressed': String(on) })

const member = (set, value) => () => {
  if (set.has(value)) set.delete(value)
  else set.add(value)
  return set.has(value)
}

function card(turn) {
  const want = of(turn)
  const services = turn.messages.flatMap((m) => m.services)
  const sentences = turn.messages.flatMap((m) => m.text.match(/[^.!?]+[.!?]?/g) ?? []).map((s) => s.trim()).filter(Boolean)
  const asks = turn.messages.some((m) => m.text.includes('?'))
  const none = h('input', { value: want.text_none, oninput: (e) => { want.text_none = e.target.value } })
  return [
    h('p', {}, turn.button ? 'Button: ' : 'Typed: ', h('strong', {}, turn.said)),
    h('fieldset', {}, h('legend', {}, 'Must be said (click a sentence; of several, one is enough)'),
      sentences.map((s) => chip(s, want.text_any.has(s), member(want.text_any, s)))),
    services.length > 0 && h('fieldset', {}, h('legend', {}, 'Must be shown (click a service; of several, one is enough)'),
      services.map((s) => chip(s.name, want.services_any.has(s.id), member(want.services_any, s.id)))),
    h('fieldset', {}, h('legend', {}, 'And'),
      chip(asks ? 'asks a question' : 'asks nothing', want.asks !== null, () => { want.asks = want.asks === null ? asks : null; return want.asks !== null }),
      chip('repeats nothing said before', want.not_repeat, () => { want.not_repeat = !want.not_repeat; return want.not_repeat }),
      chip(turn.ended ? 'ends the chat' : 'does not end the chat', want.ended !== null, () => { want.ended = want.ended === null ? turn.ended : null; return want.ended !== null })),
    h('div.fields', {},
      labelled('Must never be said (a word or phrase)', none),
      labelled('Must never be shown', select([{ value: '', label: 'any service may be' }, ...store.about.services.map((id) => ({ value: id, label: words(id) }))], [...want.services_none][0] ?? '',
        (value) => { want.services_none = new Set(value ? [value] : []) })),
      labelled('What must be said or shown comes', select([{ value: '1', label: 'in this reply' }, { value: '2', label: 'by the next reply' }, { value: '3', label: 'by the second reply after' }], String(want.within), (n) => { want.within = Number(n) }))),
  ]
}

const literal = (text) => text.toLowerCase().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function expectation(turn) {
  const want = of(turn)
  const found = {
    services_any: [...want.services_any], services_none: [...want.services_none], text_any: [...want.text_any].map(literal),
    text_none: want.text_none.trim() ? [literal(want.text_none.trim())] : [],
  }
  const kept = Object.fromEntries(Object.entries(found).filter(([, list]) => list.length))
  if (want.asks !== null) kept.asks = want.asks
  if (want.ended !== null) kept.ended = want.ended
  if (want.not_repeat) kept.not_repeat = true
  if (want.within > 1) kept.within = want.within
  return kept
}

function dialogue() {
  if (!/^[a-z0-9_]+$/.test(named.id)) throw new Error('Give it a short name: small letters, digits and _ only.')
  if (!named.title.trim()) throw new Error('Say in a sentence what it shows.')
  const turns = store.chat.turns.map((turn) => {
    const expect = expectation(turn)
    return { ...(turn.button ? { choose: [turn.said.toLowerCase()] } : { say: turn.said }), ...(Object.keys(expect).length ? { expect } : {}) }
  })
  if (!turns.some((t) => t.expect)) throw new Error('Click at least one thing that must hold.')
  return { id: named.id, title: named.title.trim(), lang: store.chat.lang, turns }
}

const written = async () => (await api('scenarios/write', dialogue())).yaml

const play = guarded(async () => {
  const yaml = await written()
  const [result] = await api('scenarios/try', { yaml })
  replace(out, outcome(result), h('pre', { tabindex: 0 }, yaml))
  say(result.passed ? 'It passes.' : 'It does not pass.', !result.passed)
})

const save = guarded(async () => {
  const yaml = await written()
  download(`${named.id}.yml`, yaml, 'application/yaml')
})
