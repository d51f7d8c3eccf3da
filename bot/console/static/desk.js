// Every text and route: read, change, see the checks and the chat's words at once, take the change away as a patch.
import { button, count, download, guarded, h, holds, labelled, later, replace, say, select, words } from './dom.js'
import { bubble } from './bubbles.js'
import { content, editKey, setEdit, store, tryEdits } from './store.js'

export const title = 'Content'
export const heading = 'Texts and routes'
export const loads = 'the texts'

const MOST = 150
const show = { kind: 'texts', find: '', state: 'all', open: '' }
let list, editor, drafts, all

export async function render(root, asked) {
  all = await content()
  list = h('ul.list', { 'aria-label': 'Found' })
  editor = h('section.editor', { 'aria-label': 'The text', tabindex: -1 }, h('p', {}, 'Choose a text or a route.'))
  drafts = h('section.drafts', { 'aria-label': 'Your changes' })
  if (asked) { show.open = asked; show.kind = all.routes.some((r) => r.name === asked) ? 'routes' : 'texts' }
  replace(root, h('p.hint', {}, `${store.about.unsigned} of ${store.about.texts} texts are reviewed by nobody yet. Changes stay in this tab until you download them; the repository is the only store.`),
    h('div.bar', {},
      labelled('Show', select([{ value: 'texts', label: 'texts' }, { value: 'routes', label: 'routes' }], show.kind, (v) => { show.kind = v; drawList() })),
      labelled('Find', h('input', { type: 'search', value: show.find, oninput: (e) => { show.find = e.target.value; drawList() } })),
      labelled('Only', select(['all', 'not signed', 'signed', 'changed here'], show.state, (v) => { show.state = v; drawList() })),
      h('a.button', { href: '#facts' }, 'Facts')),
    h('div.two', {}, h('div.side', {}, list), h('div', {}, editor, drafts)))
  drawList()
  drawDrafts()
  const entry = show.open && [...all.texts, ...all.routes].find((e) => e.name === show.open)
  if (entry) open(entry)
}

const isChanged = (entry) => [...store.edits.values()].some((e) => e.path[1] === entry.name)

function fits(entry) {
  const state = show.state
  const ok = state === 'all' || (state === 'changed here' ? isChanged(entry) : entry.signed === (state === 'signed'))
  return ok && holds(JSON.stringify(entry), show.find)
}

function drawList() {
  const named = (e) => holds(e.name, show.find)
  const found = all[show.kind].filter(fits).sort((a, b) => named(b) - named(a))
  replace(list, found.slice(0, MOST).map((e) => h('li', {}, button(
    [h('strong', {}, words(e.name.replace('utter_', ''))), isChanged(e) && h('mark', {}, 'changed'), h('small', {}, e.en ?? e.meaning)],
    () => { open(e); drawList(); editor.focus() }, { 'aria-pressed': String(show.open === e.name) }))),
  found.length > MOST && h('li', {}, `${found.length - MOST} more; narrow the search.`),
  found.length === 0 && h('li', {}, 'Nothing fits.'))
}

const valueOf = (file, path, original) => store.edits.get(editKey(file, path))?.value ?? original

function open(entry) {
  show.open = entry.name
  if (entry.en !== undefined) openText(entry)
  else openRoute(entry)
}

const result = () => h('div.result', { 'aria-live': 'polite' })

const checking = () => h('p.hint', {}, 'Checking …')

function field(name, entry, path, original, out, props = {}) {
  const change = later(guarded(() => tried(entry, out)))
  const control = h(props.rows ? 'textarea' : 'input', { value: valueOf(entry.file, path, original) ?? '', ...props,
    oninput: (e) => { setEdit(entry.file, path, e.target.value, original); replace(out, checking()); change() } })
  return labelled(name, control)
}

