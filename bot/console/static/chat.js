// The real chat in a phone frame, beside what it heard and why.
import { api, button, download, guarded, h, labelled, replace, say, select, table, words } from './dom.js'
import { bubble, own } from './bubbles.js'
import { store } from './store.js'

export const title = 'Chat'
export const heading = 'Chat, and what it heard'

let log, panel, form

export async function render(root) {
  log = h('div.log', { role: 'log', 'aria-label': 'Conversation', tabindex: 0 })
  panel = h('section.heard', { 'aria-label': 'What it heard and why' })
  const input = h('textarea', { rows: 2, maxLength: 1000, onkeydown: sendOnEnter })
  form = h('form', { onsubmit: send }, labelled('Your message', input), h('button.primary', {}, 'Send'))
  const phone = h('section.phone', { 'aria-label': 'The chat' }, tools(), log, form)
  replace(root, h('p.hint', {}, 'A test chat with the real bot. Nothing of it is stored; make up what you type. ',
    store.edits.size > 0 && h('strong', {}, 'It speaks your changed texts.')), h('div.two', {}, phone, panel))
  if (!store.chat.id) await start()
  draw()
}

const tools = () => h('div.tools', {},
  labelled('Language', select([{ value: 'en', label: 'English' }, { value: 'es', label: 'Español' }], store.chat.lang,
    (lang) => { store.chat.lang = lang; start() })),
  button('New chat', () => start()),
  h('a.button', { href: '#record' }, 'Save as scenario'))

// One after the other: what is typed while a new chat opens is said in the new one.
let before = Promise.resolve()
const inTurn = (action) => (...args) => {
  before = before.then(() => action(...args))
  return before
}

const start = inTurn(guarded(async () => {
  if (store.chat.id && !store.chat.ended) await api('chat/end', { chat: store.chat.id })
  const { chat, messages } = await api('chat/open', { lang: store.chat.lang })
  Object.assign(store.chat, { id: chat, opening: messages, turns: [], ended: false, selected: -1 })
  draw()
}))

function sendOnEnter(event) {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault()
    form.requestSubmit()
  }
}

async function send(event) {
  event.preventDefault()
  const input = form.querySelector('textarea')
  const text = input.value.trim()
  if (!text) return
  input.value = ''
  if (!await turn({ text }, text)) input.value = text
  input.focus()
}

const turn = inTurn(guarded(async (what, shown) => {
  say('')
  const pending = [own(shown), h('p.hint', {}, 'Answering …')]
  log.append(...pending)
  log.scrollTop = log.scrollHeight
  let answer
  try {
    answer = await api('chat/say', { chat: store.chat.id, ...what })
  } finally {
    for (const node of pending) node.remove()
  }
  store.chat.turns.push({ said: shown, button: 'choose' in what, ...answer })
  store.chat.ended = answer.ended
  store.chat.selected = store.chat.turns.length - 1
  draw()
  return true
}))

function draw() {
  const { opening, turns, ended } = store.chat
  const last = turns.length - 1
  const choose = (id, shown) => turn({ choose: id }, shown)
  replace(log,
    opening.map((m) => bubble(m, last < 0 ? choose : null, turns[0]?.button ? turns[0].said : '')),
    turns.map((t, i) => [own(t.said),
      t.messages.map((m) => bubble(m, i === last && !ended ? choose : null, turns[i + 1]?.button ? turns[i + 1].said : '')),
      h('p.after', {}, button('Why this answer', () => pick(i), { 'aria-pressed': String(i === store.chat.selected) }),
        button('Flag this answer', () => flagDialog(t.heard.said, t.messages[0]?.lang, turns.slice(0, i + 1).map((x) => x.said))))]),
    ended && h('p.hint', {}, 'The chat has ended.'))
  const latest = [...log.querySelectorAll('.own')].at(-1)
  log.scrollTop = latest ? latest.offsetTop - log.offsetTop : 0
  for (const control of form.elements) control.disabled = ended
  drawPanel()
}

function pick(i) {
  store.chat.selected = i
  draw()
  panel.querySelector('h2')?.focus()
}

function drawPanel() {
  const heard = store.chat.turns[store.chat.selected]?.heard
  if (!heard) {
    replace(panel, h('h2', {}, 'What it heard'), h('p', {}, 'Type a message, or tap a button. Everything behind the answer appears here.'))
    return
  }
  replace(panel, explanation(heard, store.chat.selected))
}

/** Everything behind one answer; also used where a dialogue is rehearsed. */
export function explanation(heard, number) {
  return [
    h('h2', { tabindex: -1 }, `Turn ${number + 1}: what it heard`),
    wordsPart(heard), concernsPart(heard), alarmsPart(heard), rulePart(heard), textsPart(heard), servicesPart(heard), statePart(heard),
  ]
}

const row = (name, value) => [h('dt', {}, name), h('dd', {}, value)]

function wordsPart(heard) {
  if (heard.chosen !== undefined) return h('dl', {}, row('Button', heard.chosen), row('It means', pairs(heard.facts)))
  return h('dl', {}, row('Typed', heard.typed), row('In plain words', heard.plain || 'nothing it knows'),
    row('Language', { en: 'English', es: 'Spanish' }[heard.lang] ?? 'the words do not tell'),
    heard.removed && row('Taken out', 'something that identifies a person, before anything else read it'),
    row('Facts read', pairs(heard.facts) || 'none'),
    heard.awaited && row('It had asked', words(heard.awaited)),
    heard.about && row('Asks about', words(heard.about.replace('utter_', ''))))
}

