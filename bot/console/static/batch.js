// Many messages at once: a table to filter, sort and export, and pictures of what went wrong.
import { api, asCsv, button, download, drawing, guarded, h, labelled, primary, replace, say, select, words } from './dom.js'
import { store } from './store.js'

export const title = 'Batch'
export const heading = 'Many messages at once'

const CHUNK = 12
const COLUMNS = ['id', 'text', 'situation', 'urgency', 'services', 'messages', 'wanted', 'met']
const NAMES = { messages: 'replies', wanted: 'expected', met: 'as expected' }
const state = { text: '', kind: '', rows: [], sort: 'id', down: false, find: '', urgency: '', met: '' }
let out, pictures, running

export async function render(root) {
  const text = h('textarea', { rows: 6, spellcheck: false, value: state.text, oninput: (e) => { state.text = e.target.value } })
  const load = h('input', { type: 'file', accept: '.txt,.csv,.jsonl', onchange: async () => { text.value = state.text = await load.files[0].text() } })
  const progress = h('progress', { max: 1, value: 0, 'aria-label': 'Messages answered' })
  const go = primary('Answer them', () => run(progress, go))
  const sample = button("Load the project's own messages", guarded(async () => { text.value = state.text = (await api('batch/sample')).text }))
  out = h('div')
  pictures = h('div.pictures')
  replace(root,
    h('p.hint', {}, 'Each message is the first of a fresh chat. One a line, CSV with a column ', h('code', {}, 'text'), ', or JSONL. '
      , 'A column ', h('code', {}, 'situation'), ' says what you expect, by a name from ', h('a', { href: '#content' }, 'Content'), ', routes. Never paste what a real young person wrote.'),
    labelled('Messages', text),
    h('div.bar', {}, labelled('or a file', load), labelled('Written as', select([{ value: '', label: 'found out by itself' }, { value: 'lines', label: 'one a line' },
      { value: 'csv', label: 'CSV' }, { value: 'jsonl', label: 'JSONL' }], state.kind, (v) => { state.kind = v })), go, sample, progress),
    out, pictures)
  if (state.rows.length) { draw(); await drawPictures() }
}

const run = guarded(async (progress, go) => {
  if (running) { running = false; return }
  const messages = await api('batch/read', { text: state.text, kind: state.kind })
  running = true
  state.rows = []
  go.textContent = 'Stop'
  progress.max = messages.length
  try {
    for (let i = 0; running && i < messages.length; i += CHUNK) {
      state.rows.push(...await api('batch/run', { messages: messages.slice(i, i + CHUNK) }))
      progress.value = state.rows.length
    }
    say(`${state.rows.length} messages answered.`)
  } finally {
    running = false
    go.textContent = 'Answer them'
    draw()
    await drawPictures()
  }
})

const text = (value) => Array.isArray(value) ? value.join('\n') : value === true ? 'yes' : value === false ? 'no' : String(value ?? '')

function visible() {
  const find = state.find.toLowerCase()
  const kept = state.rows.filter((r) => COLUMNS.some((c) => text(r[c]).toLowerCase().includes(find))
    && (!state.urgency || r.urgency === state.urgency) && (!state.met || text(r.met) === state.met))
  const sign = state.down ? -1 : 1
  return kept.sort((a, b) => sign * text(a[state.sort]).localeCompare(text(b[state.sort]), 'en', { numeric: true }))
}

function draw() {
  if (!state.rows.length) return
  const body = h('tbody')
  const count = h('span')
  const fill = () => {
    const rows = visible()
    count.textContent = `${rows.length} of ${state.rows.length} shown`
    replace(body, rows.map((r) => h('tr', {}, COLUMNS.map((c) => h('td', { className: c === 'met' && r.met === false ? 'fail' : '' },
      c === 'services' || c === 'situation' || c === 'wanted' ? words(text(r[c])) : text(r[c]))))))
  }
  const heads = COLUMNS.map((c) => h('th', { scope: 'col', 'aria-sort': state.sort === c ? (state.down ? 'descending' : 'ascending') : undefined },
    button(NAMES[c] ?? c, () => { state.down = state.sort === c && !state.down; state.sort = c; draw(); out.querySelector(`th:nth-child(${COLUMNS.indexOf(c) + 1}) button`).focus() })))
  const urgencies = [...new Set(state.rows.map((r) => r.urgency))]
  replace(out, h('div.bar', {},
    labelled('Filter', h('input', { type: 'search', value: state.find, oninput: (e) => { state.find = e.target.value; fill() } })),
    labelled('Urgency', select([{ value: '', label: 'any' }, ...urgencies], state.urgency, (v) => { state.urgency = v; fill() })),
    labelled('As expected', select([{ value: '', label: 'all' }, 'yes', 'no'], state.met, (v) => { state.met = v; fill() })), count,
    button('Export CSV', () => download('answers.csv', asCsv(COLUMNS, visible()), 'text/csv')),
    button('Export JSONL', () => download('answers.jsonl', visible().map((r) => JSON.stringify(r)).join('\n') + '\n', 'application/jsonl'))),
  h('div.scroll', { tabindex: 0, role: 'region', 'aria-label': 'Answers' }, h('table', {}, h('caption', {}, 'Answers'), h('thead', {}, h('tr', {}, heads)), body)))
  fill()
}

async function drawPictures() {
  const judged = state.rows.filter((r) => r.wanted)
  if (!judged.length) {
    replace(pictures, state.rows.length > 0 && h('p.hint', {}, 'Add a column ', h('code', {}, 'situation'), ' with what you expect, and pictures of confusion and false alarms appear here.'))
    return
  }
  const unknown = [...new Set(judged.map((r) => r.wanted).filter((name) => !(name in store.about.situations)))]
  replace(pictures, unknown.length > 0 && h('p.fail', {}, `Left out of the pictures: ${unknown.join(', ')} ${unknown.length === 1 ? 'is no situation' : 'are no situations'}.`),
    await drawing('batch/picture', { kind: 'confusion', rows: judged }), await drawing('batch/picture', { kind: 'alarms', rows: judged }))
}
