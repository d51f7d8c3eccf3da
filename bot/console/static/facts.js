// Facts with their age, what is due for a call-back, and the checklist for the phone.
import { asCsv, button, count, download, guarded, h, holds, labelled, replace, say, select, words } from './dom.js'
import { content, setEdit, store, tryEdits } from './store.js'

export const title = 'Facts'
export const heading = 'Facts and call-backs'
export const loads = 'the facts'

const show = { find: '', which: 'due', open: '' }
const today = () => new Date().toISOString().slice(0, 10)
let list, sheet, foot, all

export async function render(root, asked) {
  all = (await content()).facts
  if (asked) { show.open = asked; show.which = 'all' }
  list = h('ul.list', { 'aria-label': 'Services' })
  sheet = h('section.editor', { 'aria-label': 'The service', tabindex: -1 }, h('p', {}, 'Choose a service.'))
  foot = h('section.drafts', { 'aria-label': 'Signed-off list' })
  const due = all.filter((f) => f.due).length
  replace(root, h('p.hint', {}, `${all.filter((f) => f.shown).length} services may be shown; ${due} of them are due for a call-back (never called, or more than 90 days ago).`),
    h('div.bar', {}, labelled('Show', select([{ value: 'due', label: 'due for a call-back' }, { value: 'shown', label: 'all that may be shown' }, { value: 'all', label: 'everything' }], show.which, (v) => { show.which = v; drawList() })),
      labelled('Find', h('input', { type: 'search', value: show.find, oninput: (e) => { show.find = e.target.value; drawList() } })),
      button('Print the call-back sheet', () => printSheet())),
    h('div.two', {}, h('div.side', {}, list), h('div', {}, sheet, foot)))
  drawList()
  drawFoot()
  const fact = all.find((f) => f.id === show.open)
  if (fact) open(fact)
}

const signed = (fact) => store.signed.find((s) => s.id === fact.id)

function calledBack(fact) {
  const on = signed(fact)?.result === 'right' ? signed(fact).on : fact.verified_on
  return on ? `called back ${on}` : 'never called back'
}

const found = () => all.filter((f) => (show.which === 'all' || (show.which === 'shown' ? f.shown : f.due))
  && holds(`${f.id} ${f.name} ${f.region} ${f.purpose} ${JSON.stringify(f.ways)}`, show.find))

function drawList() {
  replace(list, found().map((f) => h('li', {}, button([h('strong', {}, f.name), signed(f) && h('mark', {}, signed(f).result === 'right' ? 'called' : 'wrong'),
    h('small', {}, `${f.region} · looked at ${count(f.age, 'day')} ago · ${calledBack(f)}`)], () => { open(f); drawList(); sheet.focus() },
  { 'aria-pressed': String(show.open === f.id) }))), found().length === 0 && h('li', {}, 'Nothing fits.'))
}

const CHECKS = [
  ['answers', 'Somebody or something answers at this contact'],
  ['name', 'It is the service named here'],
  ['hours', 'Hours and languages are as printed'],
  ['who', 'It serves young people as written, at no cost'],
  ['says', 'What they do with what they hear is as written'],
]

/** What the checklist asks to compare, as the project has it. */
const printed = (fact) => [['For', fact.purpose], ['Serves', fact.serves], ['Cost', fact.cost], ['Hours', fact.hours.join('; ') || 'none printed'],
  ['Languages', fact.languages.join(' · ') || 'none printed'], ['What they do with what they hear', fact.confidentiality]]