const pairs = (facts) => Object.entries(facts).map(([k, v]) => `${words(k)}: ${words(v)}`).join(', ')

const concernsPart = (heard) => heard.concerns.length > 0 && [h('h3', {}, 'Concerns, with confidence'),
  h('ul.bars', {}, heard.concerns.map((c) => h('li', { title: c.meaning },
    h('span.name', {}, words(c.name)), h('meter', { min: 0, max: 1, value: c.confidence, 'aria-label': words(c.name) }),
    h('span', {}, `${Math.round(c.confidence * 100)}%`), h(`span.tag.${c.urgency || 'chat'}`, {}, c.urgency))))]

const alarmsPart = (heard) => [h('h3', {}, 'Urgency phrases'), heard.alarms.length
  ? h('ul', {}, heard.alarms.map((a) => h('li', {}, h('strong', {}, words(a.rule)), ` says ${words(a.situation)}, `,
    { hard: 'and acts', soft: 'and asks gently (a joke or figure of speech)', negated: 'but it was denied; help stays in sight' }[a.strength],
    a.other ? ', about somebody else' : '', ' ', h('code', {}, a.place))))
  : h('p', {}, 'None fired.')]

const rulePart = (heard) => [h('h3', {}, 'What it did'), h('dl', {},
  row('Acts on', `${words(heard.acts_on)}${heard.also.length ? `; also heard: ${heard.also.map(words).join(', ')}` : ''}`),
  row('Meaning of the turn', words(heard.act)),
  row('Rule taken', heard.rule ? [heard.rule.title, ' ', h('code', {}, heard.rule.place), ' ',
    h('a', { href: `#flow/${heard.rule.topic}` }, 'on the flow map')] : 'none: a fixed safe answer'),
  row('Steps', heard.actions.map((a) => h('code', {}, a, ' '))))]

const textsPart = (heard) => [h('h3', {}, 'Texts, English and Spanish'), heard.said.map((t) => h('div.pair', {},
  h('p', { lang: 'en' }, t.en), h('p', { lang: 'es' }, t.es ?? 'no Spanish'),
  h('p.source', {}, h('code', {}, t.place), ` reviewed by ${t.reviewed_by}. `, h('a', { href: `#content/${t.name}` }, 'Edit'))))]

const servicesPart = (heard) => heard.services.length > 0 && table('Services shown, why, and the fact behind each',
  ['service', 'why it is here, and the fact'],
  heard.services.map((s) => [[h('strong', {}, s.name), h('small', {}, ` called back: ${s.verified_on || 'nobody yet'}`)], [h('ul', {}, s.why.map((w) => h('li', {}, w))),
    h('p.source', {}, h('code', {}, s.place), `, source dated ${s.source_date}: ${s.source}`)]]))

/** What the chat keeps, named for somebody who knows no slots. */
const KEPT = {
  awaiting: 'waits to hear', facts: 'was told', queue: 'heard, for later', covered: 'spoken of', offered: 'services offered', refused: 'services refused',
  failed: 'services that failed', asked: 'asked already', between: 'unsure between', at_risk: 'a life at risk', misses: 'not understood, in a row',
}

function statePart(heard) {
  const value = (v) => v === true ? 'yes' : v === false ? 'no' : Array.isArray(v) ? v.map(words).join(', ') : typeof v === 'object' ? pairs(v) : words(v)
  const lines = Object.entries(heard.state).filter(([, v]) => value(v) !== '')
  return [h('h3', {}, 'What it remembers after this turn'), h('dl', {}, lines.map(([k, v]) =>
    row(KEPT[k] ?? words(k), heard.changed.includes(k) ? h('mark', {}, value(v)) : value(v))))]
}

/** Asks what is wrong and makes the review note: a file with the text's name, file and line. */
export function flagDialog(texts, lang, said) {
  const note = h('textarea', { rows: 4, maxLength: 2000, required: true })
  const by = h('input', { maxLength: 100, autocomplete: 'off' })
  const which = select(texts.map((t) => ({ value: t.name, label: words(t.name.replace('utter_', '')) })), texts[0]?.name, () => {})
  const save = guarded(async (event) => {
    event.preventDefault()
    const made = await api('flag', { response: which.value, lang, note: note.value, by: by.value, said })
    store.flags.push({ response: which.value, place: made.place, note: note.value, by: by.value })
    box.close()
    download(made.file, made.yaml, 'application/yaml')
  })
  const box = h('dialog', { 'aria-labelledby': 'flag-title', onclose: () => box.remove() },
    h('form', { onsubmit: save }, h('h2', { id: 'flag-title' }, 'Flag this answer'),
      labelled('Which text', which), labelled('What is wrong with it', note), labelled('Your role (not your name)', by),
      h('p.hint', {}, 'The button below downloads a note. Put it in docs/reviews/ so that the sign-off report lists it. It holds what you typed in this test chat.'),
      h('p', {}, h('button.primary', {}, 'Download the note'), ' ', button('Cancel', () => box.close()))))
  document.body.append(box)
  box.showModal()
}