function openText(entry) {
  const out = result()
  const at = (...keys) => ['texts', entry.name, ...keys]
  replace(editor, h('h2', {}, words(entry.name.replace('utter_', ''))),
    h('p.source', {}, h('code', {}, entry.place), ` · for a ${entry.audience} · reviewed by ${entry.reviewed_by} ${entry.reviewed_on} · reading grade ${Math.max(0, entry.grade)}`),
    h('div.pair', {}, field('English', entry, at('en'), entry.en, out, { rows: 5, lang: 'en' }), field('Spanish', entry, at('es'), entry.es, out, { rows: 5, lang: 'es' })), out,
    entry.buttons.map((b, i) => h('div.pair', {}, field(`Button ${i + 1}, English`, entry, at('buttons', i, 'en'), b.en, out), field(`Button ${i + 1}, Spanish`, entry, at('buttons', i, 'es'), b.es, out))),
    h('details', { open: entry.used.length < 4 }, h('summary', {}, `Used in ${count(entry.used.length, 'place')}`), h('ul', {}, entry.used.map((u) => h('li', {}, u)))),
    entry.services.length > 0 && h('p', {}, 'Services under it: ', entry.services.map((s, i) => [i > 0 && ', ', h('a', { href: `#facts/${s}` }, words(s))])),
    h('fieldset.sign', {}, h('legend', {}, 'Sign it'), h('p.hint', {}, 'For someone with a clinical role who has read both languages.'),
      h('div.fields', {}, field('Role', entry, at('reviewed_by'), entry.signed ? entry.reviewed_by : '', out, { placeholder: 'e.g. licensed school counselor' }),
        field('Date', entry, at('reviewed_on'), entry.reviewed_on, out, { type: 'date' }))))
  if (isChanged(entry)) tried(entry, out)
}

function openRoute(entry) {
  const out = result()
  const at = (...keys) => ['situations', entry.name, ...keys]
  const listField = (name, key) => {
    const change = later(guarded(() => tried(entry, out)))
    const now = valueOf(entry.file, at(key), entry[key])
    return labelled(name, h('input', { value: now.join(', '), oninput: (e) => {
      setEdit(entry.file, at(key), e.target.value.split(',').map((s) => s.trim()).filter(Boolean), entry[key])
      replace(out, checking())
      change()
    } }))
  }
  replace(editor, h('h2', {}, words(entry.name)),
    h('p.source', {}, h('code', {}, entry.place), ` · ${words(entry.group)} · ${entry.urgency}`),
    field('Meaning', entry, at('meaning'), entry.meaning, out),
    listField('Services first (any of these belongs in the first reply)', 'first'), listField('then', 'then'), listField('Questions that change the route', 'asks'),
    h('p.hint', {}, 'A changed route is checked here; the chat takes it up once the change is in the repository and the service was started again.'), out)
  if (isChanged(entry)) tried(entry, out)
}

const tried = guarded(async (entry, out) => {
  const found = await tryEdits()
  const mine = found.problems.filter((p) => p.includes(entry.name))
  const others = found.problems.filter((p) => !p.includes(entry.name))
  const seen = found.texts[entry.name]
  replace(out, found.problems.length
    ? [h('p.fail', {}, `✗ ${count(found.problems.length, 'problem')}`), h('ul.problems', {}, [...mine, ...others].slice(0, 30).map((p) => h('li', {}, p)))]
    : h('p.pass', {}, '✓ All good! Every check holds.'),
  seen && [h('p.source', {}, `Reading grade now ${Math.max(0, seen.grade)}. In the chat it looks like this:`),
    h('div.pair', {}, ['en', 'es'].map((lang) => h('div.phone.small', {}, bubble(seen[lang], null))))])
  drawDrafts()
  drawList()
})

function drawDrafts() {
  const { patch, files } = store.tried
  // What was typed a moment ago belongs to what is taken away, so it is tried first.
  const then = (action) => guarded(async () => { await tryEdits(); action(store.tried) })
  if (!store.edits.size) { replace(drafts); return }
  replace(drafts, h('h2', {}, `Your changes: ${store.edits.size}`),
    h('ul', {}, [...store.edits].map(([key, e]) => h('li', {}, h('code', {}, `${e.file}: ${e.path.slice(1).join('.')}`), ' ',
      button('Take back', guarded(async () => { store.edits.delete(key); await tryEdits(); drawDrafts(); drawList(); reopen() }))))),
    h('p.bar', {}, button('Download the patch', then((now) => download('change.patch', now.patch, 'text/x-diff'))),
      Object.keys(files).map((name) => button(`Download ${name.split('/').pop()}`, then((now) => download(name.split('/').pop(), now.files[name], 'application/yaml')))),
      h('a.button', { href: '#chat', onclick: (e) => { e.preventDefault(); then(() => { location.hash = '#chat' })() } }, 'Try it in the chat')),
    h('pre.diff', { tabindex: 0, 'aria-label': 'The patch' }, patch))
}

function reopen() {
  const entry = [...all.texts, ...all.routes].find((e) => e.name === show.open)
  if (entry) open(entry)
  say('Taken back.')
}