function open(fact) {
  show.open = fact.id
  const old = signed(fact)
  const ticks = CHECKS.map(([key, label]) => [key, label, h('input', { type: 'checkbox', checked: old?.checks.includes(key) ?? false })])
  const by = h('input', { value: old?.by ?? '', autocomplete: 'off' })
  const on = h('input', { type: 'date', value: old?.on ?? today(), max: today() })
  const note = h('textarea', { rows: 2, value: old?.note ?? '' })
  replace(sheet, h('h2', {}, fact.name),
    h('p.source', {}, h('code', {}, fact.place), ` · ${fact.region} · ${fact.ship.replaceAll('_', ' ')} · confidence ${fact.confidence}`),
    h('ul.ways', {}, fact.ways.map((w) => h('li', {}, `${w.kind}: `, h('strong', {}, w.label), ' ', h('code', {}, w.href)))),
    h('dl', {}, [...printed(fact), ['Source dated', fact.source_date], ['Written down', fact.compiled_on],
      ['Called back', fact.verified_on || 'nobody yet']].map(([k, v]) => [h('dt', {}, k), h('dd', {}, v)])),
    fact.used.length > 0 ? h('details', {}, h('summary', {}, `Shown in ${count(fact.used.length, 'place')}`),
      h('ul', {}, fact.used.map((name) => h('li', {}, h('a', { href: `#content/${name}` }, words(name.replace('utter_', '')))))))
      : h('p', {}, 'Shown in the directory only.'),
    h('details', {}, h('summary', {}, `Sources: ${fact.sources.length}; limits: ${fact.limits.length}`), h('ul', {}, [...fact.sources, ...fact.limits].map((s) => h('li', {}, s)))),
    h('fieldset', {}, h('legend', {}, 'Call-back checklist'), h('p.hint', {}, 'Call, text or open it from an ordinary phone. Say that you are checking a listing. Tick what you heard or saw yourself.'),
      ticks.map(([, label, tick]) => h('label.tick', {}, tick, label)),
      h('div.fields', {}, labelled('Your role', by), labelled('Date', on)), labelled('Note', note),
      h('p.bar', {}, button('It is right: sign', () => sign('right')), button('Something is wrong', () => sign('wrong')))))

  const sign = guarded(async (outcome) => {
    const checks = ticks.filter(([, , tick]) => tick.checked).map(([key]) => key)
    if (!by.value.trim()) throw new Error('Say in which role you called.')
    if (outcome === 'right' && checks.length < CHECKS.length) throw new Error('Tick every line first; if one does not hold, choose "Something is wrong".')
    if (outcome === 'wrong' && !note.value.trim()) throw new Error('Write in the note what is wrong.')
    store.signed = [...store.signed.filter((s) => s.id !== fact.id),
      { id: fact.id, name: fact.name, ways: fact.ways.map((w) => w.label), result: outcome, checks, by: by.value.trim(), on: on.value, note: note.value.trim(), place: fact.place }]
    say('Checking …')
    setEdit(fact.file, ['services', fact.index, 'verified_on'], outcome === 'right' ? on.value : fact.verified_on, fact.verified_on)
    await tryEdits()
    drawList()
    drawFoot()
    say(`${fact.name}: ${outcome === 'right' ? 'signed' : 'noted as wrong'}.`)
  })
}

function drawFoot() {
  if (!store.signed.length) { replace(foot); return }
  const columns = ['id', 'name', 'ways', 'result', 'checks', 'by', 'on', 'note', 'place']
  replace(foot, h('h2', {}, `Called so far: ${store.signed.length}`),
    h('ul', {}, store.signed.map((s) => h('li', {}, `${s.on}: ${s.name}: ${s.result}${s.note ? ` (${s.note})` : ''}`))),
    h('p.bar', {}, button('Download the signed-off list', () => download('signed-off.csv', asCsv(columns, store.signed), 'text/csv')),
      button('Download the patch', () => download('call-backs.patch', store.tried.patch, 'text/x-diff'), { disabled: !store.tried.patch })))
}

function printSheet() {
  const paper = h('div.paper', {}, h('h1', {}, 'Call-back sheet'), found().map((f) => h('section', {}, h('h2', {}, f.name),
    h('p', {}, f.ways.map((w) => w.label).join(' · ')), printed(f).map(([k, v]) => h('p', {}, `${k}: ${v}`)), h('p', {}, `Last looked at: ${f.verified_on || f.compiled_on}`),
    CHECKS.map(([, label]) => h('p', {}, `☐ ${label}`)), h('p', {}, 'Role ____________________  Date ____________  Note ______________________________'))))
  document.body.append(paper)
  window.print()
  paper.remove()
}
